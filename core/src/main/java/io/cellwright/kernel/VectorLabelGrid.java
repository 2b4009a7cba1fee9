package io.cellwright.kernel;

import io.cellwright.kernel.Norm.Then;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// Label grids on vectors of floats, a block of cells with one label at a time. A block stays in the first cache from
/// where it is made to where the product has taken it up; with the default network the whole grid would fill most of
/// the second.
///
/// Gradients go by groups of cells, so that the sums over labels have one owner. Those over cells are made group by
/// group and then added up in order.
///
/// Error against double: as {@link VectorMatmul}.
final class VectorLabelGrid implements LabelGrid {
    /// Cells of a block.
    private static final int FORWARD = 64;
    private static final int BACKWARD = 32;
    /// Most groups of cells.
    private static final int GROUPS = 16;
    /// Rows of the sums over groups that are added up at a time.
    private static final int SUMS_OF_BLOCK = 32;
    private static final Loop DECOY = block -> {};
    private static final Loop SECOND_DECOY = block -> {};

    private final WorkerPool pool;

    VectorLabelGrid(WorkerPool pool) {
        this.pool = pool;
    }

    /// A loop over a block. Each starts behind two decoys, for the reason given in {@link Flat}.
    @FunctionalInterface
    private interface Loop {
        void run(Block block);
    }

    private static void start(Loop loop, Block block) {
        Loop next = DECOY;
        for (int i = 0; i < 3; i++) {
            next.run(block);
            next = i == 0 ? SECOND_DECOY : loop;
        }
    }

    /// Some cells with one label. Its rows are whole vectors: where h is none, cells and label are copied.
    private static final class Block {
        final Size size;
        final Then then;
        /// Bytes of a row that is whole vectors.
        final long row;
        final boolean copies;
        final long u_nh;
        final long v_ch;
        private final long uCopy;
        private final long vCopy;
        long u;
        long uRow;
        long v;
        /// The block of the grid, and of its gradient.
        long z;
        long zRow;
        final long dz;
        /// Sums of the gradient over labels, and over cells.
        final long sums;
        long labelSums;
        int rows;
        /// The number of the first element in the grid.
        long element;

        Block(Size size, Then then, long u_nh, long v_ch, long scratch, int cells) {
            this.size = size;
            this.then = then;
            this.row = row(size);
            this.copies = row != 4L * size.h();
            this.u_nh = u_nh;
            this.v_ch = v_ch;
            this.uCopy = scratch;
            this.vCopy = uCopy + cells * row;
            this.z = vCopy + row;
            this.zRow = row;
            this.dz = z + cells * row;
            this.sums = dz + cells * row;
        }

        static long row(Size size) {
            return (size.h() + LANES - 1) / LANES * (long) BYTES;
        }

        static long bytes(Size size, int cells) {
            return (4L * cells + 1) * row(size);
        }

        void place(int label, int first, int rows) {
            int h = size.h();
            this.rows = rows;
            element = ((long) label * size.n() + first) * h;
            u = u_nh + 4L * first * h;
            uRow = 4L * h;
            v = v_ch + 4L * label * h;
            if (copies && u_nh != 0) {
                Memory.zero(uCopy, (rows + 1) * row);
                for (int i = 0; i < rows; i++) {
                    Memory.copy(u + i * uRow, uCopy + i * row, 4L * h);
                }
                Memory.copy(v, vCopy, 4L * h);
                u = uCopy;
                uRow = row;
                v = vCopy;
            }
        }
    }

    private static Loop making(Then then) {
        if (!then.relu()) {
            return VectorLabelGrid::add;
        }
        return then.dropout() == 0 ? VectorLabelGrid::addRelu : VectorLabelGrid::addDrop;
    }

    private static void add(Block b) {
        for (int i = 0; i < b.rows; i++) {
            long u = b.u + i * b.uRow;
            long z = b.z + i * b.zRow;
            for (long j = 0; j < b.row; j += BYTES) {
                store(load(u + j).add(load(b.v + j)), z + j);
            }
        }
    }

    private static void addRelu(Block b) {
        for (int i = 0; i < b.rows; i++) {
            long u = b.u + i * b.uRow;
            long z = b.z + i * b.zRow;
            for (long j = 0; j < b.row; j += BYTES) {
                FloatVector sum = load(u + j).add(load(b.v + j));
                store(sum.blend(0f, sum.lt(0f)), z + j);
            }
        }
    }

