package io.cellwright.kernel;

/// Normalisation of label grids feature by feature, all in double; the variance from every pair of cell and label.
final class PlainGridNorm implements GridNorm {
    private final Element element;

    PlainGridNorm(Element element) {
        this.element = element;
    }

    @Override
    public void train(long a_nh, long t_ch, long gamma_h, long beta_h, long mean_h, long invStd_h, long runningMean_h,
            long runningVariance_h, double momentum, double epsilon, long u_nh, long v_ch, int n, int c, int h) {
        for (int j = 0; j < h; j++) {
            double count = (double) n * c;
            double meanA = mean(a_nh, j, n, h);
            double meanT = mean(t_ch, j, c, h);
            double squares = 0;
            for (long l = 0; l < c; l++) {
                for (long i = 0; i < n; i++) {
                    double d = element.get(a_nh, i * h + j) + element.get(t_ch, l * h + j) - meanA - meanT;
                    squares += d * d;
                }
            }
            if (runningMean_h != 0) {
                move(runningMean_h, j, momentum, meanA + meanT);
                if (count > 1) {
                    move(runningVariance_h, j, momentum, squares / (count - 1));
                }
            }
            element.set(mean_h, j, meanA + meanT);
            element.set(invStd_h, j, 1 / Math.sqrt(squares / count + epsilon));
            normalise(a_nh, t_ch, gamma_h, beta_h, invStd_h, meanA, meanT, u_nh, v_ch, j, n, c, h);
        }
    }

    @Override
    public void evaluate(long a_nh, long t_ch, long gamma_h, long beta_h, long runningMean_h, long runningVariance_h,
            double epsilon, long mean_h, long invStd_h, long u_nh, long v_ch, int n, int c, int h) {
        for (int j = 0; j < h; j++) {
            double mean = element.get(runningMean_h, j);
            element.set(mean_h, j, mean);
            element.set(invStd_h, j, 1 / Math.sqrt(element.get(runningVariance_h, j) + epsilon));
            normalise(a_nh, t_ch, gamma_h, beta_h, invStd_h, mean, 0, u_nh, v_ch, j, n, c, h);
        }
    }

    private void normalise(long a_nh, long t_ch, long gamma_h, long beta_h, long invStd_h, double meanA, double meanT,
            long u_nh, long v_ch, int j, int n, int c, int h) {
        double factor = element.get(gamma_h, j) * element.get(invStd_h, j);
        for (long at = j; at < (long) n * h; at += h) {
            element.set(u_nh, at, (element.get(a_nh, at) - meanA) * factor + element.get(beta_h, j));
        }
        for (long at = j; at < (long) c * h; at += h) {
            element.set(v_ch, at, (element.get(t_ch, at) - meanT) * factor);
        }
    }

    @Override
    public void gradient(boolean trained, long du_nh, long dv_ch, long a_nh, long t_ch, long mean_h, long invStd_h,
            long gamma_h, long da_nh, boolean addA, long dt_ch, boolean addT, long dgamma_h, long dbeta_h,
            boolean addParameters, int n, int c, int h) {
        for (int j = 0; j < h; j++) {
            double invStd = element.get(invStd_h, j);
            // Any two numbers that add up to the grid's mean do.
            double meanA = mean(a_nh, j, n, h);
            double meanT = element.get(mean_h, j) - meanA;
            double dbeta = mean(du_nh, j, n, h) * n;
            double dgamma = (dot(du_nh, a_nh, meanA, j, n, h) + dot(dv_ch, t_ch, meanT, j, c, h)) * invStd;
            double factor = element.get(gamma_h, j) * invStd;
            double throughMean = trained ? dbeta : 0;
            double throughStd = trained ? dgamma * invStd : 0;
            input(du_nh, a_nh, meanA, factor, throughMean, throughStd, da_nh, addA, j, n, h);
            input(dv_ch, t_ch, meanT, factor, throughMean, throughStd, dt_ch, addT, j, c, h);
            put(dgamma_h, j, dgamma, addParameters);
            put(dbeta_h, j, dbeta, addParameters);
        }
    }

    private void input(long dy, long x, double mean, double factor, double throughMean, double throughStd, long dx,
            boolean add, int j, int count, int h) {
        for (long at = j; at < (long) count * h; at += h) {
            double through = (throughMean + (element.get(x, at) - mean) * throughStd) / count;
            put(dx, at, factor * (element.get(dy, at) - through), add);
        }
    }

    private double dot(long dy, long x, double mean, int j, int count, int h) {
        double sum = 0;
        for (long at = j; at < (long) count * h; at += h) {
            sum += element.get(dy, at) * (element.get(x, at) - mean);
        }
        return sum;
    }

    private double mean(long x, int j, int count, int h) {
        double sum = 0;
        for (long at = j; at < (long) count * h; at += h) {
            sum += element.get(x, at);
        }
        return sum / count;
    }

    private void move(long running, int j, double momentum, double now) {
        element.set(running, j, (1 - momentum) * element.get(running, j) + momentum * now);
    }

    private void put(long base, long index, double value, boolean add) {
        element.set(base, index, add ? element.get(base, index) + value : value);
    }
}
