package io.cellwright.kernel;

/// Cell by cell, in double.
final class PlainSparseSoftmax implements SparseSoftmax {
    private final Element element;

    PlainSparseSoftmax(Element element) {
        this.element = element;
    }

    @Override
    public long roomBytes(SparseRows x_ng, int c) {
        return 0;
    }

    @Override
    public double run(SparseRows x_ng, long label_n, Weights weights, double scale, long room, Weights gradients, int c) {
        Labels.check(label_n, x_ng.n(), c);
        double[] dw_gc = new double[Math.multiplyExact(x_ng.g(), LINE)];
        double[] db_c = new double[c];
        double[] score_c = new double[c];
        double loss = 0;
        for (int i = 0; i < x_ng.n(); i++) {
            scores(x_ng, i, weights, score_c);
            int label = Memory.int32(label_n + 4L * i);
            loss += probabilities(score_c, label);
            score_c[label]--;
            for (int k = 0; k < c; k++) {
                db_c[k] += scale * score_c[k];
                for (int e = x_ng.start(i); e < x_ng.start(i + 1); e++) {
                    dw_gc[x_ng.gene(e) * LINE + k] += scale * element.get(x_ng.value(), e) * score_c[k];
                }
            }
        }
        put(dw_gc, gradients.w_gc());
        put(db_c, gradients.b_c());
        return loss;
    }

    private void scores(SparseRows x_ng, int i, Weights weights, double[] score_c) {
        int c = score_c.length;
        for (int k = 0; k < c; k++) {
            score_c[k] = element.get(weights.b_c(), k);
            for (int e = x_ng.start(i); e < x_ng.start(i + 1); e++) {
                score_c[k] += element.get(x_ng.value(), e) * element.get(weights.w_gc(), (long) x_ng.gene(e) * LINE + k);
            }
        }
    }

    /// Turns scores into probabilities; gives the loss.
    private static double probabilities(double[] score_c, int label) {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : score_c) {
            max = Math.max(max, score);
        }
        double wanted = score_c[label];
        double sum = 0;
        for (int k = 0; k < score_c.length; k++) {
            score_c[k] = Math.exp(score_c[k] - max);
            sum += score_c[k];
        }
        for (int k = 0; k < score_c.length; k++) {
            score_c[k] /= sum;
        }
        return Math.log(sum) + max - wanted;
    }

    private void put(double[] values, long address) {
        for (int i = 0; i < values.length; i++) {
            element.set(address, i, values[i]);
        }
    }
}