    private static void addDrop(Block b) {
        int threshold = CounterHash.dropThreshold(b.then.dropout());
        float kept = (float) b.then.scale();
        long key = b.then.key();
        long element = b.element;
        for (int i = 0; i < b.rows; i++) {
            long seed = CounterHash.seed(key, (int) (element >>> 32));
            long u = b.u + i * b.uRow;
            long z = b.z + i * b.zRow;
            for (long j = 0; j < b.row; j += BYTES) {
                long first = element + (j >> 2);
                VectorMask<Float> goes = VectorElementwise.drops((int) first, seed, threshold);
                FloatVector sum = load(u + j).add(load(b.v + j));
                store(sum.mul(kept).blend(0f, sum.lt(0f).or(goes)), z + j);
            }
            element += b.size.h();
        }
    }

    private static Loop summing(Then then) {
        return then.relu() ? VectorLabelGrid::sumThroughRelu : VectorLabelGrid::sum;
    }

    private static void sum(Block b) {
        for (int i = 0; i < b.rows; i++) {
            long row = i * b.row;
            for (long j = 0; j < b.row; j += BYTES) {
                FloatVector g = load(b.dz + row + j);
                store(load(b.sums + row + j).add(g), b.sums + row + j);
                store(load(b.labelSums + j).add(g), b.labelSums + j);
            }
        }
    }

    /// What came out as 0 was below 0 or dropped, and gets no gradient.
    private static void sumThroughRelu(Block b) {
        float kept = (float) b.then.scale();
        for (int i = 0; i < b.rows; i++) {
            long row = i * b.row;
            for (long j = 0; j < b.row; j += BYTES) {
                VectorMask<Float> gone = load(b.z + row + j).compare(VectorOperators.LE, 0f);
                FloatVector g = load(b.dz + row + j).mul(kept).blend(0f, gone);
                store(load(b.sums + row + j).add(g), b.sums + row + j);
                store(load(b.labelSums + j).add(g), b.labelSums + j);
            }
        }
    }

    /// Work on all blocks of one label after the other.
    private interface Visitor {
        /// A block whose first row is row `first` of the grid.
        void visit(Block block, long first, long scratch);
    }

    private void forBlocks(long u_nh, long v_ch, Then then, Size size, long scratchBytes, Visitor visitor) {
        int chunks = (size.n() + FORWARD - 1) / FORWARD;
        pool.run(Math.multiplyExact(chunks, size.c()), (from, to, worker) -> {
            long scratch = pool.scratch(worker, scratchBytes + Block.bytes(size, FORWARD));
            Block block = new Block(size, then, u_nh, v_ch, scratch + scratchBytes, FORWARD);
            for (int k = from; k < to; k++) {
                int first = k % chunks * FORWARD;
                block.place(k / chunks, first, Math.min(FORWARD, size.n() - first));
                visitor.visit(block, (long) (k / chunks) * size.n() + first, scratch);
            }
        });
    }

    @Override
    public void make(long u_nh, long v_ch, Then then, long y_cnh, Size size) {
        Loop loop = making(then);
        long row = 4L * size.h();
        forBlocks(u_nh, v_ch, then, size, 0, (block, first, scratch) -> {
            long y = y_cnh + first * row;
            if (!block.copies) {
                block.z = y;
            }
            start(loop, block);
            for (int i = 0; block.copies && i < block.rows; i++) {
                Memory.copy(block.z + i * block.row, y + i * row, row);
            }
        });
    }

    @Override
    public void linear(long u_nh, long v_ch, Then then, long w_oh, long b_o, long y_cno, Size size, int o) {
        Loop loop = making(then);
        forBlocks(u_nh, v_ch, then, size, VectorMatmul.SCRATCH, (block, first, scratch) -> {
            start(loop, block);
            VectorMatmul.linear(block.z, block.row, w_oh, b_o, y_cno + 4L * first * o, block.rows, size.h(), o, 0,
                    VectorMatmul.panels(o), scratch);
        });
    }

    /// Where the sums of a group lie: weights o x h, then labels by whole vectors.
    private record Parts(Size size, int o, long room) {
        long bytes() {
            return Memory.aligned(4L * o * size.h()) + size.c() * Block.row(size);
        }

        long weights(int group) {
            return room + group * bytes();
        }

        long labels(int group) {
            return weights(group) + Memory.aligned(4L * o * size.h());
        }
    }

    private static int cellsOfGroup(Size size) {
        int cells = (size.n() + GROUPS - 1) / GROUPS;
        return Math.max(1, (cells + BACKWARD - 1) / BACKWARD) * BACKWARD;
    }

    private static int groups(Size size) {
        return (size.n() + cellsOfGroup(size) - 1) / cellsOfGroup(size);
    }

    @Override
    public long roomBytes(Size size, int o) {
        return groups(size) * new Parts(size, o, 0).bytes();
    }

