package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;
import static io.cellwright.kernel.VectorMath.storeSum;

/// Layers of labelled rows on vectors of floats: some rows by one panel of hidden columns at a time, which goes through
/// everything while it is in the first cache. A panel of z has the layout of a right-hand panel of {@link MatrixTile},
/// so that products from either side read it as it is; weights are packed once for each worker.
///
/// Gradients go by groups of blocks. What a group adds up is its own, and the groups are then added up in order.
///
/// Error against double: as {@link VectorMatmul}.
final class VectorLabelLayer implements LabelLayer {
    private static final int ROWS = 32;
    /// Most groups of blocks.
    private static final int GROUPS = 16;
    private static final int SUMS_OF_BLOCK = 4;
    private static final Loop DECOY = s -> {};
    private static final Loop SECOND_DECOY = s -> {};

    private final WorkerPool pool;
    private final VectorMatmul matmul;

    VectorLabelLayer(WorkerPool pool) {
        this.pool = pool;
        this.matmul = new VectorMatmul(pool);
    }

    /// A loop over a panel of z. Each starts behind two decoys, for the reason given in {@link Flat}.
    @FunctionalInterface
    private interface Loop {
        void run(Share share);
    }

    private static void start(Loop loop, Share share) {
        Loop next = DECOY;
        for (int i = 0; i < 3; i++) {
            next.run(share);
            next = i == 0 ? SECOND_DECOY : loop;
        }
    }

    private static int filledUp(int columns) {
        return (columns + LANES - 1) / LANES * LANES;
    }

    /// What a worker holds: packed weights, and the panel that it works on.
    private static final class Share {
        final Size size;
        final Weights weights;
        final int panels;
        final int chunks;
        // Columns filled up to whole vectors.
        final int k;
        final int h;
        final int o;
        private final long staging;
        private final long bias_o;
        private final long label_h;
        // w_hk and out_oh as right-hand panels, upright and transposed.
        private final long fromX;
        private final long toY;
        private final long fromY;
        private final long toX;
        private final long z;
        private final long dz;
        final long y_ro;
        final long dx_rk;
        private final long bytes;
        // The block.
        int label;
        long first;
        int rows;
        // The panel.
        private int column;
        private int width;
        private int vectors;
        private long labelSums;

        Share(Size size, Weights weights, long start) {
            this.size = size;
            this.weights = weights;
            k = filledUp(size.k());
            h = filledUp(size.h());
            o = filledUp(size.o());
            panels = VectorMatmul.panels(h);
            chunks = (size.n() + ROWS - 1) / ROWS;
            staging = start;
            bias_o = staging + MatrixTile.STAGING;
            label_h = bias_o + 4L * o;
            fromX = label_h + 4L * h;
            toY = fromX + 4L * size.k() * h;
            fromY = toY + 4L * h * o;
            toX = fromY + 4L * size.o() * h;
            z = toX + 4L * h * k;
            dz = z + 4L * ROWS * MatrixTile.VECTORS * LANES;
            y_ro = dz + 4L * ROWS * MatrixTile.VECTORS * LANES;
            dx_rk = y_ro + 4L * ROWS * o;
            bytes = dx_rk + 4L * ROWS * k - start;
        }

        static long bytes(Size size, Weights weights) {
            return new Share(size, weights, 0).bytes;
        }

        int blocks() {
            return Math.multiplyExact(size.c(), chunks);
        }

        void pack(boolean gradients) {
            Memory.zero(label_h, 4L * h);
            Memory.zero(bias_o, 4L * o);
            if (weights.b_o() != 0) {
                Memory.copy(weights.b_o(), bias_o, 4L * size.o());
            }
            for (int p = 0; p < panels; p++) {
                panel(p);
                MatrixTile.packTransposed(weights.w_hk() + 4L * column * size.k(), 4L * size.k(), size.k(), width,
                        fromX(), staging);
                for (int q = 0; q < VectorMatmul.panels(o) && !gradients; q++) {
                    int first = VectorMatmul.firstOf(q, o);
                    int some = Math.min(VectorMatmul.firstOf(q + 1, o), size.o()) - first;
                    MatrixTile.packTransposed(weights.out_oh() + 4 * ((long) first * size.h() + column),
                            4L * size.h(), width, some, toY(first), staging);
                }
                if (gradients) {
                    packForGradients();
                }
            }
        }

        private void packForGradients() {
            MatrixTile.pack(weights.out_oh() + 4L * column, 4L * size.h(), size.o(), vectors,
                    width - (vectors - 1) * LANES, fromY());
            for (int q = 0; q < VectorMatmul.panels(k); q++) {
                int first = VectorMatmul.firstOf(q, k);
                int some = Math.min(VectorMatmul.firstOf(q + 1, k), size.k()) - first;
                int wide = filledUp(some) / LANES;
                MatrixTile.pack(weights.w_hk() + 4 * ((long) column * size.k() + first), 4L * size.k(), width, wide,
                        some - (wide - 1) * LANES, toX(first));
            }
        }

