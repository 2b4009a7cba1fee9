package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.report.HistoryCsv;
import io.cellwright.report.HistoryFile;
import io.cellwright.report.TensorBoard;
import picocli.CommandLine.Option;

/// Where the metrics of a run go while it goes.
final class HistoryOptions {
    @Option(names = "--history", paramLabel = "FILE.csv",
            description = "Write metrics and decisions there while the run goes.")
    private Optional<Path> history = Optional.empty();

    @Option(names = "--tensorboard", paramLabel = "DIR",
            description = "Write an event file for TensorBoard there while the run goes.")
    private Optional<Path> tensorboard = Optional.empty();

    /// The files, opened.
    List<HistoryFile> open() {
        List<HistoryFile> files = new ArrayList<>();
        history.ifPresent(file -> files.add(HistoryCsv.create(file)));
        tensorboard.ifPresent(folder -> files.add(TensorBoard.create(folder, System::currentTimeMillis)));
        return files;
    }
}
