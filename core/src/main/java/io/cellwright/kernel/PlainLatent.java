package io.cellwright.kernel;

/// Number by number in double on the calling thread, whatever the storage type.
final class PlainLatent implements Latent {
    private final Element element;

    PlainLatent(Element element, WorkerPool pool) {
        this.element = element;
    }

    @Override
    public void part(long y_n2k, double floor, long mean_nk, long variance_nk, int n, int k) {
        for (long i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                element.set(mean_nk, i * k + j, element.get(y_n2k, 2 * i * k + j));
                element.set(variance_nk, i * k + j, Math.exp(element.get(y_n2k, (2 * i + 1) * k + j)) + floor);
            }
        }
    }

    @Override
    public void partGradient(long y_n2k, long dmean_nk, long dvariance_nk, long dy_n2k, int n, int k) {
        for (long i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                double dmean = dmean_nk == 0 ? 0 : element.get(dmean_nk, i * k + j);
                double dvariance = dvariance_nk == 0 ? 0 : element.get(dvariance_nk, i * k + j);
                long at = (2 * i + 1) * k + j;
                element.set(dy_n2k, 2 * i * k + j, dmean);
                element.set(dy_n2k, at, dvariance == 0 ? 0 : dvariance * Math.exp(element.get(y_n2k, at)));
            }
        }
    }

    @Override
    public void sample(long mean, long variance, long noise, long z, long count) {
        for (long i = 0; i < count; i++) {
            double deviation = Math.sqrt(element.get(variance, i));
            element.set(z, i, element.get(mean, i) + deviation * element.get(noise, i));
        }
    }

    @Override
    public void sampleGradient(long variance, long noise, long dz, long dmean, boolean addMean, long dvariance,
            boolean addVariance, long count) {
        for (long i = 0; i < count; i++) {
            double d = element.get(dz, i);
            double slope = element.get(noise, i) / (2 * Math.sqrt(element.get(variance, i)));
            put(dmean, i, d, addMean);
            put(dvariance, i, d * slope, addVariance);
        }
    }

    @Override
    public void standardKl(long mean_nk, long variance_nk, long kl_n, int n, int k) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                long at = (long) i * k + j;
                double m = element.get(mean_nk, at);
                double v = element.get(variance_nk, at);
                sum += (m * m + v - Math.log(v) - 1) / 2;
            }
            element.set(kl_n, i, sum);
        }
    }

    @Override
    public void standardKlGradient(long mean_nk, long variance_nk, long dkl_n, long dmean_nk, boolean addMean,
            long dvariance_nk, boolean addVariance, int n, int k) {
        for (int i = 0; i < n; i++) {
            double d = element.get(dkl_n, i);
            for (int j = 0; j < k; j++) {
                long at = (long) i * k + j;
                double dm = d * element.get(mean_nk, at);
                double dv = d * (1 - 1 / element.get(variance_nk, at)) / 2;
                put(dmean_nk, at, dm, addMean);
                put(dvariance_nk, at, dv, addVariance);
            }
        }
    }

    @Override
    public void kl(long mean_nk, long variance_nk, long priorMean_nk, long priorVariance_nk, long kl_n, int n,
            int k) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                long at = (long) i * k + j;
                double v = element.get(variance_nk, at);
                double pv = element.get(priorVariance_nk, at);
                double off = element.get(mean_nk, at) - element.get(priorMean_nk, at);
                sum += (Math.log(pv / v) + (v + off * off) / pv - 1) / 2;
            }
            element.set(kl_n, i, sum);
        }
    }

    @Override
    public void klGradient(long mean_nk, long variance_nk, long priorMean_nk, long priorVariance_nk, long dkl_n,
            long dmean_nk, boolean addMean, long dvariance_nk, boolean addVariance, int n, int k) {
        for (int i = 0; i < n; i++) {
            double d = element.get(dkl_n, i);
            for (int j = 0; j < k; j++) {
                long at = (long) i * k + j;
                double pv = element.get(priorVariance_nk, at);
                double dm = d * (element.get(mean_nk, at) - element.get(priorMean_nk, at)) / pv;
                double dv = d * (1 / pv - 1 / element.get(variance_nk, at)) / 2;
                put(dmean_nk, at, dm, addMean);
                put(dvariance_nk, at, dv, addVariance);
            }
        }
    }

    @Override
    public void logProbability(long x_nk, long mean_nk, long variance_nk, long lp_n, int n, int k, int cells) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                long at = (long) i * k + j;
                double v = element.get(variance_nk, at);
                double off = element.get(x_nk, (long) (i % cells) * k + j) - element.get(mean_nk, at);
                sum -= (Math.log(2 * Math.PI * v) + off * off / v) / 2;
            }
            element.set(lp_n, i, sum);
        }
    }

    @Override
    public void logProbabilityGradient(long x_nk, long mean_nk, long variance_nk, long dlp_n, long dx_nk, boolean addX,
            long dmean_nk, boolean addMean, long dvariance_nk, boolean addVariance, int n, int k, int cells) {
        for (int cell = 0; cell < cells; cell++) {
            for (int j = 0; j < k; j++) {
                long atX = (long) cell * k + j;
                double x = element.get(x_nk, atX);
                double dx = 0;
                for (int i = cell; i < n; i += cells) {
                    long at = (long) i * k + j;
                    double d = element.get(dlp_n, i);
                    double v = element.get(variance_nk, at);
                    double off = (x - element.get(mean_nk, at)) / v;
                    dx -= d * off;
                    if (dmean_nk != 0) {
                        put(dmean_nk, at, d * off, addMean);
                    }
                    if (dvariance_nk != 0) {
                        put(dvariance_nk, at, d * (off * off - 1 / v) / 2, addVariance);
                    }
                }
                if (dx_nk != 0) {
                    put(dx_nk, atX, dx, addX);
                }
            }
        }
    }

    private void put(long base, long index, double value, boolean add) {
        element.set(base, index, add ? element.get(base, index) + value : value);
    }
}
