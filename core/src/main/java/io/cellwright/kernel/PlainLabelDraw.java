package io.cellwright.kernel;

import java.lang.foreign.Arena;

/// Draws from a label grid in steps, with the grid as a whole. It keeps nothing for the way back.
final class PlainLabelDraw implements LabelDraw {
    private final Element element;
    private final PlainLabelGrid grid;
    private final PlainMatmul matmul;

    PlainLabelDraw(Element element, WorkerPool pool) {
        this.element = element;
        this.grid = new PlainLabelGrid(element);
        this.matmul = new PlainMatmul(element, pool);
    }

    @Override
    public long roomBytes(Size size) {
        return 0;
    }

    private long bytes(long count) {
        return Memory.aligned(element.bytes() * count);
    }

    private static LabelGrid.Size gridOf(Size size) {
        return new LabelGrid.Size(size.n(), size.c(), size.h());
    }

    /// Makes the grid, and means and logarithms from it.
    private void heads(Net net, Given given, long grid_rh, long y_ro, Size size) {
        grid.make(net.u_nh(), net.v_ch(), given.then(), grid_rh, gridOf(size));
        matmul.linear(grid_rh, net.w_oh(), net.b_o(), y_ro, size.rows(), size.h(), size.o());
    }

    @Override
    public void forward(Net net, Given given, long room, long z_rk, long kl_r, Size size) {
        int k = size.k();
        try (Arena arena = Arena.ofConfined()) {
            long grid_rh = Memory.allocate(arena, bytes((long) size.rows() * size.h())).address();
            long y_ro = Memory.allocate(arena, bytes((long) size.rows() * size.o())).address();
            heads(net, given, grid_rh, y_ro, size);
            for (long r = 0; r < size.rows(); r++) {
                double kl = 0;
                for (int j = 0; j < k; j++) {
                    double mean = element.get(y_ro, 2 * r * k + j);
                    double variance = Math.exp(element.get(y_ro, 2 * r * k + k + j)) + given.floor();
                    double noise = element.get(given.noise_rk(), r * k + j);
                    element.set(z_rk, r * k + j, mean + Math.sqrt(variance) * noise);
                    kl += (mean * mean + variance - 1 - Math.log(variance)) / 2;
                }
                element.set(kl_r, r, kl);
            }
        }
    }

    @Override
    public void gradient(long dz_rk, long dkl_r, Net net, Given given, long room, Net gradients, boolean add,
            Size size) {
        int rows = size.rows();
        int o = size.o();
        try (Arena arena = Arena.ofConfined()) {
            long grid_rh = Memory.allocate(arena, bytes((long) rows * size.h())).address();
            long dgrid_rh = Memory.allocate(arena, bytes((long) rows * size.h())).address();
            long y_ro = Memory.allocate(arena, bytes((long) rows * o)).address();
            heads(net, given, grid_rh, y_ro, size);
            throughDraw(dz_rk, dkl_r, given, y_ro, size);
            matmul.weightGradient(y_ro, grid_rh, gradients.w_oh(), rows, size.h(), o, add);
            matmul.biasGradient(y_ro, gradients.b_o(), rows, o, add);
            matmul.inputGradient(y_ro, net.w_oh(), dgrid_rh, rows, size.h(), o, false);
            grid.makeGradient(dgrid_rh, grid_rh, given.then(), 0, gradients.u_nh(), add, gradients.v_ch(), add,
                    gridOf(size));
        }
    }

    /// Puts gradients in the place of means and logarithms.
    private void throughDraw(long dz_rk, long dkl_r, Given given, long y_ro, Size size) {
        int k = size.k();
        for (long r = 0; r < size.rows(); r++) {
            double dkl = dkl_r == 0 ? 0 : element.get(dkl_r, r);
            for (int j = 0; j < k; j++) {
                double mean = element.get(y_ro, 2 * r * k + j);
                double e = Math.exp(element.get(y_ro, 2 * r * k + k + j));
                double variance = e + given.floor();
                double dz = dz_rk == 0 ? 0 : element.get(dz_rk, r * k + j);
                double noise = element.get(given.noise_rk(), r * k + j);
                double dvariance = dz * noise / (2 * Math.sqrt(variance)) + dkl * (1 - 1 / variance) / 2;
                element.set(y_ro, 2 * r * k + j, dz + dkl * mean);
                element.set(y_ro, 2 * r * k + k + j, dvariance * e);
            }
        }
    }
}
