package io.cellwright.kernel;

import java.lang.foreign.Arena;

import io.cellwright.kernel.Norm.Then;

/// Makes the grid and its gradient, and leaves them to the plain loops for matrices.
final class PlainGridNorm implements GridNorm {
    private final Element element;
    private final PlainNorm norm;
    private final PlainRows rows;

    PlainGridNorm(Element element, WorkerPool pool) {
        this.element = element;
        this.norm = new PlainNorm(element, pool);
        this.rows = new PlainRows(element, pool);
    }

    private long grid(Arena arena, int n, int c, int h) {
        return Memory.allocate(arena, (long) element.bytes() * c * n * h).address();
    }

    @Override
    public void train(long a_nh, long t_ch, long gamma_h, long beta_h, long mean_h, long invStd_h, long runningMean_h,
            long runningVariance_h, double momentum, double epsilon, long y_cnh, Then then, int n, int c, int h) {
        rows.gridAdd(a_nh, t_ch, y_cnh, n, c, h);
        norm.batchTrain(y_cnh, gamma_h, beta_h, mean_h, invStd_h, runningMean_h, runningVariance_h, momentum, epsilon,
                y_cnh, then, c * n, h);
    }

    @Override
    public void evaluate(long a_nh, long t_ch, long gamma_h, long beta_h, long runningMean_h, long runningVariance_h,
            double epsilon, long mean_h, long invStd_h, long y_cnh, Then then, int n, int c, int h) {
        rows.gridAdd(a_nh, t_ch, y_cnh, n, c, h);
        norm.batchEvaluate(y_cnh, gamma_h, beta_h, runningMean_h, runningVariance_h, epsilon, mean_h, invStd_h, y_cnh,
                then, c * n, h);
    }

    @Override
    public void gradient(boolean trained, long dy_cnh, long y_cnh, Then then, long a_nh, long t_ch, long mean_h,
            long invStd_h, long gamma_h, long da_nh, boolean addA, long dt_ch, boolean addT, long dgamma_h,
            long dbeta_h, boolean addParameters, int n, int c, int h) {
        try (Arena arena = Arena.ofConfined()) {
            long x_cnh = grid(arena, n, c, h);
            rows.gridAdd(a_nh, t_ch, x_cnh, n, c, h);
            long dx_cnh = grid(arena, n, c, h);
            norm.batchGradient(trained, dy_cnh, y_cnh, then, x_cnh, mean_h, invStd_h, gamma_h, dx_cnh, false, dgamma_h,
                    dbeta_h, addParameters, c * n, h);
            rows.gridAddGradient(dx_cnh, da_nh, addA, dt_ch, addT, n, c, h);
        }
    }
}
