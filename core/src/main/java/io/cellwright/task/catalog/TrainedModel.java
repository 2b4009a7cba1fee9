package io.cellwright.task.catalog;

import java.nio.file.Path;

import io.cellwright.data.CellTable;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.Task;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.Judge;
import io.cellwright.task.estimator.Judgement;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.tensor.Device;

/// A model with the cells that it has learnt of.
///
/// @param model the model; {@link Catalog#load} gives it back after it was saved
/// @param task what it has learnt
/// @param data the cells, split
/// @param device where baselines compute
public record TrainedModel(Fitted model, Task task, SplitCells data, Device device) implements Fitted {
    @Override
    public String name() {
        return model.name();
    }

    @Override
    public DenseMatrix encode(CellTable cells) {
        return model.encode(cells);
    }

    @Override
    public Predicted predict(CellTable cells) {
        return model.predict(cells);
    }

    @Override
    public void reconstruct(CellTable cells, Rows rows) {
        model.reconstruct(cells, rows);
    }

    @Override
    public void save(Path dir) {
        model.save(dir);
    }

    /// How good it is on the test cells of its split, else on the validation cells, beside baselines that learn from its
    /// training cells.
    ///
    /// @throws IllegalStateException if no cells were held back: never on the training cells
    public Judgement evaluate() {
        return Judge.of(data, task, device).judge(model);
    }
}
