package io.cellwright.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.cellwright.model.Task;
import io.cellwright.model.pca.Pca;
import io.cellwright.task.network.NetworkFactory;
import io.cellwright.task.network.NetworkTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Fits principal components, all at once.
@Command(
        name = Pca.NAME,
        header = "pca: principal components, found at once.",
        description = "Writes obsm/X_pca and uns/cellwright, and prints how good the components are on cells held back. "
                + "--test-size 0 fits them to all cells, as scanpy does.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class TrainPcaCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrainFiles files = new TrainFiles();

    @Option(names = "--task", paramLabel = "NAME",
            description = "What they are judged for: representation or reconstruction. Default: ${DEFAULT-VALUE}.")
    private String task = Task.REPRESENTATION.label();

    @Mixin
    private PreparedCellOptions cells = new PreparedCellOptions();

    @Mixin
    private HeldBackOptions heldBack = new HeldBackOptions();

    @Option(names = {"--latent-dim", "--n-comps"}, paramLabel = "N",
            description = "Number of components. Default: 50, or as many as there are where those are fewer.")
    private Optional<Integer> components = Optional.empty();

    @Mixin
    private NetworkRunOptions run = new NetworkRunOptions();

    TrainPcaCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        files.takeConfig(spec);
        NetworkTask asked = cells.on(NetworkTask.of(NetworkFactory.bundled(Pca.NAME), Task.of(task)))
                .withSettings(s -> components.map(s::withLatent).orElse(s))
                .withSplit(heldBack.rule(0, Optional.empty(), run.seed())).withSeed(run.seed());
        return new NetworkJob(session, spec, new NetworkJob.Request(files, cells.matrix(), asked, Optional.empty(),
                run.memory(), run.threads())).run().code();
    }
}
