package io.cellwright.train;

import java.util.List;

import io.cellwright.train.TrainEvent.Metric;

/// Accuracy, macro-F1 and calibration error over all labelled cells of an epoch.
///
/// scvi-tools averages the values of minibatches, weighted by the size of the full minibatch; and its F1 is micro, which
/// for one label a cell is the accuracy again.
final class ClassifierMetrics {
    private static final int BINS = 15;

    private ClassifierMetrics() {}

    static List<Metric> of(List<Observation.Classified> minibatches) {
        int classes = minibatches.getFirst().probabilities_nc()[0].length;
        int[][] confusion = new int[classes][classes];
        double[] confidence = new double[BINS + 1];
        double[] correct = new double[BINS + 1];
        int cells = 0;
        for (Observation.Classified minibatch : minibatches) {
            for (int i = 0; i < minibatch.truth().length; i++) {
                double[] p = minibatch.probabilities_nc()[i];
                int predicted = argMax(p);
                confusion[minibatch.truth()[i]][predicted]++;
                int bin = (int) Math.floor(p[predicted] * BINS);
                confidence[bin] += p[predicted];
                correct[bin] += predicted == minibatch.truth()[i] ? 1 : 0;
                cells++;
            }
        }
        String phase = minibatches.getFirst().phase().key();
        double error = 0;
        double right = 0;
        for (int b = 0; b <= BINS; b++) {
            error += Math.abs(confidence[b] - correct[b]);
            right += correct[b];
        }
        return List.of(new Metric(phase + "_accuracy", right / cells),
                new Metric(phase + "_f1_score", macroF1(confusion)),
                new Metric(phase + "_calibration_error", error / cells));
    }

    static int argMax(double[] p) {
        int best = 0;
        for (int c = 1; c < p.length; c++) {
            best = p[c] > p[best] ? c : best;
        }
        return best;
    }

    /// Mean over the classes that occur in truth or prediction.
    private static double macroF1(int[][] confusion) {
        double sum = 0;
        int present = 0;
        for (int c = 0; c < confusion.length; c++) {
            int truth = 0;
            int predicted = 0;
            for (int d = 0; d < confusion.length; d++) {
                truth += confusion[c][d];
                predicted += confusion[d][c];
            }
            if (truth + predicted > 0) {
                sum += 2.0 * confusion[c][c] / (truth + predicted);
                present++;
            }
        }
        return present == 0 ? Double.NaN : sum / present;
    }
}
