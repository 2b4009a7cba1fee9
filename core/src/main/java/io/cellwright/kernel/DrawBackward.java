package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.CellColumns.CELLS;
import static io.cellwright.kernel.CellColumns.ROW;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;
import static io.cellwright.kernel.VectorMath.storeSum;

/// What a worker holds of {@link VectorLabelDraw} on the way back. The grid has its columns in the lanes here, because
/// the gradient of weights is a sum over cells: a panel of them at a time, which has the layout of a right-hand panel
/// of {@link MatrixTile}. What is small keeps a cell in each lane: on the left side of a product its order does not
/// matter.
final class DrawBackward {
    private final LabelDraw.Size size;
    private final LabelDraw.Net net;
    private final Loops loops;
    private final HiddenPanels panels;
    private final long staging;
    private final long weights;
    private final long cells;
    private final long dcells;
    private final long label_h;
    private final long z;
    private final long dz;
    private final long dy_o;
    private final long dbias_o;
    private final long ddraw_k;
    private final long dkl;
    private final long end;
    private final long start;
    // Addresses that the loops take.
    private final long[] slopes;
    private final long[] hidden;
    private final long[] gate;
    // The block.
    private int first;
    private int rows;

    /// The loops, with what they know beside addresses.
    record Loops(Flat.Loop grid, Flat.Loop gate) {
        static Loops of(LabelDraw.Given given, int h) {
            Norm.Then then = given.then();
            float kept = (float) then.scale();
            return new Loops(
                    then.dropout() == 0 ? DrawBackward::addRelu
                            : (at, vectors, count) -> addDrop(at, vectors, count, then, h),
                    (at, vectors, count) -> DrawBackward.gate(at, vectors, count, kept));
        }
    }

    DrawBackward(LabelDraw.Size size, LabelDraw.Net net, Loops loops, long start) {
        this.size = size;
        this.net = net;
        this.loops = loops;
        this.start = start;
        this.panels = new HiddenPanels(size.h());
        long part = size.k() * ROW;
        long block = 4L * CELLS * panels.width();
        staging = start;
        weights = staging + MatrixTile.STAGING;
        cells = weights + 4L * size.o() * panels.width();
        dcells = cells + block;
        label_h = dcells + block;
        z = label_h + 4L * panels.width();
        dz = z + CELLS * HiddenPanels.ROW;
        dy_o = dz + CELLS * HiddenPanels.ROW;
        dbias_o = dy_o + 2 * part;
        ddraw_k = dbias_o + 2 * part;
        dkl = ddraw_k + part;
        end = dkl + ROW;
        slopes = new long[] {0, ddraw_k, dkl, dy_o};
        hidden = new long[4];
        gate = new long[4];
    }

    long bytes() {
        return end - start;
    }

    /// Puts weights in panels.
    void pack() {
        panels.pack(net.w_oh(), size.o(), weights, size.o());
    }

    void block(int block) {
        first = block * CELLS;
        rows = Math.min(CELLS, size.n() - first);
        panels.pack(net.u_nh() + 4L * first * size.h(), rows, cells, CELLS);
        Memory.zero(dcells, label_h - dcells);
        Memory.zero(dbias_o, ddraw_k - dbias_o);
    }

    /// From draws and divergences to means and logarithms.
    void throughDraw(int label, long kept, long dz_rk, long dkl_r) {
        int k = size.k();
        long row = (long) label * size.n() + first;
        Memory.zero(ddraw_k, end - ddraw_k);
        if (dz_rk != 0) {
            CellColumns.takeGradients(dz_rk + 4 * row * k, 4L * k, rows, k, ddraw_k, staging);
        }
        if (dkl_r != 0) {
            Memory.copy(dkl_r + 4 * row, dkl, 4L * rows);
        }
        slopes[0] = kept;
        Flat.start(DrawBackward::slopes, slopes, 0, (long) k * CELLS);
        VectorSparseMatmul.addRow(dy_o, dbias_o, size.o() * CELLS);
    }

