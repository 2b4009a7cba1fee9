package io.cellwright.model;

import java.util.List;

import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// A network that tells the class of cells.
public interface Classifies extends CellNetwork {
    /// Number of classes, c.
    int classes();

    /// Logits: n x c.
    Tensor classify(CellInput cells, StepContext step);

    /// The loss of a minibatch of labelled cells in its parts, from the logits of {@link #classify}. Without more, the
    /// cross-entropy of the labels.
    default List<LossTerm> classificationLoss(CellInput cells, Tensor logits_nc, StepContext step) {
        return List.of(LossTerm.of("classification_loss", RowFunctions.crossEntropy(logits_nc, cells.label_n())));
    }
}
