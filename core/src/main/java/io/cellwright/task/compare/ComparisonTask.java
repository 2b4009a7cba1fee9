package io.cellwright.task.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.split.Spread;
import io.cellwright.model.Task;
import io.cellwright.task.Setup;
import io.cellwright.task.catalog.Catalog;
import io.cellwright.task.estimator.Estimator;

/// What is to be compared. The baselines of the task take part whether they are named or not.
///
/// scDLKit's `compare_models` has one split and one seed, the same settings for all models, a run time with the
/// preparation in it and no baseline.
///
/// @param models the models, one or more, no name twice
/// @param task what they are compared on
/// @param columns which columns mean what: labels judge an embedding and are what a classification tells; batches judge
///     an embedding, and models that know batches are told of them
/// @param splits which cells train, watch and judge
/// @param seeds of splits and models, one or more, none twice
/// @param preparation what is done to the counts; learnt of the training cells of each split, the same for all models
/// @param skipUnsupported whether models that cannot do the task are left out; else they are refused
public record ComparisonTask(List<Estimator> models, Task task, Setup columns, SplitPlan splits, List<Long> seeds,
        PreparationConfig preparation, boolean skipUnsupported) {
    /// Share of the cells outside of a fold that says when to stop.
    public static final double WATCHED = 0.15;
    /// Folds where nothing else is asked for.
    public static final int FOLDS = 5;

    /// Checks the request.
    ///
    /// @throws IllegalArgumentException naming what is missing, repeated, or not supported
    public ComparisonTask {
        models = List.copyOf(models);
        seeds = List.copyOf(seeds);
        if (models.isEmpty()) {
            throw new IllegalArgumentException("models must be one or more but were none. Available models: "
                    + String.join(", ", Catalog.names()));
        }
        requireDifferent("models", models.stream().map(Estimator::name).toList());
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("seeds must be one or more but were none");
        }
        requireDifferent("seeds", seeds);
        if (task == Task.CLASSIFICATION && columns.labelsKey().isEmpty()) {
            throw new IllegalArgumentException("classification needs labels: say which column of obs has them");
        }
        if (!skipUnsupported) {
            models.forEach(model -> model.requireTask(task));
        } else if (models.stream().noneMatch(model -> model.tasks().contains(task))) {
            throw new IllegalArgumentException("models must have one that supports the task '" + task.label()
                    + "' but were " + models.stream().map(Estimator::name).toList());
        }
    }

    private static void requireDifferent(String what, List<?> values) {
        Set<Object> seen = new HashSet<>();
        for (Object value : values) {
            if (!seen.add(value)) {
                throw new IllegalArgumentException(what + " must be different but '" + value + "' stands twice");
            }
        }
    }

    /// Five folds, stratified by label for a classification, seed 0, log-normalized counts.
    public static ComparisonTask of(List<Estimator> models, Task task, Setup columns) {
        Spread spread = task == Task.CLASSIFICATION ? columns.labelsKey().<Spread>map(Spread.ByLabel::new)
                .orElse(new Spread.Freely()) : new Spread.Freely();
        return new ComparisonTask(models, task, columns, new SplitPlan.Folds(spread, FOLDS, WATCHED), List.of(0L),
                PreparationConfig.LOG_NORMALIZED, false);
    }

    /// The same on other splits.
    public ComparisonTask withSplits(SplitPlan other) {
        return new ComparisonTask(models, task, columns, other, seeds, preparation, skipUnsupported);
    }

    /// The same with other seeds.
    public ComparisonTask withSeeds(long... others) {
        return new ComparisonTask(models, task, columns, splits, Arrays.stream(others).boxed().toList(),
                preparation, skipUnsupported);
    }

    /// The same on cells made ready in another way.
    public ComparisonTask withPreparation(PreparationConfig other) {
        return new ComparisonTask(models, task, columns, splits, seeds, other, skipUnsupported);
    }

    /// The same without the models that cannot do the task.
    public ComparisonTask skippingUnsupported() {
        return new ComparisonTask(models, task, columns, splits, seeds, preparation, true);
    }

    /// The baseline that models are tested against.
    public String baseline() {
        return Catalog.baselines(task).getFirst().name();
    }

    /// All that take part: the baselines, unless a model of their name was given, and the models that can do the task.
    public List<Estimator> contestants() {
        List<Estimator> all = new ArrayList<>(Catalog.baselines(task).stream()
                .filter(one -> models.stream().noneMatch(model -> model.name().equals(one.name()))).toList());
        models.stream().filter(model -> model.tasks().contains(task)).forEach(all::add);
        return all;
    }

    /// Names of the models that are left out.
    public List<String> skipped() {
        return models.stream().filter(model -> !model.tasks().contains(task)).map(Estimator::name).toList();
    }
}
