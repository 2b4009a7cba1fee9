package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.cellwright.data.DataException;
import io.cellwright.task.Simulation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows what the program does on data that it makes itself.
@Command(
        name = "demo",
        header = "Make data, train scVI and scANVI on it, label the cells, and say how well.",
        description = "Writes demo.h5ad, demo_labelled.h5ad, embedding.svg and report.html.",
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = {"-o", "--output"}, paramLabel = "DIR",
            description = "Folder for the files. Default: ${DEFAULT-VALUE}.")
    private Path folder = Path.of("cellwright-demo");

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Option(names = "--cells", hidden = true, description = "Fewer cells, for tests.")
    private Optional<Integer> cells = Optional.empty();

    @Option(names = "--epochs", hidden = true, description = "Fewer epochs, for tests.")
    private Optional<Integer> epochs = Optional.empty();

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            if (Files.exists(folder)) {
                throw new DataException(folder, "", "is a file", "Give the name of a folder with -o");
            }
            OutputFile.requireFolder(folder);
        }
        int workers = compute.threads();
        Simulation demo = Simulation.demo(seed);
        Simulation made = cells.map(demo::withCells).orElse(demo);
        DemoRun run = new DemoRun(session, made, session.device().apply(workers), epochs);
        Files.createDirectories(folder);
        return run.into(folder).code();
    }
}
