package io.cellwright.task.network;

import io.cellwright.model.CellNetwork;
import io.cellwright.model.Models;
import io.cellwright.model.NetworkSettings;
import io.cellwright.model.constant.MeanExpression;
import io.cellwright.model.constant.MostCommonClass;
import io.cellwright.model.logistic.LogisticClassifier;
import io.cellwright.model.pca.Pca;
import io.cellwright.tensor.Parameters;

/// Makes a network of {@link Models}.
///
/// @param model its name
record BundledNetwork(String model) implements NetworkFactory {
    /// An alias becomes the name.
    BundledNetwork {
        model = Models.name(model);
    }

    @Override
    public CellNetwork create(NetworkSettings settings, Parameters parameters) {
        return Models.create(model, settings, parameters);
    }

    @Override
    public Fitting fitting() {
        return switch (model) {
            case Pca.NAME -> ComponentsFit.DEFAULT;
            case LogisticClassifier.NAME -> RegressionFit.DEFAULT;
            case MostCommonClass.NAME, MeanExpression.NAME -> MeanFit.DEFAULT;
            default -> FitOptions.DEFAULT;
        };
    }
}
