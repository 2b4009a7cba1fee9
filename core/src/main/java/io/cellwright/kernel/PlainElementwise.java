package io.cellwright.kernel;

/// Element by element in double on the calling thread, whatever the storage type.
final class PlainElementwise implements Elementwise {
    private final Element element;

    PlainElementwise(Element element, WorkerPool pool) {
        this.element = element;
    }

    @Override
    public void apply(Function f, long x, long y, long count) {
        for (long i = 0; i < count; i++) {
            element.set(y, i, value(f, element.get(x, i)));
        }
    }

    private static double value(Function f, double x) {
        return switch (f) {
            case RELU -> Math.max(x, 0);
            case GELU -> x * StandardNormal.cumulative(x);
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SIGMOID -> sigmoid(x);
        };
    }

    @Override
    public void gradient(Function f, long x, long y, long dy, long dx, long count, boolean add) {
        for (long i = 0; i < count; i++) {
            double slope = switch (f) {
                // A product with 0 would turn an infinite dy into NaN.
                case RELU -> element.get(y, i) <= 0 ? 0 : element.get(dy, i);
                case GELU -> element.get(dy, i) * geluSlope(element.get(x, i));
                case SOFTPLUS -> element.get(dy, i) * sigmoid(element.get(x, i));
                case EXP -> element.get(dy, i) * element.get(y, i);
                case LOG -> element.get(dy, i) / element.get(x, i);
                case SIGMOID -> element.get(dy, i) * element.get(y, i) * (1 - element.get(y, i));
            };
            put(dx, i, slope, add);
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double geluSlope(double x) {
        return StandardNormal.cumulative(x) + x * StandardNormal.density(x);
    }

    @Override
    public void addScaled(long a, long b, double scale, long y, long count) {
        for (long i = 0; i < count; i++) {
            element.set(y, i, element.get(a, i) + scale * element.get(b, i));
        }
    }

    @Override
    public void affine(long x, double scale, double shift, long y, long count) {
        for (long i = 0; i < count; i++) {
            element.set(y, i, scale * element.get(x, i) + shift);
        }
    }

    @Override
    public void multiply(long a, long b, long y, long count, boolean add) {
        for (long i = 0; i < count; i++) {
            put(y, i, element.get(a, i) * element.get(b, i), add);
        }
    }

    @Override
    public void scaleRows(long x_nk, long scale_n, long y_nk, int n, int k, boolean add) {
        for (int i = 0; i < n; i++) {
            double scale = element.get(scale_n, i);
            for (int j = 0; j < k; j++) {
                long at = (long) i * k + j;
                put(y_nk, at, scale * element.get(x_nk, at), add);
            }
        }
    }

    @Override
    public void rowSum(long x_nk, long y_n, int n, int k, boolean add) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                sum += element.get(x_nk, (long) i * k + j);
            }
            put(y_n, i, sum, add);
        }
    }

    @Override
    public void addToRows(long dy_n, long dx_nk, int n, int k) {
        for (int i = 0; i < n; i++) {
            double dy = element.get(dy_n, i);
            for (int j = 0; j < k; j++) {
                put(dx_nk, (long) i * k + j, dy, true);
            }
        }
    }

    @Override
    public void dropout(long x, long y, long count, double p, long key, boolean add) {
        int threshold = CounterHash.dropThreshold(p);
        for (long i = 0; i < count; i++) {
            boolean goes = CounterHash.fraction(key, i) < threshold;
            put(y, i, goes ? 0 : element.get(x, i) / (1 - p), add);
        }
    }

    @Override
    public void standardNormal(long y, long count, long key) {
        for (long i = 0; i < count; i++) {
            double u = (CounterHash.fraction(key, i) + 0.5) / CounterHash.FRACTIONS;
            element.set(y, i, StandardNormal.quantile(u));
        }
    }

    @Override
    public double weightedSum(long x, long w, long count) {
        double sum = 0;
        for (long i = 0; i < count; i++) {
            sum += w == 0 ? element.get(x, i) : element.get(w, i) * element.get(x, i);
        }
        return sum;
    }

    @Override
    public long firstNonFinite(long x, long count) {
        for (long i = 0; i < count; i++) {
            if (!Double.isFinite(element.get(x, i))) {
                return i;
            }
        }
        return -1;
    }

    private void put(long base, long index, double value, boolean add) {
        element.set(base, index, add ? element.get(base, index) + value : value);
    }
}
