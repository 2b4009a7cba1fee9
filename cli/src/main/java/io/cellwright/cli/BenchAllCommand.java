package io.cellwright.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import com.google.gson.JsonObject;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures everything, one after the other.
@Command(
        name = "all",
        header = "All of these, one after the other, with their defaults.",
        sortOptions = false)
final class BenchAllCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one a core, at most 16.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--quick", description = "A little of each, to see that all work: the figures mean nothing.")
    private boolean quick;

    @Option(names = "--json", description = "Print the results as one JSON object.")
    private boolean json;

    BenchAllCommand(Session session) {
        this.session = session;
    }

    /// One of the others.
    ///
    /// @param name of the command
    /// @param measure does the work
    private record Part(String name, Supplier<Optional<? extends BenchResult>> measure) {}

    @Override
    public Integer call() {
        int most = TrainingOptions.threads(threads);
        Machine machine = Machine.of(session.device().apply(most));
        PrintStream out = session.screen().out();
        JsonObject root = new JsonObject();
        root.add("machine", machine.json());
        if (!json) {
            out.println(machine);
        }
        for (Part part : parts(machine, most)) {
            Optional<? extends BenchResult> found = part.measure.get();
            if (found.isEmpty()) {
                return ExitStatus.INTERRUPTED.code();
            }
            if (json) {
                JsonObject one = new JsonObject();
                found.get().addTo(one);
                root.add(part.name, one);
            } else {
                out.println();
                out.println("bench " + part.name);
                found.get().print(out);
            }
        }
        if (json) {
            Json.print(out, root);
        }
        return ExitStatus.DONE.code();
    }

    private List<Part> parts(Machine machine, int most) {
        return List.of(new Part("kernel", () -> Optional.of(set(new BenchKernelCommand(session), "--cells", "8", "--genes",
                        "48", "--rounds", "1", "--warm-up", "0", "--buffer", "1").measure(machine, most))),
                new Part("step", () -> Optional.of(set(new BenchStepCommand(session), "--cells", "128", "--genes", "48",
                        "--steps", "1", "--warm-up", "0").measure(most))),
                new Part("train", () -> set(new BenchTrainCommand(session), "--cells", "128", "--genes", "48", "--epochs",
                        "1").measure(most)),
                new Part("embed", () -> Optional.of(set(new BenchEmbedCommand(session), "--cells", "128", "--genes", "48",
                        "--passes", "1", "--warm-up", "0").measure(most))),
                new Part("load", () -> Optional.of(set(new BenchLoadCommand(session), "--cells", "128", "--genes", "48",
                        "--passes", "1").measure(most))));
    }

    /// Gives a command its defaults, or the words that make it quick.
    private <C> C set(C command, String... ifQuick) {
        new CommandLine(command).parseArgs(quick ? ifQuick
                : new String[0]);
        return command;
    }
}
