package io.cellwright.kernel;

/// Normalisation feature by feature or row by row, all in double; mean and variance in two passes.
final class PlainNorm implements Norm {
    private final Element element;
    private final WorkerPool pool;

    PlainNorm(Element element, WorkerPool pool) {
        this.element = element;
        this.pool = pool;
    }

    @Override
    public void batchTrain(long x_nh, long gamma_h, long beta_h, long mean_h, long invStd_h, long runningMean_h,
            long runningVariance_h, double momentum, double epsilon, long y_nh, Then then, int n, int h) {
        pool.run(h, (from, to, worker) -> {
            for (int j = from; j < to; j++) {
                double mean = mean(x_nh, j, h, n);
                double squares = squaredDeviations(x_nh, j, h, n, mean);
                double invStd = 1 / Math.sqrt(squares / n + epsilon);
                element.set(mean_h, j, mean);
                element.set(invStd_h, j, invStd);
                if (runningMean_h != 0) {
                    move(runningMean_h, j, momentum, mean);
                    if (n > 1) {
                        move(runningVariance_h, j, momentum, squares / (n - 1));
                    }
                }
                normaliseFeature(x_nh, gamma_h, beta_h, mean, invStd, y_nh, then, j, n, h);
            }
        });
    }

    @Override
    public void batchEvaluate(long x_nh, long gamma_h, long beta_h, long runningMean_h, long runningVariance_h,
            double epsilon, long mean_h, long invStd_h, long y_nh, Then then, int n, int h) {
        pool.run(h, (from, to, worker) -> {
            for (int j = from; j < to; j++) {
                double mean = element.get(runningMean_h, j);
                double invStd = 1 / Math.sqrt(element.get(runningVariance_h, j) + epsilon);
                element.set(mean_h, j, mean);
                element.set(invStd_h, j, invStd);
                normaliseFeature(x_nh, gamma_h, beta_h, mean, invStd, y_nh, then, j, n, h);
            }
        });
    }

    @Override
    public void batchGradient(boolean trained, long dy_nh, long y_nh, Then then, long x_nh, long mean_h, long invStd_h,
            long gamma_h, long dx_nh, boolean add, long dgamma_h, long dbeta_h, boolean addParameters, int n, int h) {
        pool.run(h, (from, to, worker) -> {
            for (int j = from; j < to; j++) {
                for (long i = j; then.relu() && i < (long) n * h; i += h) {
                    element.set(dy_nh, i, element.get(y_nh, i) <= 0 ? 0 : element.get(dy_nh, i) * then.scale());
                }
                double mean = element.get(mean_h, j);
                double invStd = element.get(invStd_h, j);
                double dgamma = 0;
                double dbeta = 0;
                for (long i = 0; i < n; i++) {
                    double dy = element.get(dy_nh, i * h + j);
                    dgamma += dy * (element.get(x_nh, i * h + j) - mean) * invStd;
                    dbeta += dy;
                }
                double factor = element.get(gamma_h, j) * invStd;
                for (long i = 0; i < n; i++) {
                    double normal = (element.get(x_nh, i * h + j) - mean) * invStd;
                    double through = trained ? (dbeta + normal * dgamma) / n : 0;
                    put(dx_nh, i * h + j, factor * (element.get(dy_nh, i * h + j) - through), add);
                }
                put(dgamma_h, j, dgamma, addParameters);
                put(dbeta_h, j, dbeta, addParameters);
            }
        });
    }

    @Override
    public void layer(long x_nh, long gamma_h, long beta_h, double epsilon, long mean_n, long invStd_n, long y_nh,
            int n, int h) {
        pool.run(n, (from, to, worker) -> {
            for (int i = from; i < to; i++) {
                long row = (long) i * h;
                double mean = mean(x_nh, row, 1, h);
                double invStd = 1 / Math.sqrt(squaredDeviations(x_nh, row, 1, h, mean) / h + epsilon);
                element.set(mean_n, i, mean);
                element.set(invStd_n, i, invStd);
                for (int j = 0; j < h; j++) {
                    double normal = (element.get(x_nh, row + j) - mean) * invStd;
                    double gamma = gamma_h == 0 ? 1 : element.get(gamma_h, j);
                    double beta = beta_h == 0 ? 0 : element.get(beta_h, j);
                    element.set(y_nh, row + j, gamma * normal + beta);
                }
            }
        });
    }

