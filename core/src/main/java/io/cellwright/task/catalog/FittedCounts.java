package io.cellwright.task.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.cellwright.data.CellTable;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.task.CellModel;
import io.cellwright.task.SavedModel;
import io.cellwright.task.TrainingFacts;
import io.cellwright.task.estimator.Fitted;

/// A trained scVI or scANVI model.
///
/// @param name what it is called
/// @param model the model
/// @param training how it was trained; empty where that is not known
public record FittedCounts(String name, CellModel model, Optional<TrainingFacts> training) implements Fitted {
    @Override
    public DenseMatrix encode(CellTable cells) {
        return DenseMatrix.of(model.embed(model.registry().encode(cells)), cells.cells(),
                model.spec().scvi().network().latent());
    }

    @Override
    public Predicted predict(CellTable cells) {
        if (model.scanvi().isEmpty()) {
            throw new IllegalStateException("Model '" + name + "' does not tell classes; scanvi does");
        }
        List<String> classes = model.registry().labels();
        return Predicted.of(DenseMatrix.of(model.classify(model.registry().encode(cells))), classes);
    }

    @Override
    public void save(Path dir) {
        SavedModel.save(dir, model, training);
    }
}
