package io.cellwright.kernel;

final class PlainNorm implements Norm {
    PlainNorm(Element element, WorkerPool pool) {}

    @Override
    public void batchTrain(long x_nh, long gamma_h, long beta_h, long mean_h, long invStd_h, long runningMean_h, long runningVariance_h, double momentum, double epsilon, long y_nh, int n, int h) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void batchEvaluate(long x_nh, long gamma_h, long beta_h, long runningMean_h, long runningVariance_h, double epsilon, long mean_h, long invStd_h, long y_nh, int n, int h) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void batchGradient(boolean trained, long dy_nh, long x_nh, long mean_h, long invStd_h, long gamma_h, long dx_nh, boolean add, long dgamma_h, long dbeta_h, boolean addParameters, int n, int h) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void layer(long x_nh, long gamma_h, long beta_h, double epsilon, long mean_n, long invStd_n, long y_nh, int n, int h) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void layerGradient(long dy_nh, long x_nh, long mean_n, long invStd_n, long gamma_h, long dx_nh, boolean add, long dgamma_h, long dbeta_h, boolean addParameters, int n, int h) {
        throw new UnsupportedOperationException();
    }
}
