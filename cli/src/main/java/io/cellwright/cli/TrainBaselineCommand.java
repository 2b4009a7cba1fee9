package io.cellwright.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cellwright.model.Models;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Says why a model of `compare` is none of `train`.
@Command(hidden = true)
final class TrainBaselineCommand implements Callable<Integer> {
    private final String model;

    private TrainBaselineCommand(String model) {
        this.model = model;
    }

    /// The command, whatever options follow.
    static CommandLine of(String model) {
        CommandLine line = new CommandLine(new TrainBaselineCommand(model)).setUnmatchedArgumentsAllowed(true);
        line.getCommandSpec().usageMessage().header(model + ": a baseline of 'compare', which is not trained.");
        return line;
    }

    @Override
    public Integer call() {
        throw new IllegalArgumentException("'" + model + "' answers the same for all cells, so there is nothing to save: it "
                + "stands beside the results of 'train' and of 'cellwright compare'. 'train' takes "
                + Stream.concat(Stream.of("scvi", "scanvi"), Models.names().stream()).collect(Collectors.joining(", ")));
    }
}
