package io.cellwright.model.custom;

import java.util.List;
import java.util.Optional;

import io.cellwright.model.CellInput;
import io.cellwright.model.LossTerm;
import io.cellwright.model.Reconstructs;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// A network of one's own that gives the expression of cells again.
///
/// @param name what it is called in messages and reports
/// @param parameters the slab on which its layers were declared
/// @param genes number of genes that it reads
/// @param forward n cells to n x g
/// @param ownLoss what it is trained on; empty for the mean squared error
public record CustomReconstruction(String name, Parameters parameters, int genes, Forward forward,
        Optional<OwnLoss> ownLoss) implements Reconstructs {
    /// Trained on the mean squared error.
    public static CustomReconstruction of(String name, Parameters parameters, int genes, Forward forward) {
        return new CustomReconstruction(name, parameters, genes, forward, Optional.empty());
    }

    /// The same, trained on another loss.
    public CustomReconstruction withLoss(OwnLoss other) {
        return new CustomReconstruction(name, parameters, genes, forward, Optional.of(other));
    }

    @Override
    public Tensor reconstruct(CellInput cells, StepContext step) {
        return Outputs.require(forward.of(cells, step), cells.n(), genes, name, "the reconstruction");
    }

    @Override
    public List<LossTerm> reconstructionLoss(CellInput cells, StepContext step) {
        return ownLoss.map(loss -> loss.of(reconstruct(cells, step), cells, step))
                .orElseGet(() -> Reconstructs.super.reconstructionLoss(cells, step));
    }
}
