package io.cellwright.cli;

import java.util.List;
import java.util.concurrent.Callable;

import io.cellwright.model.Task;
import io.cellwright.model.constant.MeanExpression;
import io.cellwright.model.constant.MostCommonClass;
import io.cellwright.model.logistic.LogisticClassifier;
import io.cellwright.model.pca.Pca;
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
    /// Every model of the registry.
    static final List<CommandNode> MODELS = List.of(CommandNode.of("scvi", TrainScviCommand::new),
            CommandNode.of("scanvi", TrainScanviCommand::new),
            network("autoencoder", Task.REPRESENTATION, "an embedding", "ae"),
            network("vae", Task.REPRESENTATION, "a variational embedding"),
            network("denoising_autoencoder", Task.REPRESENTATION, "an embedding that bears missing counts", "dae"),
            network("transformer_autoencoder", Task.REPRESENTATION,
                    "an embedding by attention among patches of genes", "transformer_ae"),
            network("mlp_classifier", Task.CLASSIFICATION, "labels from labelled cells alone", "classifier"),
            CommandNode.of(Pca.NAME, TrainPcaCommand::new),
            CommandNode.of(LogisticClassifier.NAME, TrainLogisticCommand::new, "logistic"),
            CommandNode.of(MostCommonClass.NAME, session -> TrainMeanCommand.of(session, MostCommonClass.NAME,
                    Task.CLASSIFICATION, "the most common label", "obs/most_common_class_label, "
                            + "obs/most_common_class_confidence and uns/cellwright"), "majority"),
            CommandNode.of(MeanExpression.NAME, session -> TrainMeanCommand.of(session, MeanExpression.NAME,
                    Task.RECONSTRUCTION, "the mean expression", "uns/cellwright"), "mean"));

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    TrainCommand(Session session) {
        this.session = session;
    }

    private static CommandNode network(String model, Task task, String what, String... aliases) {
        String writes = task == Task.CLASSIFICATION ? "obs/" + model + "_label, obs/" + model + "_confidence"
                : "obsm/X_" + model;
        return CommandNode.of(model, session -> TrainNetworkCommand.of(session, model, task, model + ": " + what + ".",
                writes), aliases);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(session.screen().err());
        return ExitStatus.REFUSED.code();
    }
}