    @Override
    public void layerGradient(long dy_nh, long x_nh, long mean_n, long invStd_n, long gamma_h, long dx_nh, boolean add,
            long dgamma_h, long dbeta_h, boolean addParameters, int n, int h) {
        // Parameters first: dx may take the place of dy.
        if (dgamma_h != 0 || dbeta_h != 0) {
            layerParameters(dy_nh, x_nh, mean_n, invStd_n, dgamma_h, dbeta_h, addParameters, n, h);
        }
        pool.run(n, (from, to, worker) -> {
            for (int i = from; i < to; i++) {
                layerInput(dy_nh, x_nh, element.get(mean_n, i), element.get(invStd_n, i), gamma_h, dx_nh, add, i, h);
            }
        });
    }

    @Override
    public void residual(long x_nh, long branch_nh, Dropout dropout, long gamma_h, long beta_h, double epsilon,
            long mean_n, long invStd_n, long y_nh, int n, int h) {
        for (long i = 0; i < (long) n * h; i++) {
            double kept = dropout.drops(i) ? 0 : dropout.kept() * element.get(branch_nh, i);
            element.set(branch_nh, i, element.get(x_nh, i) + kept);
        }
        layer(branch_nh, gamma_h, beta_h, epsilon, mean_n, invStd_n, y_nh, n, h);
    }

    @Override
    public void residualGradient(long dy_nh, long sum_nh, Dropout dropout, long mean_n, long invStd_n, long gamma_h,
            long dx_nh, boolean add, long dgamma_h, long dbeta_h, boolean addParameters, int n, int h) {
        layerGradient(dy_nh, sum_nh, mean_n, invStd_n, gamma_h, sum_nh, false, dgamma_h, dbeta_h, addParameters, n, h);
        for (long i = 0; i < (long) n * h; i++) {
            double gradient = element.get(sum_nh, i);
            put(dx_nh, i, gradient, add);
            element.set(sum_nh, i, dropout.drops(i) ? 0 : dropout.kept() * gradient);
        }
    }

    private void layerInput(long dy_nh, long x_nh, double mean, double invStd, long gamma_h, long dx_nh, boolean add,
            long i, int h) {
        double sum = 0;
        double dot = 0;
        for (int j = 0; j < h; j++) {
            double dnormal = element.get(dy_nh, i * h + j) * (gamma_h == 0 ? 1 : element.get(gamma_h, j));
            sum += dnormal;
            dot += dnormal * (element.get(x_nh, i * h + j) - mean) * invStd;
        }
        for (int j = 0; j < h; j++) {
            double dnormal = element.get(dy_nh, i * h + j) * (gamma_h == 0 ? 1 : element.get(gamma_h, j));
            double normal = (element.get(x_nh, i * h + j) - mean) * invStd;
            put(dx_nh, i * h + j, invStd * (dnormal - (sum + normal * dot) / h), add);
        }
    }

    private void layerParameters(long dy_nh, long x_nh, long mean_n, long invStd_n, long dgamma_h, long dbeta_h,
            boolean add, int n, int h) {
        for (int j = 0; j < h; j++) {
            double dgamma = 0;
            double dbeta = 0;
            for (long i = 0; i < n; i++) {
                double dy = element.get(dy_nh, i * h + j);
                dgamma += dy * (element.get(x_nh, i * h + j) - element.get(mean_n, i)) * element.get(invStd_n, i);
                dbeta += dy;
            }
            if (dgamma_h != 0) {
                put(dgamma_h, j, dgamma, add);
            }
            if (dbeta_h != 0) {
                put(dbeta_h, j, dbeta, add);
            }
        }
    }

    private void normaliseFeature(long x_nh, long gamma_h, long beta_h, double mean, double invStd, long y_nh,
            Then then, int j, int n, int h) {
        double gamma = element.get(gamma_h, j);
        double beta = element.get(beta_h, j);
        int threshold = CounterHash.dropThreshold(then.dropout());
        for (long i = j; i < (long) n * h; i += h) {
            double y = gamma * (element.get(x_nh, i) - mean) * invStd + beta;
            if (then.relu()) {
                boolean goes = y < 0 || CounterHash.fraction(then.key(), i) < threshold;
                y = goes ? 0 : y * then.scale();
            }
            element.set(y_nh, i, y);
        }
    }

    private double mean(long x, long first, long stride, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += element.get(x, first + stride * i);
        }
        return sum / count;
    }

    private double squaredDeviations(long x, long first, long stride, int count, double mean) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double deviation = element.get(x, first + stride * i) - mean;
            sum += deviation * deviation;
        }
        return sum;
    }

    private void move(long running, int j, double momentum, double now) {
        element.set(running, j, (1 - momentum) * element.get(running, j) + momentum * now);
    }

    private void put(long base, long index, double value, boolean add) {
        element.set(base, index, add ? element.get(base, index) + value : value);
    }
}
