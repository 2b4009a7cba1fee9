package io.cellwright.task.baseline;

import java.util.Arrays;

import io.cellwright.data.CsrMatrix;
import io.cellwright.metric.DenseMatrix;

/// Takes no look at the cell: the probabilities are the shares of the classes among the labelled cells, so the most
/// frequent one is always predicted. What a score means shows beside this one's.
///
/// Source: scikit-learn's `DummyClassifier(strategy="prior")`.
public final class MajorityClass implements CellClassifier {
    private final double[] share_c;

    private MajorityClass(double[] share_c) {
        this.share_c = share_c;
    }

    /// Counts labels.
    ///
    /// @param label labels of the labelled cells, 0 until `classes`
    /// @throws IllegalArgumentException if there is no label or one is out of range
    public static MajorityClass fit(int[] label, int classes) {
        int[] count_c = LabelCounts.of(label, classes);
        double[] share_c = new double[classes];
        Arrays.setAll(share_c, c -> (double) count_c[c] / label.length);
        return new MajorityClass(share_c);
    }

    /// The share of each class.
    public double[] shares() {
        return share_c.clone();
    }

    @Override
    public DenseMatrix probabilities(CsrMatrix x_ng) {
        double[] p_nc = new double[Math.multiplyExact(x_ng.rows(), share_c.length)];
        for (int i = 0; i < x_ng.rows(); i++) {
            System.arraycopy(share_c, 0, p_nc, i * share_c.length, share_c.length);
        }
        return new DenseMatrix(p_nc, x_ng.rows(), share_c.length);
    }
}
