package io.cellwright.plan;

import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Tensor;
import io.cellwright.train.Observation.Classified;
import io.cellwright.train.Phase;

/// What a classifier said of cells beside what they are.
final class Classifications {
    private Classifications() {}

    static Classified of(Phase phase, Codes label_n, Tensor p_nc) {
        int n = label_n.count();
        int classes = p_nc.shape().axis(1);
        int[] truth = new int[n];
        int[] predicted = new int[n];
        double[] confidence = new double[n];
        double[] p = p_nc.toArray();
        for (int i = 0; i < n; i++) {
            truth[i] = label_n.get(i);
            for (int c = 1; c < classes; c++) {
                predicted[i] = p[i * classes + c] > p[i * classes + predicted[i]] ? c : predicted[i];
            }
            confidence[i] = p[i * classes + predicted[i]];
        }
        return new Classified(phase, classes, truth, predicted, confidence);
    }
}
