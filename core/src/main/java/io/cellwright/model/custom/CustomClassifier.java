package io.cellwright.model.custom;

import java.util.List;
import java.util.Optional;

import io.cellwright.model.CellInput;
import io.cellwright.model.Classifies;
import io.cellwright.model.LossTerm;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// A network of one's own that tells the class of cells.
///
/// @param name what it is called in messages and reports
/// @param parameters the slab on which its layers were declared
/// @param genes number of genes that it reads
/// @param classes number of classes, c
/// @param forward n cells to logits, n x c
/// @param ownLoss what it is trained on; empty for the cross-entropy of the labels
public record CustomClassifier(String name, Parameters parameters, int genes, int classes, Forward forward,
        Optional<OwnLoss> ownLoss) implements Classifies {
    /// Trained on the cross-entropy.
    public static CustomClassifier of(String name, Parameters parameters, int genes, int classes, Forward forward) {
        return new CustomClassifier(name, parameters, genes, classes, forward, Optional.empty());
    }

    /// The same, trained on another loss.
    public CustomClassifier withLoss(OwnLoss other) {
        return new CustomClassifier(name, parameters, genes, classes, forward, Optional.of(other));
    }

    @Override
    public Tensor classify(CellInput cells, StepContext step) {
        return Outputs.require(forward.of(cells, step), cells.n(), classes, name, "the logits");
    }

    @Override
    public List<LossTerm> classificationLoss(CellInput cells, Tensor logits_nc, StepContext step) {
        return ownLoss.map(loss -> loss.of(logits_nc, cells, step))
                .orElseGet(() -> Classifies.super.classificationLoss(cells, logits_nc, step));
    }
}
