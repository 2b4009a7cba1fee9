package io.cellwright.kernel;

/// Row by row in double on the calling thread, whatever the storage type.
final class PlainRows implements Rows {
    private final Element element;

    PlainRows(Element element, WorkerPool pool) {
        this.element = element;
    }

    @Override
    public void softmax(long x_nc, long y_nc, int n, int c) {
        for (int i = 0; i < n; i++) {
            long row = (long) i * c;
            double logSum = logSumExp(x_nc, row, c);
            for (int j = 0; j < c; j++) {
                element.set(y_nc, row + j, Math.exp(element.get(x_nc, row + j) - logSum));
            }
        }
    }

    @Override
    public void softmaxGradient(long y_nc, long dy_nc, long dx_nc, int n, int c, boolean add) {
        for (int i = 0; i < n; i++) {
            long row = (long) i * c;
            double dot = 0;
            for (int j = 0; j < c; j++) {
                dot += element.get(y_nc, row + j) * element.get(dy_nc, row + j);
            }
            for (int j = 0; j < c; j++) {
                put(dx_nc, row + j, element.get(y_nc, row + j) * (element.get(dy_nc, row + j) - dot), add);
            }
        }
    }

    @Override
    public void logSoftmax(long x_nc, long y_nc, int n, int c) {
        for (int i = 0; i < n; i++) {
            long row = (long) i * c;
            double logSum = logSumExp(x_nc, row, c);
            for (int j = 0; j < c; j++) {
                element.set(y_nc, row + j, element.get(x_nc, row + j) - logSum);
            }
        }
    }

    @Override
    public void logSoftmaxGradient(long y_nc, long dy_nc, long dx_nc, int n, int c, boolean add) {
        for (int i = 0; i < n; i++) {
            long row = (long) i * c;
            double sum = 0;
            for (int j = 0; j < c; j++) {
                sum += element.get(dy_nc, row + j);
            }
            for (int j = 0; j < c; j++) {
                double p = Math.exp(element.get(y_nc, row + j));
                put(dx_nc, row + j, element.get(dy_nc, row + j) - p * sum, add);
            }
        }
    }

    @Override
    public void crossEntropy(long logits_nc, long label_n, long loss_n, int n, int c) {
        Labels.check(label_n, n, c);
        for (int i = 0; i < n; i++) {
            long row = (long) i * c;
            int label = Memory.int32(label_n + 4L * i);
            element.set(loss_n, i, logSumExp(logits_nc, row, c) - element.get(logits_nc, row + label));
        }
    }

    @Override
    public void crossEntropyGradient(long logits_nc, long label_n, long dloss_n, long dlogits_nc, int n, int c,
            boolean add) {
        Labels.check(label_n, n, c);
        for (int i = 0; i < n; i++) {
            long row = (long) i * c;
            int label = Memory.int32(label_n + 4L * i);
            double dloss = element.get(dloss_n, i);
            double logSum = logSumExp(logits_nc, row, c);
            for (int j = 0; j < c; j++) {
                double p = Math.exp(element.get(logits_nc, row + j) - logSum);
                put(dlogits_nc, row + j, dloss * (j == label ? p - 1 : p), add);
            }
        }
    }

    @Override
    public void means(long x_rd, long y_nd, int n, int t, int d) {
        for (long i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                double sum = 0;
                for (int k = 0; k < t; k++) {
                    sum += element.get(x_rd, (i * t + k) * d + j);
                }
                element.set(y_nd, i * d + j, sum / t);
            }
        }
    }

    @Override
    public void meansGradient(long dy_nd, long dx_rd, int n, int t, int d, boolean add) {
        for (long row = 0; row < (long) n * t; row++) {
            for (int j = 0; j < d; j++) {
                put(dx_rd, row * d + j, element.get(dy_nd, row / t * d + j) / t, add);
            }
        }
    }

    private double logSumExp(long x, long row, int c) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < c; j++) {
            max = Math.max(max, element.get(x, row + j));
        }
        double sum = 0;
        for (int j = 0; j < c; j++) {
            sum += Math.exp(element.get(x, row + j) - max);
        }
        return max + Math.log(sum);
    }

    private void put(long base, long index, double value, boolean add) {
        element.set(base, index, add ? element.get(base, index) + value : value);
    }
}