    /// The gradient of a block, at its `dz`. The block itself is at its `z`.
    private interface Source {
        void gradient(Block block, long first, int group, boolean firstOfGroup, long scratch);
    }

    @Override
    public void makeGradient(long dy_cnh, long y_cnh, Then then, long room, long du_nh, boolean addU, long dv_ch,
            boolean addV, Size size) {
        long row = 4L * size.h();
        Parts parts = new Parts(size, 0, room);
        sums(parts, then, 0, 0, 0, du_nh, addU, (block, first, group, firstOfGroup, scratch) -> {
            for (int i = 0; i < block.rows; i++) {
                Memory.copy(dy_cnh + (first + i) * row, block.dz + i * block.row, row);
                Memory.copy(y_cnh + (first + i) * row, block.z + i * block.row, row);
            }
        });
        addUp(parts, dv_ch, addV, 0, false);
    }

    @Override
    public void linearGradient(long dy_cno, long u_nh, long v_ch, Then then, long w_oh, long room, long du_nh,
            boolean addU, long dv_ch, boolean addV, long dw_oh, boolean addW, Size size, int o) {
        Parts parts = new Parts(size, o, room);
        Loop loop = making(then);
        long scratchBytes = Math.max(VectorMatmul.SCRATCH, VectorMatmul.weightScratch(size.h()));
        sums(parts, then, u_nh, v_ch, scratchBytes, du_nh, addU, (block, first, group, firstOfGroup, scratch) -> {
            start(loop, block);
            long dy = dy_cno + 4 * first * o;
            VectorMatmul.weightGradient(dy, block.z, block.row, parts.weights(group), block.rows, size.h(), size.h(), o,
                    0, o, !firstOfGroup, scratch);
            VectorMatmul.inputGradient(dy, w_oh, block.dz, block.row, block.rows, size.h(), o, false, scratch);
        });
        addUp(parts, dv_ch, addV, dw_oh, addW);
    }

    private void sums(Parts parts, Then then, long u_nh, long v_ch, long scratchBytes, long du_nh, boolean addU,
            Source source) {
        Size size = parts.size;
        int cells = cellsOfGroup(size);
        Loop loop = summing(then);
        pool.run(groups(size), (from, to, worker) -> {
            long scratch = pool.scratch(worker, scratchBytes + Block.bytes(size, BACKWARD));
            Memory.zero(scratch + scratchBytes, Block.bytes(size, BACKWARD));
            Block block = new Block(size, then, u_nh, v_ch, scratch + scratchBytes, BACKWARD);
            for (int group = from; group < to; group++) {
                Memory.zero(parts.labels(group), size.c() * block.row);
                int end = Math.min((group + 1) * cells, size.n());
                for (int first = group * cells; first < end; first += BACKWARD) {
                    int rows = Math.min(BACKWARD, end - first);
                    Memory.zero(block.sums, rows * block.row);
                    for (int label = 0; label < size.c(); label++) {
                        block.labelSums = parts.labels(group) + label * block.row;
                        block.place(label, first, rows);
                        source.gradient(block, (long) label * size.n() + first, group,
                                label == 0 && first == group * cells, scratch);
                        start(loop, block);
                    }
                    if (du_nh != 0) {
                        RowCopies.put(block.sums, block.row, du_nh + 4L * first * size.h(), 4L * size.h(), rows,
                                size.h(), addU);
                    }
                }
            }
        });
    }

    /// Adds up the groups' sums, label by label and output by output.
    private void addUp(Parts parts, long dv_ch, boolean addV, long dw_oh, boolean addW) {
        Size size = parts.size;
        int h = size.h();
        int rows = size.c() + parts.o;
        pool.run((rows + SUMS_OF_BLOCK - 1) / SUMS_OF_BLOCK, (from, to, worker) -> {
            for (int k = from * SUMS_OF_BLOCK; k < Math.min(to * SUMS_OF_BLOCK, rows); k++) {
                int output = k - size.c();
                if (output < 0 && dv_ch != 0) {
                    addUp(parts, parts.labels(0) + k * Block.row(size), dv_ch + 4L * k * h, addV);
                } else if (output >= 0 && dw_oh != 0) {
                    addUp(parts, parts.weights(0) + 4L * output * h, dw_oh + 4L * output * h, addW);
                }
            }
        });
    }

    /// Adds up one row of all groups; `first` is that of the first group.
    private static void addUp(Parts parts, long first, long to, boolean add) {
        int h = parts.size.h();
        if (!add) {
            Memory.zero(to, 4L * h);
        }
        for (int group = 0; group < groups(parts.size); group++) {
            VectorSparseMatmul.addRow(first + group * parts.bytes(), to, h);
        }
    }
}
