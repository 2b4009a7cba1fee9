package io.cellwright.model.custom;

import java.util.List;
import java.util.Optional;

import io.cellwright.model.CellInput;
import io.cellwright.model.LossTerm;
import io.cellwright.model.Reconstructs;
import io.cellwright.model.Represents;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// A network of one's own with a latent space: an encoder and a decoder.
///
/// @param name what it is called in messages and reports
/// @param parameters the slab on which its layers were declared
/// @param genes number of genes that it reads
/// @param latent number of latent dimensions, k
/// @param encoder n cells to n x k
/// @param decoder n x k to n x g
/// @param ownLoss what it is trained on; empty for the mean squared error
public record CustomAutoencoder(String name, Parameters parameters, int genes, int latent, Forward encoder,
        Decoder decoder, Optional<OwnLoss> ownLoss) implements Represents, Reconstructs {
    /// Trained on the mean squared error.
    public static CustomAutoencoder of(String name, Parameters parameters, int genes, int latent, Forward encoder,
            Decoder decoder) {
        return new CustomAutoencoder(name, parameters, genes, latent, encoder, decoder, Optional.empty());
    }

    /// The same, trained on another loss.
    public CustomAutoencoder withLoss(OwnLoss other) {
        return new CustomAutoencoder(name, parameters, genes, latent, encoder, decoder, Optional.of(other));
    }

    @Override
    public Tensor encode(CellInput cells, StepContext step) {
        return Outputs.require(encoder.of(cells, step), cells.n(), latent, name, "the latent point");
    }

    @Override
    public Tensor reconstruct(CellInput cells, StepContext step) {
        return Outputs.require(decoder.of(encode(cells, step), cells, step), cells.n(), genes, name,
                "the reconstruction");
    }

    @Override
    public List<LossTerm> reconstructionLoss(CellInput cells, StepContext step) {
        return ownLoss.map(loss -> loss.of(reconstruct(cells, step), cells, step))
                .orElseGet(() -> Reconstructs.super.reconstructionLoss(cells, step));
    }

    @Override
    public List<LossTerm> representationLoss(CellInput cells, StepContext step) {
        return reconstructionLoss(cells, step);
    }
}