        private long fromX() {
            return fromX + 4L * size.k() * column;
        }

        private long toY(int firstOutput) {
            return toY + 4 * ((long) o * column + (long) firstOutput * width);
        }

        private long fromY() {
            return fromY + 4L * size.o() * column;
        }

        private long toX(int firstColumn) {
            return toX + 4 * ((long) k * column + (long) firstColumn * width);
        }

        void block(int index) {
            label = index / chunks;
            int chunk = index % chunks * ROWS;
            first = (long) label * size.n() + chunk;
            rows = Math.min(ROWS, size.n() - chunk);
            Memory.copy(weights.t_ch() + 4L * label * size.h(), label_h, 4L * size.h());
        }

        void panel(int p) {
            column = VectorMatmul.firstOf(p, h);
            int end = VectorMatmul.firstOf(p + 1, h);
            width = Math.min(end, size.h()) - column;
            vectors = (end - column) / LANES;
        }

        /// `z = relu(w x + t)`.
        void makeHidden(long x_rk) {
            MatrixTile.rowsByPanel(x_rk + 4 * first * size.k(), 4L * size.k(), 4, rows, fromX(), vectors, LANES,
                    label_h + 4L * column, 0, z, (long) vectors * BYTES, size.k(), staging);
            start(Share::relu, this);
        }

        private void relu() {
            for (long at = z; at < z + (long) rows * vectors * BYTES; at += BYTES) {
                FloatVector v = load(at);
                store(v.blend(0f, v.lt(0f)), at);
            }
        }

        void addToY() {
            for (int q = 0; q < VectorMatmul.panels(o); q++) {
                int from = VectorMatmul.firstOf(q, o);
                long y = y_ro + 4L * from;
                boolean fresh = column == 0;
                MatrixTile.rowsByPanel(z, (long) vectors * BYTES, 4, rows, toY(from), vectorsOf(q, o), LANES,
                        fresh ? bias_o + 4L * from : y, fresh ? 0 : 4L * o, y, 4L * o, width, staging);
            }
        }

        private static int vectorsOf(int q, int columns) {
            return (VectorMatmul.firstOf(q + 1, columns) - VectorMatmul.firstOf(q, columns)) / LANES;
        }

        /// Adds up `dout = dy' z`, and makes dz.
        void backThroughOutput(long dy_ro, long dout_oh, boolean fresh) {
            long dy = dy_ro + 4 * first * size.o();
            long dout = dout_oh + 4L * column;
            MatrixTile.rowsByPanel(dy, 4, 4L * size.o(), size.o(), z, vectors, LANES,
                    fresh ? VectorMatmul.ZEROS : dout, fresh ? 0 : 4L * h, dout, 4L * h, rows, staging);
            MatrixTile.rowsByPanel(dy, 4L * size.o(), 4, rows, fromY(), vectors, LANES, VectorMatmul.ZEROS, 0, dz,
                    (long) vectors * BYTES, size.o(), staging);
        }

        void backThroughRelu(long dt_h) {
            labelSums = dt_h + 4L * column;
            start(Share::relusGradient, this);
        }

        private void relusGradient() {
            long row = (long) vectors * BYTES;
            for (long v = 0; v < row; v += BYTES) {
                FloatVector sum = load(labelSums + v);
                for (long at = v; at < rows * row; at += row) {
                    FloatVector g = load(dz + at).blend(0f, load(z + at).compare(VectorOperators.LE, 0f));
                    store(g, dz + at);
                    sum = g.add(sum);
                }
                storeSum(sum, labelSums + v);
            }
        }

        /// Adds up `dw = x' dz` and `dx = dz w`.
        void backThroughInput(long x_rk, long dw_kh, boolean fresh) {
            long dw = dw_kh + 4L * column;
            MatrixTile.rowsByPanel(x_rk + 4 * first * size.k(), 4, 4L * size.k(), size.k(), dz, vectors, LANES,
                    fresh ? VectorMatmul.ZEROS : dw, fresh ? 0 : 4L * h, dw, 4L * h, rows, staging);
            for (int q = 0; q < VectorMatmul.panels(k); q++) {
                int from = VectorMatmul.firstOf(q, k);
                long dx = dx_rk + 4L * from;
                MatrixTile.rowsByPanel(dz, (long) vectors * BYTES, 4, rows, toX(from), vectorsOf(q, k), LANES,
                        column == 0 ? VectorMatmul.ZEROS : dx, column == 0 ? 0 : 4L * k, dx, 4L * k, width, staging);
            }
        }

        /// Puts the block's rows, `filled` columns each, where rows of `columns` are.
        void putRows(long from, int filled, long to, int columns, boolean add) {
            RowCopies.put(from, 4L * filled, to + 4 * first * columns, 4L * columns, rows, columns, add);
        }
    }

    private Share share(int worker, Size size, Weights weights) {
        return new Share(size, weights, pool.scratch(worker, Share.bytes(size, weights)));
    }

