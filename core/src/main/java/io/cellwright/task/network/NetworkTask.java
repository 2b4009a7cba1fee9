package io.cellwright.task.network;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;
import io.cellwright.model.NetworkSettings;
import io.cellwright.model.Task;
import io.cellwright.task.Setup;

/// What is to be done: which network learns what, from which cells, made ready how.
///
/// @param network makes the network
/// @param task what it is trained for
/// @param settings changes the network's defaults
/// @param labelsKey column of `obs` with the classes
/// @param unlabeledCategory what stands there for cells without one
/// @param batchKey column of `obs` with experimental batches; the network is told of them
/// @param preparation what is done to the counts before the network sees them
/// @param split which cells train, watch and judge; open: 15 % for the test and, where minibatches train, as many for
///     validation, stratified by class where the task is to tell it, else at random
/// @param fit how it is fitted
public record NetworkTask(NetworkFactory network, Task task, UnaryOperator<NetworkSettings> settings,
        Optional<String> labelsKey, String unlabeledCategory, Optional<String> batchKey, PreparationConfig preparation,
        Optional<SplitRule> split, Fitting fit) {
    /// A network and a task, with scDLKit's defaults, on log-normalized counts, fitted as the network usually is. scDLKit
    /// takes whatever stands in X.
    public static NetworkTask of(NetworkFactory network, Task task) {
        return new NetworkTask(network, task, UnaryOperator.identity(), Optional.empty(), Setup.UNKNOWN,
                Optional.empty(), PreparationConfig.LOG_NORMALIZED, Optional.empty(), network.fitting());
    }

    /// The same with names.
    ///
    /// @throws IllegalArgumentException if there is no such model or task
    public static NetworkTask of(String model, String task) {
        return of(NetworkFactory.bundled(model), Task.of(task));
    }

    /// The same with other settings of the network: `task.withSettings(s -> s.withLatent(10))`.
    public NetworkTask withSettings(UnaryOperator<NetworkSettings> change) {
        return new NetworkTask(network, task, s -> change.apply(settings.apply(s)), labelsKey, unlabeledCategory,
                batchKey, preparation, split, fit);
    }

    /// The same with the classes of this column.
    public NetworkTask withLabels(String key) {
        return new NetworkTask(network, task, settings, Optional.of(key), unlabeledCategory, batchKey, preparation,
                split, fit);
    }

    /// The same with another word for cells without a class.
    public NetworkTask withUnlabeledCategory(String word) {
        return new NetworkTask(network, task, settings, labelsKey, word, batchKey, preparation, split, fit);
    }

    /// The same with the batches of this column.
    public NetworkTask withBatches(String key) {
        return new NetworkTask(network, task, settings, labelsKey, unlabeledCategory, Optional.of(key), preparation,
                split, fit);
    }

    /// The same with cells made ready in another way.
    public NetworkTask withPreparation(PreparationConfig other) {
        return new NetworkTask(network, task, settings, labelsKey, unlabeledCategory, batchKey, other, split, fit);
    }

    /// The same with another split.
    public NetworkTask withSplit(SplitRule other) {
        return new NetworkTask(network, task, settings, labelsKey, unlabeledCategory, batchKey, preparation,
                Optional.of(other), fit);
    }

    /// The same, trained by minibatches in another way: `task.withFit(f -> f.withEpochs(20))`.
    ///
    /// @throws IllegalArgumentException if it is not trained by minibatches
    public NetworkTask withFit(UnaryOperator<FitOptions> change) {
        return withFitting(change.apply(fit.byMinibatches()));
    }

    /// The same, fitted in this way, such as `RegressionFit.DEFAULT.withC(0.1)`.
    public NetworkTask withFitting(Fitting other) {
        return new NetworkTask(network, task, settings, labelsKey, unlabeledCategory, batchKey, preparation, split,
                other);
    }

    /// The same with another seed.
    public NetworkTask withSeed(long other) {
        return withFitting(fit.withSeed(other));
    }

    /// Which columns mean what.
    Setup columns() {
        return new Setup(batchKey, labelsKey, unlabeledCategory, Optional.empty(), List.of(), List.of());
    }

    /// The split that was asked for, or the usual one.
    SplitRule splitRule() {
        return split.orElseGet(() -> new SplitRule.Holdout(task == Task.CLASSIFICATION
                ? labelsKey.<Spread>map(Spread.ByLabel::new).orElse(new Spread.Freely()) : new Spread.Freely(),
                sizes(), fit.seed()));
    }

    /// Nobody watches a fit at once, so no cells are taken from training for it.
    private Sizes sizes() {
        return switch (fit) {
            case FitOptions minibatches -> Sizes.DEFAULT;
            case ComponentsFit components -> new Sizes(0, Sizes.DEFAULT.test());
            case RegressionFit regression -> new Sizes(0, Sizes.DEFAULT.test());
            case MeanFit mean -> new Sizes(0, Sizes.DEFAULT.test());
        };
    }
}
