package io.cellwright.kernel;

/// Update rules number by number in double; moments and parameters are rounded when they are stored.
final class PlainOptimize implements Optimize {
    private static final int BLOCK = 4096;

    private final Element element;
    private final WorkerPool pool;

    PlainOptimize(Element element, WorkerPool pool) {
        this.element = element;
        this.pool = pool;
    }

    /// The new value of number `index`.
    private interface Rule {
        void update(long index);
    }

    @Override
    public void adam(long p, long g, long m, long v, long count, double rate, double beta1, double beta2,
            double epsilon, double decay, double correction1, double correction2) {
        forEach(count, i -> {
            double old = element.get(p, i);
            double gradient = element.get(g, i) + decay * old;
            double step = moments(m, v, i, gradient, beta1, beta2, epsilon, correction1, correction2);
            element.set(p, i, old - rate * step);
        });
    }

    @Override
    public void adamW(long p, long g, long m, long v, long count, double rate, double beta1, double beta2,
            double epsilon, double decay, double correction1, double correction2) {
        forEach(count, i -> {
            double old = element.get(p, i);
            double step = moments(m, v, i, element.get(g, i), beta1, beta2, epsilon, correction1, correction2);
            element.set(p, i, old - rate * decay * old - rate * step);
        });
    }

    @Override
    public void sgd(long p, long g, long m, long count, double rate, double momentum, double decay, boolean first) {
        forEach(count, i -> {
            double old = element.get(p, i);
            double step = element.get(g, i) + decay * old;
            if (momentum != 0) {
                step = first ? step : momentum * element.get(m, i) + step;
                element.set(m, i, step);
            }
            element.set(p, i, old - rate * step);
        });
    }

    @Override
    public double sumOfSquares(long g, long count) {
        double sum = 0;
        for (long i = 0; i < count; i++) {
            double gradient = element.get(g, i);
            sum += gradient * gradient;
        }
        return sum;
    }

    @Override
    public void scale(long g, long count, double factor) {
        forEach(count, i -> element.set(g, i, factor * element.get(g, i)));
    }

    @Override
    public void clamp(long g, long count, double limit) {
        forEach(count, i -> element.set(g, i, Math.min(Math.max(element.get(g, i), -limit), limit)));
    }

    /// Moves both moments and gives Adam's step before the rate.
    private double moments(long m, long v, long i, double gradient, double beta1, double beta2, double epsilon,
            double correction1, double correction2) {
        double first = beta1 * element.get(m, i) + (1 - beta1) * gradient;
        double second = beta2 * element.get(v, i) + (1 - beta2) * gradient * gradient;
        element.set(m, i, first);
        element.set(v, i, second);
        return first / correction1 / (Math.sqrt(second / correction2) + epsilon);
    }

    private void forEach(long count, Rule rule) {
        pool.run(Math.toIntExact((count + BLOCK - 1) / BLOCK), (from, to, worker) -> {
            for (long i = (long) from * BLOCK; i < Math.min((long) to * BLOCK, count); i++) {
                rule.update(i);
            }
        });
    }
}
