package io.cellwright.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.cellwright.checkpoint.CheckpointFolder;
import io.cellwright.checkpoint.Interval;
import picocli.CommandLine.Option;

/// Where states of a run are kept, and which one to go on from.
final class CheckpointOptions {
    private static final String SUFFIX = ".checkpoints";

    @Option(names = "--checkpoints", paramLabel = "DIR",
            description = "Keep states of the run in DIR, to go on from after a crash or Ctrl-C. Default with --save "
                    + "MODEL: MODEL" + SUFFIX + ", deleted when the run has ended.")
    private Optional<Path> checkpoints = Optional.empty();

    @Option(names = "--checkpoint-every", paramLabel = "INTERVAL",
            description = "How often, such as 1min, 1000steps or 10epochs. Default: 5min.")
    private Optional<String> every = Optional.empty();

    @Option(names = "--keep-checkpoints", paramLabel = "N",
            description = "How many states are kept. Default: " + CheckpointFolder.KEPT + ".")
    private Optional<Integer> kept = Optional.empty();

    @Option(names = "--resume", paramLabel = "DIR",
            description = "Go on with the run whose states are in DIR, at the very step. The file and all options must be "
                    + "those that it was begun with, but --max-epochs may be larger.")
    private Optional<Path> resume = Optional.empty();

    /// Opens the folder, if the run is to have one.
    ///
    /// @param save where the model is saved
    Optional<RunFolder> open(Optional<Path> save) {
        if (resume.isPresent() && checkpoints.isPresent() && !resume.equals(checkpoints)) {
            throw new IllegalArgumentException("--resume and --checkpoints must name the same folder but were "
                    + resume.get() + " and " + checkpoints.get() + "; --resume alone will do");
        }
        Optional<Path> besideModel = save.map(CheckpointOptions::beside);
        Optional<Path> dir = resume.map(CheckpointOptions::existing).or(() -> checkpoints).or(() -> besideModel);
        if (dir.isEmpty()) {
            if (every.isPresent() || kept.isPresent()) {
                throw new IllegalArgumentException("nothing says where states of the run are kept: give --checkpoints DIR "
                        + "too");
            }
            return Optional.empty();
        }
        Interval interval = every.map(Interval::parse).orElse(Interval.usual());
        boolean temporary = checkpoints.isEmpty() && besideModel.equals(dir);
        return Optional.of(new RunFolder(CheckpointFolder.open(dir.get(), kept.orElse(CheckpointFolder.KEPT)), interval,
                resume.isPresent(), temporary));
    }

    private static Path beside(Path model) {
        return model.resolveSibling(model.getFileName() + SUFFIX);
    }

    /// The folder itself, or the one beside it where it is a model's.
    private static Path existing(Path dir) {
        Path beside = beside(dir);
        if (!dir.toString().endsWith(SUFFIX) && Files.isDirectory(beside)) {
            return beside;
        }
        if (!Files.isDirectory(dir)) {
            throw new IllegalArgumentException("--resume must name a folder with checkpoints but there is no folder "
                    + dir);
        }
        return dir;
    }
}
