package io.cellwright.model.constant;

import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;

/// One answer for all cells.
final class Same {
    private Same() {}

    /// A row of these values for each of n cells.
    static Tensor rows(Workspace home, int n, Tensor values_v) {
        return home.rows(n, Math.toIntExact(values_v.count()), (i, row) -> {
            for (int v = 0; v < row.length; v++) {
                row[v] = (float) values_v.get(v);
            }
        });
    }
}
