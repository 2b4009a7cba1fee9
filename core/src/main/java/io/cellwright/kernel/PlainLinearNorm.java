package io.cellwright.kernel;

/// Normalised linear maps column by column, all in double, from every row of the map.
final class PlainLinearNorm implements LinearNorm {
    private final Element element;

    PlainLinearNorm(Element element) {
        this.element = element;
    }

    /// Mean and inverse standard deviation of each column.
    @Override
    public long roomBytes(Size size) {
        return 2L * element.bytes() * size.h();
    }

    @Override
    public void train(long x_rk, Weights weights, long runningMean_h, long runningVariance_h, double momentum,
            double epsilon, long room, long folded_hk, long folded_ch, Size size) {
        int rows = size.rows();
        for (int j = 0; j < size.h(); j++) {
            double mean = 0;
            for (int r = 0; r < rows; r++) {
                mean += row(x_rk, weights, size, r, j) / rows;
            }
            double variance = 0;
            for (int r = 0; r < rows; r++) {
                double d = row(x_rk, weights, size, r, j) - mean;
                variance += d * d / rows;
            }
            if (runningMean_h != 0) {
                move(runningMean_h, j, momentum, mean);
                if (rows > 1) {
                    move(runningVariance_h, j, momentum, variance * rows / (rows - 1));
                }
            }
            fold(weights, mean, 1 / Math.sqrt(variance + epsilon), room, folded_hk, folded_ch, size, j);
        }
    }

    @Override
    public void evaluate(Weights weights, long runningMean_h, long runningVariance_h, double epsilon, long room,
            long folded_hk, long folded_ch, Size size) {
        for (int j = 0; j < size.h(); j++) {
            double invStd = 1 / Math.sqrt(element.get(runningVariance_h, j) + epsilon);
            fold(weights, element.get(runningMean_h, j), invStd, room, folded_hk, folded_ch, size, j);
        }
    }

    private double row(long x_rk, Weights weights, Size size, int r, int j) {
        double sum = label(weights, size, r / size.n(), j);
        for (int i = 0; i < size.k(); i++) {
            sum += element.get(x_rk, (long) r * size.k() + i) * element.get(weights.w_hk(), (long) j * size.k() + i);
        }
        return sum;
    }

    private double label(Weights weights, Size size, int l, int j) {
        return element.get(weights.t_ch(), (long) l * size.h() + j) + element.get(weights.b_h(), j);
    }

    private void fold(Weights weights, double mean, double invStd, long room, long folded_hk, long folded_ch, Size size,
            int j) {
        element.set(room, j, mean);
        element.set(room, (long) size.h() + j, invStd);
        double scale = element.get(weights.gamma_h(), j) * invStd;
        for (int i = 0; i < size.k(); i++) {
            long at = (long) j * size.k() + i;
            element.set(folded_hk, at, scale * element.get(weights.w_hk(), at));
        }
        for (int l = 0; l < size.c(); l++) {
            double t = (label(weights, size, l, j) - mean) * scale + element.get(weights.beta_h(), j);
            element.set(folded_ch, (long) l * size.h() + j, t);
        }
    }

    @Override
    public void gradient(boolean trained, long dfolded_hk, long dfolded_ch, long x_rk, Weights weights, long room,
            long dx_rk, boolean addX, Weights gradients, boolean add, Size size) {
        if (!add) {
            zero(gradients.w_hk(), (long) size.h() * size.k());
            zero(gradients.t_ch(), (long) size.c() * size.h());
            zero(gradients.b_h(), size.h());
            zero(gradients.gamma_h(), size.h());
            zero(gradients.beta_h(), size.h());
        }
        if (dx_rk != 0 && !addX) {
            zero(dx_rk, (long) size.rows() * size.k());
        }
        for (int j = 0; j < size.h(); j++) {
            gradient(trained, dfolded_hk, dfolded_ch, x_rk, weights, room, dx_rk, gradients, size, j);
        }
    }

    private void gradient(boolean trained, long dfolded_hk, long dfolded_ch, long x_rk, Weights weights, long room,
            long dx_rk, Weights gradients, Size size, int j) {
        int k = size.k();
        double mean = element.get(room, j);
        double invStd = element.get(room, (long) size.h() + j);
        double gamma = element.get(weights.gamma_h(), j);
        double dscale = 0;
        double dbeta = 0;
        for (int l = 0; l < size.c(); l++) {
            long at = (long) l * size.h() + j;
            double d = element.get(dfolded_ch, at);
            dscale += d * (label(weights, size, l, j) - mean);
            dbeta += d;
            add(gradients.t_ch(), at, d * gamma * invStd);
        }
        for (int i = 0; i < k; i++) {
            long at = (long) j * k + i;
            double d = element.get(dfolded_hk, at);
            dscale += d * element.get(weights.w_hk(), at);
            add(gradients.w_hk(), at, d * gamma * invStd);
        }
        add(gradients.gamma_h(), j, dscale * invStd);
        add(gradients.beta_h(), j, dbeta);
        add(gradients.b_h(), j, dbeta * gamma * invStd);
        if (trained) {
            double dvariance = -0.5 * gamma * dscale * invStd * invStd * invStd;
            throughRows(-dbeta * gamma * invStd, dvariance, mean, x_rk, weights, dx_rk, gradients, size, j);
        }
    }

    private void throughRows(double dmean, double dvariance, double mean, long x_rk, Weights weights, long dx_rk,
            Weights gradients, Size size, int j) {
        int k = size.k();
        for (int r = 0; r < size.rows(); r++) {
            double d = (dmean + 2 * dvariance * (row(x_rk, weights, size, r, j) - mean)) / size.rows();
            add(gradients.t_ch(), (long) (r / size.n()) * size.h() + j, d);
            add(gradients.b_h(), j, d);
            for (int i = 0; i < k; i++) {
                add(gradients.w_hk(), (long) j * k + i, d * element.get(x_rk, (long) r * k + i));
                if (dx_rk != 0) {
                    add(dx_rk, (long) r * k + i, d * element.get(weights.w_hk(), (long) j * k + i));
                }
            }
        }
    }

    private void zero(long base, long count) {
        for (long i = 0; i < count; i++) {
            element.set(base, i, 0);
        }
    }

    private void add(long base, long index, double value) {
        element.set(base, index, element.get(base, index) + value);
    }

    private void move(long running, int j, double momentum, double now) {
        element.set(running, j, (1 - momentum) * element.get(running, j) + momentum * now);
    }
}
