package io.cellwright.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.cellwright.model.Task;
import io.cellwright.model.logistic.LogisticClassifier;
import io.cellwright.task.network.NetworkFactory;
import io.cellwright.task.network.NetworkTask;
import io.cellwright.task.network.RegressionFit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Fits a logistic regression, all at once.
@Command(
        name = LogisticClassifier.NAME,
        header = "logistic_regression: labels from labelled cells alone, by one linear map.",
        description = "Writes obs/logistic_regression_label, obs/logistic_regression_confidence and uns/cellwright, and "
                + "prints how good the labels are on cells held back.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class TrainLogisticCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrainFiles files = new TrainFiles();

    @Mixin
    private PreparedCellOptions cells = new PreparedCellOptions();

    @Mixin
    private HeldBackOptions heldBack = new HeldBackOptions();

    @Option(names = "--c", paramLabel = "X",
            description = "Inverse of the penalty on the weights, scikit-learn's C: less is more careful. Default: "
                    + "${DEFAULT-VALUE}.")
    private double c = RegressionFit.DEFAULT.c();

    @Mixin
    private NetworkRunOptions run = new NetworkRunOptions();

    TrainLogisticCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        files.takeConfig(spec);
        NetworkTask asked = cells.on(NetworkTask.of(NetworkFactory.bundled(LogisticClassifier.NAME), Task.CLASSIFICATION))
                .withSplit(heldBack.rule(0, cells.labelsKey(), run.seed()))
                .withFitting(new RegressionFit(c, run.seed()));
        return new NetworkJob(session, spec, new NetworkJob.Request(files, cells.matrix(), asked, Optional.empty(),
                run.memory(), run.threads())).run().code();
    }
}
