package io.cellwright.task.network;

import io.cellwright.model.CellNetwork;
import io.cellwright.model.NetworkSettings;
import io.cellwright.model.pca.Pca;
import io.cellwright.task.baseline.PrincipalComponents;
import io.cellwright.task.estimator.SplitCells;

/// The principal components of all training cells ({@link PrincipalComponents}), in one search: there are no epochs and
/// no minibatches, and no cell is watched meanwhile.
///
/// @param seed of the split and of the random directions that the search begins with
public record ComponentsFit(long seed) implements Fitting {
    /// The seed of {@link FitOptions#DEFAULT}.
    public static final ComponentsFit DEFAULT = new ComponentsFit(FitOptions.DEFAULT.seed());

    @Override
    public ComponentsFit withSeed(long other) {
        return new ComponentsFit(other);
    }

    /// Where the number of components is open it is scanpy's, or as many as there can be where those are fewer.
    static NetworkSettings settled(NetworkSettings settings, int cells) {
        return settings.latent().isPresent() ? settings
                : settings.withLatent(Math.max(1, Math.min(Pca.USUAL, Math.min(cells - 1, settings.genes()))));
    }

    void fit(CellNetwork network, SplitCells data) {
        if (!(network instanceof Pca pca)) {
            throw new IllegalArgumentException("Model '" + network.name() + "' has no principal components to be fitted; "
                    + "train it by FitOptions");
        }
        PrincipalComponents.fit(pca, data.prepared().aboveZero(data.split().train()), data.prepared().zero_g(), seed);
    }
}
