package io.cellwright.kernel;

import io.cellwright.kernel.Norm.Then;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// Label grids on vectors of floats, a block of cells with one label at a time.
///
/// Gradients go by groups of cells, so that the sums over labels have one owner; those over cells are
/// {@link BlockSums}.
///
/// Error against double: one rounding, and gradients as their sums in float.
final class VectorLabelGrid implements LabelGrid {
    /// Cells of a block.
    private static final int FORWARD = 64;
    private static final int BACKWARD = 32;
    /// Most groups of cells.
    private static final int GROUPS = 16;
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

    @Override
    public void make(long u_nh, long v_ch, Then then, long y_cnh, Size size) {
        Loop loop = making(then);
        long row = 4L * size.h();
        int chunks = (size.n() + FORWARD - 1) / FORWARD;
        pool.run(Math.multiplyExact(chunks, size.c()), (from, to, worker) -> {
            long scratch = pool.scratch(worker, Block.bytes(size, FORWARD));
            Block block = new Block(size, then, u_nh, v_ch, scratch, FORWARD);
            for (int k = from; k < to; k++) {
                int first = k % chunks * FORWARD;
                block.place(k / chunks, first, Math.min(FORWARD, size.n() - first));
                long y = y_cnh + ((long) (k / chunks) * size.n() + first) * row;
                if (!block.copies) {
                    block.z = y;
                }
                start(loop, block);
                for (int i = 0; block.copies && i < block.rows; i++) {
                    Memory.copy(block.z + i * block.row, y + i * row, row);
                }
            }
        });
    }

    private static int cellsOfGroup(Size size) {
        int cells = (size.n() + GROUPS - 1) / GROUPS;
        return Math.max(1, (cells + BACKWARD - 1) / BACKWARD) * BACKWARD;
    }

    private static BlockSums sums(Size size, long room) {
        return new BlockSums(room, (size.n() + cellsOfGroup(size) - 1) / cellsOfGroup(size), size.c(), size.h());
    }

    @Override
    public long roomBytes(Size size) {
        return sums(size, 0).bytes();
    }

    @Override
    public void makeGradient(long dy_cnh, long y_cnh, Then then, long room, long du_nh, boolean addU, long dv_ch,
            boolean addV, Size size) {
        int cells = cellsOfGroup(size);
        BlockSums sums = sums(size, room);
        pool.run(sums.blocks(), (from, to, worker) -> {
            long scratch = pool.scratch(worker, Block.bytes(size, BACKWARD));
            Memory.zero(scratch, Block.bytes(size, BACKWARD));
            Block block = new Block(size, then, 0, 0, scratch, BACKWARD);
            for (int group = from; group < to; group++) {
                Memory.zero(sums.at(group, 0), sums.at(group + 1, 0) - sums.at(group, 0));
                int end = Math.min((group + 1) * cells, size.n());
                for (int first = group * cells; first < end; first += BACKWARD) {
                    int rows = Math.min(BACKWARD, end - first);
                    addUpLabels(block, first, rows, dy_cnh, y_cnh, sums, group);
                    if (du_nh != 0) {
                        RowCopies.put(block.sums, block.row, du_nh + 4L * first * size.h(), 4L * size.h(), rows,
                                size.h(), addU);
                    }
                }
            }
        });
        if (dv_ch != 0) {
            sums.addUp(pool, (label, sums_h) -> RowCopies.put(sums_h, 0, dv_ch + 4L * label * size.h(), 0, 1, size.h(),
                    addV));
        }
    }

    private static void addUpLabels(Block block, int first, int rows, long dy_cnh, long y_cnh, BlockSums sums,
            int group) {
        Size size = block.size;
        long row = 4L * size.h();
        Loop loop = summing(block.then);
        Memory.zero(block.sums, rows * block.row);
        for (int label = 0; label < size.c(); label++) {
            block.labelSums = sums.at(group, label);
            block.place(label, first, rows);
            for (int i = 0; i < rows; i++) {
                long at = ((long) label * size.n() + first + i) * row;
                Memory.copy(dy_cnh + at, block.dz + i * block.row, row);
                Memory.copy(y_cnh + at, block.z + i * block.row, row);
            }
            start(loop, block);
        }
    }
}
