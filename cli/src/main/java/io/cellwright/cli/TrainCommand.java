package io.cellwright.cli;

import java.util.concurrent.Callable;

import io.cellwright.model.Task;
import io.cellwright.model.constant.MeanExpression;
import io.cellwright.model.constant.MostCommonClass;
import io.cellwright.model.logistic.LogisticClassifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `train` without a model: the help says which there are.
@Command(
        name = "train",
        header = "Train a model on the counts of a file.",
        synopsisSubcommandLabel = "MODEL",
        commandListHeading = "%nModels:%n")
final class TrainCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private TrainCommand(Session session) {
        this.session = session;
    }

    static CommandLine of(Session session) {
        return new CommandLine(new TrainCommand(session)).addSubcommand(new TrainScviCommand(session))
                .addSubcommand(new TrainScanviCommand(session))
                .addSubcommand("autoencoder", network(session, "autoencoder", Task.REPRESENTATION, "an embedding"), "ae")
                .addSubcommand("vae", network(session, "vae", Task.REPRESENTATION, "a variational embedding"))
                .addSubcommand("denoising_autoencoder", network(session, "denoising_autoencoder", Task.REPRESENTATION,
                        "an embedding that bears missing counts"), "dae")
                .addSubcommand("transformer_autoencoder", network(session, "transformer_autoencoder",
                        Task.REPRESENTATION, "an embedding by attention among patches of genes"), "transformer_ae")
                .addSubcommand("mlp_classifier", network(session, "mlp_classifier", Task.CLASSIFICATION,
                        "labels from labelled cells alone"), "classifier")
                .addSubcommand(new TrainPcaCommand(session))
                .addSubcommand(LogisticClassifier.NAME, new TrainLogisticCommand(session), "logistic")
                .addSubcommand(MostCommonClass.NAME, TrainMeanCommand.of(session, MostCommonClass.NAME,
                        Task.CLASSIFICATION, "the most common label", "obs/most_common_class_label, "
                                + "obs/most_common_class_confidence and uns/cellwright"), "majority")
                .addSubcommand(MeanExpression.NAME, TrainMeanCommand.of(session, MeanExpression.NAME,
                        Task.RECONSTRUCTION, "the mean expression", "uns/cellwright"), "mean");
    }

    private static CommandLine network(Session session, String model, Task task, String what) {
        String writes = task == Task.CLASSIFICATION ? "obs/" + model + "_label, obs/" + model + "_confidence"
                : "obsm/X_" + model;
        return TrainNetworkCommand.of(session, model, task, model + ": " + what + ".", writes);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(session.screen().err());
        return ExitStatus.REFUSED.code();
    }
}
