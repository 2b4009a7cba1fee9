package io.cellwright.task.catalog;

import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.Split;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;
import io.cellwright.model.Task;
import io.cellwright.task.Setup;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;

/// What any model of the {@link Catalog}, or one of your own, is to learn of which cells:
/// `ModelTask.of("scanvi", "classification").withLabels("cell_type").fit(cells)`. A network alone has more to be set by
/// {@link io.cellwright.task.network.TaskRunner}.
///
/// @param model the model
/// @param task what it learns
/// @param columns which columns mean what
/// @param preparation what is done to the counts; scVI and scANVI take the genes that it keeps
/// @param split which cells train, watch and judge
/// @param seed of everything random
public record ModelTask(Estimator model, Task task, Setup columns, PreparationConfig preparation, SplitRule split,
        long seed) {
    /// scDLKit's seed.
    private static final long SEED = 42;

    /// Refuses a task that the model is not made for.
    ///
    /// @throws IllegalArgumentException naming what it supports
    public ModelTask {
        model.requireTask(task);
    }

    /// Log-normalized counts; 15 % of the cells watch and 15 % judge.
    public static ModelTask of(Estimator model, Task task) {
        return new ModelTask(model, task, Setup.countsOnly(), PreparationConfig.LOG_NORMALIZED,
                new SplitRule.Holdout(new Spread.Freely(), Sizes.DEFAULT, SEED), SEED);
    }

    /// The same by names.
    ///
    /// @throws IllegalArgumentException if there is no such model or task, or the model does not support it
    public static ModelTask of(String model, String task) {
        return of(Catalog.of(model), Task.of(task));
    }

    /// The same with the classes of this column; a classification is then split with as much of each class in each part.
    public ModelTask withLabels(String key) {
        Setup labelled = columns.withLabelsKey(key, columns.unlabeledCategory());
        ModelTask same = new ModelTask(model, task, labelled, preparation, split, seed);
        return task == Task.CLASSIFICATION && split instanceof SplitRule.Holdout(Spread.Freely any, Sizes sizes, long dealt)
                ? same.withSplit(new SplitRule.Holdout(new Spread.ByLabel(key), sizes, dealt)) : same;
    }

    /// The same with the batches of this column.
    public ModelTask withBatches(String key) {
        return new ModelTask(model, task, columns.withBatchKey(key), preparation, split, seed);
    }

    /// The same with another split.
    public ModelTask withSplit(SplitRule other) {
        return new ModelTask(model, task, columns, preparation, other, seed);
    }

    /// The same with cells made ready in another way.
    public ModelTask withPreparation(PreparationConfig other) {
        return new ModelTask(model, task, columns, other, split, seed);
    }

    /// The same with another seed of the model.
    public ModelTask withSeed(long other) {
        return new ModelTask(model, task, columns, preparation, split, other);
    }

    /// Trains on all cores, with nobody watching.
    ///
    /// @throws DataException if the data cannot be trained on
    public TrainedModel fit(CellTable cells) {
        int[] usable = SplitCells.usable(cells, columns, task);
        Split part = split.split(cells.obs(), usable);
        SplitCells data = SplitCells.of(cells, columns, part, preparation);
        Device device = Device.cpu();
        return new TrainedModel(model.fit(new Assignment(data, task, seed, device, () -> false, Callback.NONE)), task,
                data, device);
    }
}
