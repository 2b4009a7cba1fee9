package io.cellwright.kernel;

/// Densities under labels on vectors of floats, a block of cells with one label at a time, which stays in the first
/// cache from the rows to the density: {@link DensityForward} and {@link DensityBackward}.
///
/// ```
/// 32 rows x    k x 32 ─┐                        ┌─ m   k x 32 ─┐
///                      ├─▶ relu(w x + t) ─ out ─┤              ├─▶ lp   32
/// one label t  h      ─┘       h x 32           └─ s   k x 32 ─┤
/// 32 cells y   k x 32 ─────────────────────────────────────────┘
/// ```
///
/// The forward pass leaves, of each mean and logarithm, the slope that the way back needs:
///
/// ```
/// dm = dlp a        ds = dlp b        dy = - sum over labels of dlp a
/// a = (y - m) exp(-s)        b = ((y - m) a - 1) / 2
/// ```
///
/// On the way back a block has all labels of its cells, so that the sums over labels have one owner; those over cells
/// are {@link BlockSums}.
///
/// Error against double: as {@link VectorMatmul} and {@link VectorLatent}.
final class VectorLabelDensity implements LabelDensity {
    private final WorkerPool pool;

    VectorLabelDensity(WorkerPool pool) {
        this.pool = pool;
    }

    /// What lies in the room: what a forward pass leaves for each block and label, and the sums of a backward one.
    record Room(Size size, long start) {
        /// Slopes a, then slopes b, k rows of each.
        long kept(int block, int label) {
            return start + size.o() * CellColumns.ROW * ((long) block * size.c() + label);
        }

        /// Of weights transposed, k rows, of weights behind, o rows, and of labels.
        BlockSums sums() {
            int blocks = CellColumns.blocks(size.n());
            return new BlockSums(kept(blocks, 0), blocks, size.k() + size.o() + size.c(), size.h());
        }

        BlockSums biases() {
            return new BlockSums(sums().start() + sums().bytes(), sums().blocks(), 1, size.o());
        }

        long bytes() {
            return biases().start() + biases().bytes() - start;
        }
    }

    @Override
    public long roomBytes(Size size) {
        return new Room(size, 0).bytes();
    }

    @Override
    public void forward(long x_rk, long y_nk, Net net, long room, long lp_r, Size size) {
        Room kept = new Room(size, room);
        long bytes = new DensityForward(size, net, 0).bytes();
        pool.runEvenly(Math.multiplyExact(CellColumns.blocks(size.n()), size.c()), (from, to, worker) -> {
            DensityForward density = new DensityForward(size, net, pool.scratch(worker, bytes));
            density.prepare();
            for (int i = from; i < to; i++) {
                int block = i / size.c();
                int label = i % size.c();
                if (i == from || label == 0) {
                    density.block(block, y_nk);
                }
                density.heads(label, x_rk);
                density.density(label, kept.kept(block, label), lp_r);
            }
        });
    }

    @Override
    public void gradient(long dlp_r, long x_rk, long y_nk, Net net, long room, long dx_rk, boolean addX, long dy_nk,
            boolean addY, Net gradients, boolean add, Size size) {
        Room kept = new Room(size, room);
        BlockSums sums = kept.sums();
        BlockSums biases = kept.biases();
        long bytes = new DensityBackward(size, net, 0).bytes();
        pool.runEvenly(sums.blocks(), (from, to, worker) -> {
            DensityBackward back = new DensityBackward(size, net, pool.scratch(worker, bytes));
            back.pack();
            for (int block = from; block < to; block++) {
                back.block(block);
                for (int label = 0; label < size.c(); label++) {
                    back.throughDensity(label, kept.kept(block, label), dlp_r);
                    back.throughLayer(label, x_rk, sums);
                    if (dx_rk != 0) {
                        back.putRows(label, dx_rk, addX);
                    }
                }
                back.finish(biases.at(block, 0), dy_nk, addY);
            }
        });
        sums.addUp(pool, (row, sums_h) -> put(row, sums_h, gradients, add, size));
        biases.addUp(pool, (row, sums_o) -> RowCopies.put(sums_o, 0, gradients.b_o(), 0, 1, size.o(), add));
    }

    private static void put(int row, long sums_h, Net gradients, boolean add, Size size) {
        int h = size.h();
        int output = row - size.k();
        int label = output - size.o();
        if (output < 0) {
            putColumn(sums_h, gradients.w_hk() + 4L * row, size, add);
        } else {
            long to = label < 0 ? gradients.out_oh() + 4L * output * h : gradients.t_ch() + 4L * label * h;
            RowCopies.put(sums_h, 0, to, 0, 1, h, add);
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
