package io.cellwright.kernel;

/// Draws from a label grid on vectors of floats, a block of cells with one label at a time, which stays in the first
/// cache from the grid to the draw: {@link DrawForward} and {@link DrawBackward}.
///
/// ```
/// 32 cells u   h x 32 ─┐                  ┌─ m   k x 32 ─┬─▶ z    k x 32
///                      ├─▶ then(u + v) ─w─┤              │
/// one label v  h      ─┘     h x 32       └─ s   k x 32 ─┴─▶ kl       32
/// ```
///
/// The forward pass leaves the mean and the two slopes that the way back needs:
///
/// ```
/// dm = dz + dkl m        ds = dz a + dkl b        a = e noise / (2 sqrt(variance))        b = e (1 - 1 / variance) / 2
/// ```
///
/// with `e = exp(s)`. On the way back a block has all labels of its cells, so that the sums over labels have one owner;
/// those over cells are {@link BlockSums}.
///
/// Error against double: as {@link VectorMatmul} and {@link VectorLatent}.
final class VectorLabelDraw implements LabelDraw {
    private final WorkerPool pool;

    VectorLabelDraw(WorkerPool pool) {
        this.pool = pool;
    }

    /// What lies in the room: what a forward pass leaves for each block and label, and the sums of a backward one.
    record Room(Size size, long start) {
        /// Means, then slopes a, then slopes b, k rows of each.
        long kept(int block, int label) {
            return start + 3L * size.k() * CellColumns.ROW * ((long) block * size.c() + label);
        }

        /// Of weights, o rows, and of labels.
        BlockSums sums() {
            int blocks = CellColumns.blocks(size.n());
            return new BlockSums(kept(blocks, 0), blocks, size.o() + size.c(), size.h());
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
    public void forward(Net net, Given given, long room, long z_rk, long kl_r, Size size) {
        Room kept = new Room(size, room);
        DrawForward.Loops loops = DrawForward.Loops.of(given);
        long bytes = new DrawForward(size, net, given, loops, 0).bytes();
        pool.runEvenly(Math.multiplyExact(CellColumns.blocks(size.n()), size.c()), (from, to, worker) -> {
            DrawForward draw = new DrawForward(size, net, given, loops, pool.scratch(worker, bytes));
            draw.prepare();
            for (int i = from; i < to; i++) {
                int block = i / size.c();
                int label = i % size.c();
                if (i == from || label == 0) {
                    draw.block(block);
                }
                draw.heads(label);
                draw.draw(label, kept.kept(block, label), z_rk, kl_r);
            }
        });
    }

    @Override
    public void gradient(long dz_rk, long dkl_r, Net net, Given given, long room, Net gradients, boolean add,
            Size size) {
        Room kept = new Room(size, room);
        BlockSums sums = kept.sums();
        BlockSums biases = kept.biases();
        DrawBackward.Loops loops = DrawBackward.Loops.of(given, size.h());
        long bytes = new DrawBackward(size, net, loops, 0).bytes();
        pool.runEvenly(sums.blocks(), (from, to, worker) -> {
            DrawBackward back = new DrawBackward(size, net, loops, pool.scratch(worker, bytes));
            back.pack();
            for (int block = from; block < to; block++) {
                back.block(block);
                for (int label = 0; label < size.c(); label++) {
                    back.throughDraw(label, kept.kept(block, label), dz_rk, dkl_r);
                    back.throughGrid(label, sums);
                }
                back.finish(biases.at(block, 0), gradients.u_nh(), add);
            }
        });
        int h = size.h();
        sums.addUp(pool, (row, sums_h) -> {
            int label = row - size.o();
            long to = label < 0 ? gradients.w_oh() + 4L * row * h : gradients.v_ch() + 4L * label * h;
            RowCopies.put(sums_h, 0, to, 0, 1, h, add);
        });
        biases.addUp(pool, (row, sums_o) -> RowCopies.put(sums_o, 0, gradients.b_o(), 0, 1, size.o(), add));
    }
}
