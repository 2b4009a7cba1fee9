package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.data.CellTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures one training step.
@Command(
        name = "step",
        header = "Time of a training step, on made data, at 1 and at N threads.",
        description = "The checksum of the result must be the same at any number of threads.",
        sortOptions = false)
final class BenchStepCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one a core, at most 16.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--steps", paramLabel = "N", description = "Steps to measure. Default: ${DEFAULT-VALUE}.")
    private int steps = 400;

    @Option(names = "--warm-up", paramLabel = "N", description = "Steps before. Default: ${DEFAULT-VALUE}.")
    private int warm = 1_000;

    @Option(names = "--cells", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int cells = 10_240;

    @Option(names = "--genes", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int genes = 2_000;

    @Option(names = "--model", paramLabel = "NAME", split = ",",
            description = "Measure these networks of prepared cells instead: those that 'train' takes, with their "
                    + "defaults.")
    private List<String> networks = List.of();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    BenchStepCommand(Session session) {
        this.session = session;
    }

    /// One line of the result.
    private record Line(StepCase what, int threads, StepWatch.Measured measured) {}

    @Override
    public Integer call() {
        if (steps < 1 || warm < 0 || cells < BenchCase.BATCH || genes < 1) {
            throw new IllegalArgumentException("--steps and --genes must be at least 1, --warm-up at least 0 and --cells at "
                    + "least " + BenchCase.BATCH + " but were " + steps + ", " + genes + ", " + warm + " and " + cells);
        }
        int most = TrainingOptions.threads(threads);
        CellTable table = BenchCase.cells(cells, genes);
        List<Turns.Job<Line>> jobs = new ArrayList<>();
        for (StepCase what : cases()) {
            for (int t : IntStream.of(1, most).distinct().toArray()) {
                jobs.add(pass -> new Line(what, t, what.steps(table, session.device().apply(t), warm, steps, () -> {
                    pass.run();
                    session.screen().status("measuring by turns, now " + what.title() + " on " + t);
                })));
            }
        }
        session.screen().status("measuring by turns");
        List<Line> lines = Turns.run(jobs);
        session.screen().status("");
        Machine machine = Machine.of(session.device().apply(most));
        double density = table.counts().entries() / ((double) cells * genes);
        if (json) {
            Json.print(session.screen().out(), json(machine, density, lines));
        } else {
            print(machine, density, lines);
        }
        requireSame(lines);
        return ExitStatus.DONE.code();
    }

    private List<StepCase> cases() {
        return networks.isEmpty() ? List.copyOf(BenchCase.ALL)
                : networks.stream().<StepCase>map(NetworkCase::new).toList();
    }

    /// The promise that results do not depend on threads is worth more than a fast number.
    private static void requireSame(List<Line> lines) {
        for (Line line : lines) {
            for (Line other : lines) {
                if (line.what.equals(other.what) && !line.measured.weights().equals(other.measured.weights())) {
                    throw new IllegalStateException("the weights of " + line.what.title() + " differ between "
                            + line.threads + " and " + other.threads + " threads");
                }
            }
        }
    }

    private JsonObject json(Machine machine, double density, List<Line> lines) {
        JsonObject root = new JsonObject();
        root.add("machine", machine.json());
        JsonObject settings = new JsonObject();
        settings.addProperty("cells", cells);
        settings.addProperty("genes", genes);
        settings.addProperty("share_not_zero", density);
        settings.addProperty("batch_size", BenchCase.BATCH);
        if (networks.isEmpty()) {
            settings.addProperty("n_hidden", 128);
            settings.addProperty("n_latent", 10);
        }
        settings.addProperty("labels", BenchCase.LABELS);
        settings.addProperty("warm_up_steps", warm);
        settings.addProperty("steps", steps);
        root.add("settings", settings);
        JsonArray results = new JsonArray();
        for (Line line : lines) {
            JsonObject result = new JsonObject();
            result.addProperty("model", line.what.title());
            result.addProperty("threads", line.threads);
            result.addProperty("ms_median", line.measured.quantile(0.5));
            result.addProperty("ms_p10", line.measured.quantile(0.1));
            result.addProperty("ms_p90", line.measured.quantile(0.9));
            result.addProperty("cells_per_second", cellsPerSecond(line));
            result.add("loss", Json.number(line.measured.loss()));
            result.addProperty("weights_sha256", line.measured.weights());
            results.add(result);
        }
        root.add("results", results);
        return root;
    }

    private static double cellsPerSecond(Line line) {
        return BenchCase.BATCH * 1e3 / line.measured.quantile(0.5);
    }

    private void print(Machine machine, double density, List<Line> lines) {
        TextTable table = new TextTable(TextTable.Column.left("model"), TextTable.Column.right("threads"),
                TextTable.Column.right("ms/step"), TextTable.Column.right("10 % to 90 %"),
                TextTable.Column.right("cells/s"), TextTable.Column.right("loss"), TextTable.Column.left("weights"));
        for (Line line : lines) {
            table.row(line.what.title(), Integer.toString(line.threads),
                    Numbers.significant(line.measured.quantile(0.5), 3), Numbers.significant(line.measured.quantile(0.1),
                            3) + " to " + Numbers.significant(line.measured.quantile(0.9), 3),
                    Numbers.count(Math.round(cellsPerSecond(line))), Numbers.significant(line.measured.loss(), 8),
                    line.measured.weights().substring(0, 16));
        }
        session.screen().out().println(machine);
        session.screen().out().println(Numbers.count(genes) + " genes, " + Numbers.percent(density)
                + " not zero, batch " + BenchCase.BATCH + ", " + (networks.isEmpty() ? "hidden 128, latent 10, "
                + BenchCase.LABELS + " labels (scanvi); " : "default networks; ") + steps + " steps after " + warm);
        table.lines().forEach(session.screen().out()::println);
    }
}
