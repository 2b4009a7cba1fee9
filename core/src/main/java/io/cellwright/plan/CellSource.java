package io.cellwright.plan;

import io.cellwright.model.CellInput;
import io.cellwright.tensor.Workspace;

/// Where minibatches of prepared cells come from: any data set that can be asked for rows.
public interface CellSource {
    /// Number of cells.
    int cells();

    /// The cells of these rows, in the memory of the step.
    CellInput take(int[] rows, Workspace workspace);
}
