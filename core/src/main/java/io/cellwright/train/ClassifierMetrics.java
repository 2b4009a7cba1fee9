package io.cellwright.train;

import java.util.List;

import io.cellwright.metric.Calibration;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.train.Observation.Classified;
import io.cellwright.train.TrainEvent.Metric;

/// Accuracy, macro-F1 and calibration error over all labelled cells of an epoch.
///
/// scvi-tools averages the values of minibatches, weighted by the size of the full minibatch; and its F1 is micro,
/// which for one label a cell is the accuracy again.
final class ClassifierMetrics {
    private ClassifierMetrics() {}

    static List<Metric> of(List<Classified> minibatches) {
        int cells = minibatches.stream().mapToInt(m -> m.truth().length).sum();
        int[] truth = new int[cells];
        int[] predicted = new int[cells];
        double[] confidence = new double[cells];
        boolean[] right = new boolean[cells];
        int at = 0;
        for (Classified minibatch : minibatches) {
            for (int i = 0; i < minibatch.truth().length; i++) {
                truth[at] = minibatch.truth()[i];
                predicted[at] = minibatch.predicted()[i];
                confidence[at] = minibatch.confidence()[i];
                right[at] = truth[at] == predicted[at];
                at++;
            }
        }
        ConfusionMatrix confusion = ConfusionMatrix.of(truth, predicted, minibatches.getFirst().classes());
        String phase = minibatches.getFirst().phase().key();
        return List.of(new Metric(phase + "_accuracy", confusion.accuracy()),
                new Metric(phase + "_f1_score", confusion.macroF1()),
                new Metric(phase + "_calibration_error", Calibration.of(confidence, right).expectedError()));
    }
}
