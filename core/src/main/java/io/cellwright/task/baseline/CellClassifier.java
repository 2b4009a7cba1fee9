package io.cellwright.task.baseline;

import io.cellwright.data.CsrMatrix;
import io.cellwright.metric.DenseMatrix;

/// Gives cells labels: n cells, g genes, c classes.
public sealed interface CellClassifier permits LogisticRegression, MajorityClass {
    /// Probability of each class for each cell.
    ///
    /// @param x_ng the cells, over the genes that were learnt from
    /// @return n x c, rows sum to 1
    DenseMatrix probabilities(CsrMatrix x_ng);

    /// The most probable class of each cell; the smallest where several are.
    default int[] predict(CsrMatrix x_ng) {
        return probabilities(x_ng).argMax();
    }
}