    @Override
    public void forward(long x_rk, Weights weights, long y_ro, Size size) {
        int blocks = new Share(size, weights, 0).blocks();
        pool.run(blocks, (from, to, worker) -> {
            Share share = share(worker, size, weights);
            share.pack(false);
            for (int block = from; block < to; block++) {
                share.block(block);
                for (int p = 0; p < share.panels; p++) {
                    share.panel(p);
                    share.makeHidden(x_rk);
                    share.addToY();
                }
                share.putRows(share.y_ro, share.o, y_ro, size.o(), false);
            }
        });
    }

    /// Where a group's sums lie: of weights transposed, of outputs, and of the labels that it meets. Rows are filled
    /// up.
    private record Sums(Size size, long room) {
        long row() {
            return 4L * filledUp(size.h());
        }

        int blocks() {
            return Math.multiplyExact(size.c(), chunks());
        }

        private int chunks() {
            return (size.n() + ROWS - 1) / ROWS;
        }

        int groups() {
            return Math.min(GROUPS, blocks());
        }

        int firstBlock(int group) {
            return (int) ((long) blocks() * group / groups());
        }

        boolean meets(int group, int label) {
            return firstBlock(group) < (label + 1) * chunks() && firstBlock(group + 1) > label * chunks();
        }

        long bytes() {
            return row() * (size.k() + size.o() + size.c());
        }

        /// Row `i` of the weights' k, the outputs' o and the labels' c.
        long row(int group, int i) {
            return room + group * bytes() + i * row();
        }

        long weights(int group) {
            return row(group, 0);
        }

        long outputs(int group) {
            return row(group, size.k());
        }

        long label(int group, int label) {
            return row(group, size.k() + size.o() + label);
        }
    }

    @Override
    public long roomBytes(Size size) {
        Sums sums = new Sums(size, 0);
        return sums.groups() * sums.bytes();
    }

    @Override
    public void gradient(long dy_ro, long x_rk, Weights weights, long room, long dx_rk, boolean addX,
            Weights gradients, boolean add, Size size) {
        Sums sums = new Sums(size, room);
        pool.run(sums.groups(), (from, to, worker) -> {
            Share share = share(worker, size, weights);
            share.pack(true);
            for (int group = from; group < to; group++) {
                group(share, sums, group, dy_ro, x_rk, dx_rk, addX);
            }
        });
        addUp(sums, gradients, add);
        matmul.biasGradient(dy_ro, gradients.b_o(), size.rows(), size.o(), add);
    }

    private static void group(Share share, Sums sums, int group, long dy_ro, long x_rk, long dx_rk, boolean addX) {
        int lastLabel = -1;
        for (int block = sums.firstBlock(group); block < sums.firstBlock(group + 1); block++) {
            share.block(block);
            if (share.label != lastLabel) {
                Memory.zero(sums.label(group, share.label), sums.row());
                lastLabel = share.label;
            }
            boolean fresh = block == sums.firstBlock(group);
            for (int p = 0; p < share.panels; p++) {
                share.panel(p);
                share.makeHidden(x_rk);
                share.backThroughOutput(dy_ro, sums.outputs(group), fresh);
                share.backThroughRelu(sums.label(group, share.label));
                share.backThroughInput(x_rk, sums.weights(group), fresh);
            }
            share.putRows(share.dx_rk, share.k, dx_rk, share.size.k(), addX);
        }
    }

    /// Adds up the groups' sums, row by row.
    private void addUp(Sums sums, Weights gradients, boolean add) {
        Size size = sums.size;
        int h = size.h();
        int rows = size.k() + size.o() + size.c();
        pool.run((rows + SUMS_OF_BLOCK - 1) / SUMS_OF_BLOCK, (from, to, worker) -> {
            long total = pool.scratch(worker, sums.row());
            for (int i = from * SUMS_OF_BLOCK; i < Math.min(to * SUMS_OF_BLOCK, rows); i++) {
                int output = i - size.k();
                int label = output - size.o();
                addUp(sums, i, label, total);
                if (label >= 0) {
                    RowCopies.put(total, 0, gradients.t_ch() + 4L * label * h, 0, 1, h, add);
                } else if (output >= 0) {
                    RowCopies.put(total, 0, gradients.out_oh() + 4L * output * h, 0, 1, h, add);
                } else {
                    putColumn(total, gradients.w_hk() + 4L * i, size, add);
                }
            }
        });
    }

    private static void addUp(Sums sums, int i, int label, long total) {
        Memory.zero(total, sums.row());
        for (int group = 0; group < sums.groups(); group++) {
            if (label < 0 || sums.meets(group, label)) {
                VectorSparseMatmul.addRow(sums.row(group, i), total, (int) (sums.row() / 4));
            }
        }
    }

    private static void putColumn(long from_h, long to_hk, Size size, boolean add) {
        for (int j = 0; j < size.h(); j++) {
            long to = to_hk + 4L * j * size.k();
            float value = Memory.float32(from_h + 4L * j);
            Memory.float32(to, add ? Memory.float32(to) + value : value);
        }
    }
}
