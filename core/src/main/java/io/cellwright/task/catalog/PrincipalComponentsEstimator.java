package io.cellwright.task.catalog;

import java.util.List;

import io.cellwright.model.Task;
import io.cellwright.model.pca.Pca;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.task.network.NetworkEstimator;

/// Principal components of the training cells: the baseline of embeddings and of reconstructions. The network is
/// {@link Pca}, fitted as {@link io.cellwright.task.network.ComponentsFit} does.
///
/// @param name what it is called
/// @param components how many, at least 1; fewer where there are too few cells or genes
public record PrincipalComponentsEstimator(String name, int components) implements Estimator {
    /// Checks the range.
    public PrincipalComponentsEstimator {
        if (components < 1) {
            throw new IllegalArgumentException("components must be at least 1 but were " + components);
        }
    }

    /// Fifty components, scanpy's number.
    public static PrincipalComponentsEstimator usual() {
        return new PrincipalComponentsEstimator(Pca.NAME, Pca.USUAL);
    }

    @Override
    public List<Task> tasks() {
        return List.of(Task.REPRESENTATION, Task.RECONSTRUCTION);
    }

    @Override
    public String settings() {
        return "components " + components;
    }

    @Override
    public Fitted fit(Assignment assignment) {
        SplitCells data = assignment.data();
        int most = Math.min(data.split().train().length - 1, data.prepared().genes().size());
        return NetworkEstimator.bundled(Pca.NAME).withSettings(s -> s.withLatent(Math.min(components, most)))
                .fit(assignment);
    }
}
