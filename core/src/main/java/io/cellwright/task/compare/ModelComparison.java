package io.cellwright.task.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import io.cellwright.data.split.Split;
import io.cellwright.data.split.SplitRule;
import io.cellwright.model.Task;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.Judge;
import io.cellwright.task.estimator.Levels;
import io.cellwright.task.estimator.Score;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;
import io.cellwright.train.TrainingDivergedException;

/// Compares models: each is fitted and judged on each split of each seed, all on the same cells.
///
/// A finished run is kept at once. What was kept is used again where all that it depends on is the same: counts,
/// columns, split, preparation, the model's settings, seed, version of the program. So an interrupted comparison goes
/// on, and one with another model makes only what is missing.
///
/// @param task what is asked
/// @param folder where finished runs are kept; empty for nowhere
/// @param device where models compute; it does not change scores
/// @param interrupted asked often; when it says yes the comparison ends, without the run that it is in
/// @param watch who sees how far it is
/// @param callback who watches trainings
public record ModelComparison(ComparisonTask task, Optional<FinishedRuns> folder, Device device,
        BooleanSupplier interrupted, Watch watch, Callback callback) {
    /// On all cores; nothing is kept, nobody watches.
    public static ModelComparison of(ComparisonTask task) {
        return new ModelComparison(task, Optional.empty(), Device.cpu(), () -> false, Watch.NONE, Callback.NONE);
    }

    /// The same, with finished runs kept in a folder.
    public ModelComparison withFolder(FinishedRuns other) {
        return new ModelComparison(task, Optional.of(other), device, interrupted, watch, callback);
    }

    /// A split of a seed.
    private record Place(long seed, int fold, Split split, double seconds) {}

    /// Compares.
    ///
    /// @param cells raw counts of all cells
    /// @throws DataException if a column or the counts cannot be used, or a model diverges
    /// @throws IllegalArgumentException if there are too few cells for the splits
    /// @throws CancellationException if it was interrupted; what was finished is kept
    public Comparison run(CellTable cells) {
        int[] usable = SplitCells.usable(cells, task.columns(), task.task());
        List<Place> places = places(cells, usable);
        RunKeys keys = new RunKeys(task, cells);
        int total = places.size() * task.contestants().size();
        List<RunResult> runs = new ArrayList<>();
        for (Place place : places) {
            new AtPlace(cells, keys, place, total).run(runs);
        }
        Set<String> notes = new LinkedHashSet<>();
        places.forEach(place -> notes.addAll(place.split.notes()));
        List<Comparison.Contestant> contestants = task.contestants().stream()
                .map(model -> new Comparison.Contestant(model.name(), model.settings())).toList();
        return new Comparison(task.task(), task.splits().text(), task.preparation().toString(), keys.data(), contestants,
                task.baseline(), task.skipped(), runs, Summaries.of(runs, task.baseline()), List.copyOf(notes));
    }

    /// All splits, made and checked before anything is fitted.
    private List<Place> places(CellTable cells, int[] usable) {
        List<Place> places = new ArrayList<>();
        for (long seed : task.seeds()) {
            int fold = 1;
            for (SplitRule rule : task.splits().rules(seed)) {
                long start = System.nanoTime();
                Split split = rule.split(cells.obs(), usable);
                if (split.test().length == 0 && split.validation().length == 0) {
                    throw new IllegalArgumentException("each split must hold cells back to judge by but that of seed "
                            + seed + " (" + rule.text() + ") holds back none");
                }
                requireClasses(cells, split, rule);
                places.add(new Place(seed, fold++, split, (System.nanoTime() - start) / 1e9));
            }
        }
        return places;
    }

    private void requireClasses(CellTable cells, Split split, SplitRule rule) {
        if (task.task() == Task.CLASSIFICATION) {
            Levels labels = Levels.ofLabels(cells.selectRows(split.train()), task.columns().labelsKey().orElseThrow(),
                    task.columns().unlabeledCategory());
            if (labels.names().size() < 2) {
                throw new DataException("obs/" + labels.key(), "the training cells of a split have " + labels.names()
                        + " only (" + rule.text() + ")", "A classifier needs two classes or more: split in another way");
            }
        }
    }

    /// All models on one split; what is common to them is made when the first needs it.
    private final class AtPlace {
        private final CellTable cells;
        private final RunKeys keys;
        private final Place place;
        private final int total;
        private Optional<Judge> judge = Optional.empty();
        private Optional<SplitCells> data = Optional.empty();
        private double prepareSeconds;

        AtPlace(CellTable cells, RunKeys keys, Place place, int total) {
            this.cells = cells;
            this.keys = keys;
            this.place = place;
            this.total = total;
        }

        void run(List<RunResult> runs) {
            for (Estimator model : task.contestants()) {
                requireGoingOn();
                String key = keys.of(model, place.split, place.seed);
                Optional<RunResult> kept = folder.flatMap(f -> f.find(key));
                if (kept.isEmpty()) {
                    tell(runs.size(), model, false);
                }
                RunResult result = kept.orElseGet(() -> fit(model, key));
                runs.add(at(result));
                tell(runs.size(), model, kept.isPresent());
            }
        }

        /// The same run under the number that its split has here: a split of other folds may be the same cells.
        private RunResult at(RunResult result) {
            return new RunResult(result.key(), result.model(), place.seed, place.fold, result.cells(), result.scores(),
                    result.cost());
        }

        private void tell(int done, Estimator model, boolean kept) {
            watch.on(new Watch.Turn(done, total, model.name(), place.seed, place.fold, kept));
        }

        private SplitCells prepared() {
            return data.orElseGet(() -> {
                long start = System.nanoTime();
                SplitCells made = SplitCells.of(cells, task.columns(), place.split, task.preparation());
                prepareSeconds = place.seconds + (System.nanoTime() - start) / 1e9;
                data = Optional.of(made);
                judge = Optional.of(Judge.of(made, task.task(), device));
                return made;
            });
        }

        private RunResult fit(Estimator model, String key) {
            SplitCells ready = prepared();
            OptionalLong before = ProcessMemory.begin();
            long start = System.nanoTime();
            Fitted fitted = fitted(model, ready);
            long end = System.nanoTime();
            OptionalLong peak = before.isPresent() ? ProcessMemory.peak() : before;
            requireGoingOn();
            List<Score> scores = judge.orElseThrow().scores(fitted);
            requireGoingOn();
            RunResult.Cost cost = new RunResult.Cost(prepareSeconds, (end - start) / 1e9, (System.nanoTime() - end) / 1e9,
                    before, peak);
            Split split = place.split;
            RunResult result = new RunResult(key, model.name(), place.seed, place.fold,
                    new RunResult.Cells(split.train().length, split.test().length == 0 ? 0 : split.validation().length,
                            ready.judging().length), scores, cost);
            folder.ifPresent(f -> f.keep(result));
            return result;
        }

        private Fitted fitted(Estimator model, SplitCells ready) {
            try {
                return model.fit(new Assignment(ready, task.task(), place.seed, device, interrupted, callback));
            } catch (TrainingDivergedException diverged) {
                DataException named = new DataException("model " + model.name() + ", seed " + place.seed + ", split "
                        + place.fold, diverged.found(), "Give it a smaller learning rate; finished runs are kept");
                named.initCause(diverged);
                throw named;
            }
        }

        private void requireGoingOn() {
            if (interrupted.getAsBoolean()) {
                throw new CancellationException("interrupted while models were compared");
            }
        }
    }
}
