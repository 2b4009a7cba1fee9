package io.cellwright.model.scanvi;

import io.cellwright.tensor.Codes;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.Tensor;

/// What is known of the type of each cell, as shares that sum to 1: n x c.
final class TypeShares {
    private TypeShares() {}

    static boolean anyUnlabelled(Codes label_n) {
        for (int i = 0; i < label_n.count(); i++) {
            if (label_n.get(i) < 0) {
                return true;
            }
        }
        return false;
    }

    /// 1 for the label of a cell that has one, the classifier's probabilities for the others.
    static SparseTensor of(Codes label_n, Tensor logits_nc) {
        int n = logits_nc.shape().axis(0);
        int c = logits_nc.shape().axis(1);
        Tensor p_nc = RowFunctions.softmax(logits_nc.detach());
        SparseTensor shares_nc = SparseTensor.allocate(logits_nc.home(), n, c, Math.multiplyExact(n, c));
        int entry = 0;
        for (int i = 0; i < n; i++) {
            int label = label_n.get(i);
            if (label >= 0) {
                shares_nc.entry(entry++, label, 1);
            } else {
                for (int type = 0; type < c; type++) {
                    shares_nc.entry(entry, type, 0);
                    shares_nc.value(entry++, p_nc.get((long) i * c + type));
                }
            }
            shares_nc.endRow(i, entry);
        }
        return shares_nc;
    }
}
