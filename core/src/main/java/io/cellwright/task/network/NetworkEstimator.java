package io.cellwright.task.network;

import java.util.List;
import java.util.function.UnaryOperator;

import io.cellwright.model.CellNetwork;
import io.cellwright.model.Models;
import io.cellwright.model.NetworkSettings;
import io.cellwright.model.Task;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Workspace;

/// A network of prepared cells, trained as {@link TaskRunner} does, on the split and the preparation that it is given.
///
/// @param name what it is called
/// @param tasks what it can be trained for
/// @param network makes it
/// @param settingsChange changes its defaults
/// @param fitting how it is fitted; its seed has no part
public record NetworkEstimator(String name, List<Task> tasks, NetworkFactory network,
        UnaryOperator<NetworkSettings> settingsChange, Fitting fitting) implements Estimator {
    /// Sizes for which a bundled network is made once to see what it can do.
    private static final NetworkSettings SAMPLE = NetworkSettings.of(64).withClasses(2);

    /// Copies the list.
    public NetworkEstimator {
        tasks = List.copyOf(tasks);
    }

    /// A bundled network by its name or alias, with its defaults.
    ///
    /// @throws IllegalArgumentException if there is none
    public static NetworkEstimator bundled(String nameOrAlias) {
        String name = Models.name(nameOrAlias);
        CellNetwork sample = Models.create(name, SAMPLE, new Parameters(new Workspace(Device.cpu(1))));
        return of(name, NetworkFactory.bundled(name), Task.of(sample).toArray(Task[]::new));
    }

    /// A network of one's own.
    ///
    /// @param tasks what it can be trained for
    public static NetworkEstimator of(String name, NetworkFactory network, Task... tasks) {
        return new NetworkEstimator(name, List.of(tasks), network, UnaryOperator.identity(), network.fitting());
    }

    /// The same under another name, so that one network can be compared with itself under other settings.
    public NetworkEstimator withName(String other) {
        return new NetworkEstimator(other, tasks, network, settingsChange, fitting);
    }

    /// The same with other settings: `vae.withSettings(s -> s.withKlWeight(0.001))`.
    public NetworkEstimator withSettings(UnaryOperator<NetworkSettings> change) {
        return new NetworkEstimator(name, tasks, network, s -> change.apply(settingsChange.apply(s)), fitting);
    }

    /// The same, trained by minibatches in another way: `vae.withFit(f -> f.withEpochs(20))`.
    ///
    /// @throws IllegalArgumentException if it is not trained by minibatches
    public NetworkEstimator withFit(UnaryOperator<FitOptions> change) {
        return new NetworkEstimator(name, tasks, network, settingsChange, change.apply(fitting.byMinibatches()));
    }

    /// Settings and options as they are written as records. What a factory of one's own does is not in it: change the
    /// name with the factory.
    @Override
    public String settings() {
        return settingsChange.apply(SAMPLE) + " " + fitting.withSeed(0);
    }

    @Override
    public Fitted fit(Assignment assignment) {
        NetworkTask task = NetworkTask.of(network, assignment.task()).withSettings(settingsChange)
                .withUnlabeledCategory(assignment.data().columns().unlabeledCategory())
                .withFitting(fitting.withSeed(assignment.seed()));
        return new TaskRunner(task, assignment.device(), assignment.interrupted(), assignment.callback())
                .fit(assignment.data());
    }
}