    private static void slopes(long[] at, long first, long count) {
        long mean = at[0];
        long a = mean + 4 * count;
        long b = a + 4 * count;
        long ddraw = at[1];
        long dkl = at[2];
        long dmean = at[3];
        long dlog = dmean + 4 * count;
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector d = load(ddraw + i);
            FloatVector divergence = load(dkl + (i & (ROW - 1)));
            store(load(mean + i).fma(divergence, d), dmean + i);
            store(load(a + i).mul(d).add(load(b + i).mul(divergence)), dlog + i);
        }
    }

    /// From means and logarithms to cells, label and weights.
    void throughGrid(int label, BlockSums sums) {
        Memory.copy(net.v_ch() + 4L * label * size.h(), label_h, 4L * size.h());
        int block = first / CELLS;
        long element = ((long) label * size.n() + first) * size.h();
        for (int p = 0; p < panels.count(); p++) {
            long column = panels.first(p);
            int vectors = panels.vectors(p);
            long row = (long) vectors * BYTES;
            makeGrid(column, vectors, element + column);
            long dw = sums.at(block, 0) + 4L * column;
            MatrixTile.rowsByPanel(dy_o, ROW, 4, size.o(), z, vectors, LANES, label == 0 ? VectorMatmul.ZEROS : dw,
                    label == 0 ? 0 : sums.row(), dw, sums.row(), rows, staging);
            MatrixTile.rowsByPanel(dy_o, 4, ROW, rows, weights + 4L * size.o() * column, vectors, LANES,
                    VectorMatmul.ZEROS, 0, dz, row, size.o(), staging);
            gate[0] = z;
            gate[1] = dz;
            gate[2] = dcells + 4L * CELLS * column;
            gate[3] = sums.at(block, size.o() + label) + 4L * column;
            Flat.start(loops.gate, gate, vectors, rows);
        }
    }

    private void makeGrid(long column, int vectors, long element) {
        hidden[0] = cells + 4L * CELLS * column;
        hidden[1] = z;
        hidden[2] = label_h + 4L * column;
        hidden[3] = element;
        Flat.start(loops.grid, hidden, vectors, rows);
    }

    private static void addRelu(long[] at, long vectors, long rows) {
        long row = vectors * BYTES;
        for (long v = 0; v < row; v += BYTES) {
            FloatVector label = load(at[2] + v);
            long z = at[1] + v;
            for (long u = at[0] + v; u < at[0] + rows * row; u += row) {
                FloatVector sum = load(u).add(label);
                store(sum.blend(0f, sum.lt(0f)), z);
                z += row;
            }
        }
    }

    private static void addDrop(long[] at, long vectors, long rows, Norm.Then then, int h) {
        int threshold = CounterHash.dropThreshold(then.dropout());
        float kept = (float) then.scale();
        long seed = CounterHash.seed(then.key(), 0);
        long row = vectors * BYTES;
        long u = at[0];
        long z = at[1];
        long label = at[2];
        int element = (int) at[3];
        for (int i = 0; i < rows; i++) {
            for (long v = 0; v < row; v += BYTES) {
                VectorMask<Float> goes = VectorElementwise.drops(element + (int) (v >> 2), seed, threshold);
                FloatVector sum = load(u + v).add(load(label + v));
                store(sum.mul(kept).blend(0f, sum.lt(0f).or(goes)), z + v);
            }
            u += row;
            z += row;
            element += h;
        }
    }

    /// Back through ReLU and dropout: what came out as 0 gets no gradient. Adds up cells, and sums for the label.
    private static void gate(long[] at, long vectors, long rows, float kept) {
        long row = vectors * BYTES;
        for (long v = 0; v < row; v += BYTES) {
            FloatVector sum = broadcast(0f);
            long dz = at[1] + v;
            long dcells = at[2] + v;
            for (long z = at[0] + v; z < at[0] + rows * row; z += row) {
                FloatVector g = load(dz).mul(kept).blend(0f, load(z).compare(VectorOperators.LE, 0f));
                sum = g.add(sum);
                store(load(dcells).add(g), dcells);
                dz += row;
                dcells += row;
            }
            storeSum(sum, at[3] + v);
        }
    }

    /// What is known once all labels are through.
    void finish(long dbias, long du_nh, boolean add) {
        for (int j = 0; j < size.o(); j++) {
            double sum = VectorMath.laneSum(dbias_o + j * ROW) + VectorMath.laneSum(dbias_o + j * ROW + BYTES);
            Memory.float32(dbias + 4L * j, (float) sum);
        }
        panels.unpack(dcells, rows, CELLS, du_nh + 4L * first * size.h(), add);
    }
}
