package io.cellwright.kernel;

final class PlainLatent implements Latent {
    PlainLatent(Element element, WorkerPool pool) {}

    @Override
    public void sample(long mean, long variance, long noise, long z, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sampleGradient(long variance, long noise, long dz, long dmean, boolean addMean, long dvariance, boolean addVariance, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void standardKl(long mean_nk, long variance_nk, long kl_n, int n, int k) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void standardKlGradient(long mean_nk, long variance_nk, long dkl_n, long dmean_nk, boolean addMean, long dvariance_nk, boolean addVariance, int n, int k) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void kl(long mean_nk, long variance_nk, long priorMean_nk, long priorVariance_nk, long kl_n, int n, int k) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void klGradient(long mean_nk, long variance_nk, long priorMean_nk, long priorVariance_nk, long dkl_n, long dmean_nk, boolean addMean, long dvariance_nk, boolean addVariance, int n, int k) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void logProbability(long x_nk, long mean_nk, long variance_nk, long lp_n, int n, int k, int cells) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void logProbabilityGradient(long x_nk, long mean_nk, long variance_nk, long dlp_n, long dx_nk, boolean addX, long dmean_nk, boolean addMean, long dvariance_nk, boolean addVariance, int n, int k, int cells) {
        throw new UnsupportedOperationException();
    }
}
