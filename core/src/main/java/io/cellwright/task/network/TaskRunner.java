package io.cellwright.task.network;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import io.cellwright.data.Minibatches;
import io.cellwright.data.prepare.PreparedCells;
import io.cellwright.data.split.Split;
import io.cellwright.model.CellNetwork;
import io.cellwright.model.NetworkSettings;
import io.cellwright.model.Task;
import io.cellwright.plan.NetworkPlan;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.task.estimator.Levels;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.Callback;
import io.cellwright.train.Control;
import io.cellwright.train.EarlyStopping;
import io.cellwright.train.KeepBest;
import io.cellwright.train.Mode;
import io.cellwright.train.TrainEvent;
import io.cellwright.train.TrainResult;
import io.cellwright.train.Trainer;
import io.cellwright.train.TrainerConfig;

/// Runs a {@link NetworkTask} on a table of raw counts: splits the cells, learns of the training cells alone how to make
/// any cells ready, makes the network, and fits it: by minibatches, or at once, as its {@link Fitting} says.
///
/// Source: scDLKit 0.1.7, `TaskRunner` and `Trainer`. The defects that it does not share: the seed governs the first
/// weights too; nothing is learnt of validation or test cells; a loss that is not a number ends the run with an
/// exception; means are over cells, not over minibatches; validation records no gradients.
///
/// @param task what is to be done
/// @param device where it computes
/// @param interrupted asked after each step; when it says yes the run ends there. A fit at once goes to its end
/// @param callback who watches
public record TaskRunner(NetworkTask task, Device device, BooleanSupplier interrupted, Callback callback) {
    private static final String VALIDATION_LOSS = "validation_loss";

    /// On all cores, with nobody watching.
    public static TaskRunner of(NetworkTask task) {
        return new TaskRunner(task, Device.cpu(), () -> false, Callback.NONE);
    }

    /// Prepares and fits.
    ///
    /// @throws DataException if the data cannot be trained on; nothing has happened then
    /// @throws IllegalArgumentException if the network cannot do the task, or a setting is out of range
    public TrainedNetwork fit(CellTable cells) {
        return fit(prepare(cells));
    }

    /// The cells as the task wants them, split and ready.
    ///
    /// @throws DataException if the data cannot be trained on
    public SplitCells prepare(CellTable cells) {
        int[] usable = SplitCells.usable(cells, task.columns(), task.task());
        Split split = task.splitRule().split(cells.obs(), usable);
        return SplitCells.of(cells, task.columns(), split, task.preparation());
    }

    /// Fits to cells that are split and ready; what the task says of columns, split and preparation has no part.
    ///
    /// @throws IllegalArgumentException if the network cannot do the task, or a setting is out of range
    public TrainedNetwork fit(SplitCells data) {
        sayWhatIsNotLearnt(data);
        NetworkSettings settings = settings(data);
        Parameters parameters = new Parameters(new Workspace(device));
        CellNetwork network = task.network().create(settings, parameters);
        task.task().require(network);
        parameters.allocate(task.fit().seed());
        NetworkAbout about = new NetworkAbout(network.name(), task.task(), settings, data.preparation(), data.labels(),
                data.batches(), data.split());
        TrainedNetwork trained = new TrainedNetwork(network, about, Optional.empty());
        return switch (task.fit()) {
            case FitOptions minibatches -> trained.withHistory(
                    train(trained.source(data.cells(), data.prepared()), network, data.split(), minibatches).history());
            case ComponentsFit components -> {
                components.fit(network, data);
                yield trained;
            }
            case RegressionFit regression -> {
                regression.fit(network, data, callback);
                yield trained;
            }
            case MeanFit mean -> {
                mean.fit(network, data);
                yield trained;
            }
        };
    }

    private NetworkSettings settings(SplitCells data) {
        PreparedCells prepared = data.prepared();
        NetworkSettings asked = task.settings().apply(NetworkSettings.of(prepared.genes().size())
                .withSparse(!prepared.isCentred()).withBatches(levels(data.batches(), 1))
                .withClasses(levels(data.labels(), 0)));
        return task.fit() instanceof ComponentsFit ? ComponentsFit.settled(asked, data.split().train().length) : asked;
    }

    private static int levels(Optional<Levels> levels, int none) {
        return levels.map(l -> l.names().size()).orElse(none);
    }

    /// A class that no training cell has will not be found in others either.
    private void sayWhatIsNotLearnt(SplitCells data) {
        if (task.task() != Task.CLASSIFICATION) {
            return;
        }
        List<String> names = data.requiredLabels().names();
        int[] count_c = new int[names.size()];
        for (int label : data.labelsOf(data.split().train())) {
            if (label >= 0) {
                count_c[label]++;
            }
        }
        String without = IntStream.range(0, count_c.length).filter(c -> count_c[c] == 0)
                .mapToObj(c -> "'" + names.get(c) + "'").collect(Collectors.joining(", "));
        if (!without.isEmpty()) {
            callback.on(new TrainEvent.Decided(Progress.START, "no training cell is " + without
                    + "; no cell will be called so"));
        }
    }

    private TrainResult train(PreparedSource source, CellNetwork network, Split split, FitOptions fit) {
        if (network.parameters().trainedCount() == 0) {
            throw new IllegalArgumentException("Model '" + network.name() + "' has no weights that minibatches could "
                    + "train");
        }
        NetworkPlan plan = NetworkPlan.of(task.task(), network, source, fit.plan());
        Minibatches train = new Minibatches(split.train(), fit.batchSize(),
                Minibatches.Order.shuffled(fit.seed(), Stream.SHUFFLE), Minibatches.Tail.KEEP);
        List<int[]> validation = split.validation().length == 0 ? List.of()
                : new Minibatches(split.validation(), fit.batchSize(), Minibatches.Order.GIVEN, Minibatches.Tail.KEEP)
                        .epoch(0);
        return Trainer.of(new TrainerConfig(Span.epochs(fit.epochs()), control(fit, !validation.isEmpty()), fit.seed()),
                interrupted, callback).fit(plan, train::epoch, validation);
    }

    /// What was asked for; without validation cells nothing can be watched.
    private static Control control(FitOptions fit, boolean validates) {
        Control control = fit.control();
        if (!validates) {
            return control;
        }
        control = control.validating();
        OptionalInt patience = fit.patience();
        if (patience.isPresent() && control.earlyStopping().isEmpty()) {
            control = control.withEarlyStopping(new EarlyStopping(VALIDATION_LOSS, 0,
                    Math.max(1, patience.getAsInt()), 0, Mode.MIN));
        }
        return fit.keepBest() && control.keepBest().isEmpty()
                ? control.withKeepBest(new KeepBest(VALIDATION_LOSS, Mode.MIN)) : control;
    }
}
