package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.kernel.Limits;
import io.cellwright.tensor.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures one training step.
@Command(
        name = "step",
        header = "Time of a training step, on made data, at 1 and at N threads.",
        description = {"The checksum of the result must be the same at any number of threads.",
            "share: the least time for the products of matrices in a step, at the peak that the same threads reach with "
                    + "multiply-adds between the steps, over the time of the step."},
        sortOptions = false)
final class BenchStepCommand implements Callable<Integer> {
    private static final int BURSTS = 8;

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

    @Option(names = "--against", paramLabel = "FILE",
            description = "Say what has become slower by more than 10 %% since this baseline was written. Compared is the "
                    + "time of a step over that of multiply-adds in the same run.")
    private Optional<Path> against = Optional.empty();

    @Option(names = "--strict", description = "End with status 3 if something has become slower.")
    private boolean strict;

    @Option(names = "--write-baseline", paramLabel = "FILE", description = "Keep the figures for --against.")
    private Optional<Path> baseline = Optional.empty();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    BenchStepCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (strict && against.isEmpty()) {
            throw new IllegalArgumentException("--strict needs --against, which says what to compare with");
        }
        int most = TrainingOptions.threads(threads);
        StepResult result = measure(most);
        Machine machine = Machine.of(session.device().apply(most));
        result.print(session.screen().out(), machine, json);
        result.requireSame();
        baseline.ifPresent(file -> Baseline.of(machine, result).write(file));
        return strict && result.isSlower() ? ExitStatus.MISSED.code() : ExitStatus.DONE.code();
    }

    /// Measures with one thread and with `most`.
    StepResult measure(int most) {
        if (steps < 1 || warm < 0 || cells < BenchCase.BATCH || genes < 1) {
            throw new IllegalArgumentException("--steps and --genes must be at least 1, --warm-up at least 0 and --cells at "
                    + "least " + BenchCase.BATCH + " but were " + steps + ", " + genes + ", " + warm + " and " + cells);
        }
        Optional<Baseline> earlier = against.map(Baseline::read);
        earlier.ifPresent(before -> before.requireSizes(cells, genes));
        CellTable table = BenchCase.cells(cells, genes);
        settle(most);
        List<Turns.Job<StepLine>> jobs = new ArrayList<>();
        for (StepCase what : cases()) {
            for (int t : IntStream.of(1, most).distinct().toArray()) {
                jobs.add(pass -> line(what, table, t, pass));
            }
        }
        session.screen().status("measuring by turns");
        List<StepLine> lines = Turns.run(jobs);
        session.screen().status("");
        double density = table.counts().entries() / ((double) cells * genes);
        return new StepResult(new StepResult.Settings(cells, genes, density, !networks.isEmpty(), warm, steps), lines,
                earlier);
    }

    /// Each turn begins with a burst of multiply-adds, which is not a part of any step.
    private StepLine line(StepCase what, CellTable table, int t, Runnable pass) {
        Device device = session.device().apply(t);
        BestRate peak = CeilingProbe.arithmetic(Limits.of(device.kernels()));
        bursts(peak);
        StepWatch.Measured measured = what.steps(table, device, warm, steps, () -> {
            pass.run();
            session.screen().status("measuring by turns, now " + what.title() + " on " + t);
            bursts(peak);
        });
        return new StepLine(what, t, measured, what.productFlop(table), peak.best());
    }

    /// Compiles the multiply-adds, which are the same code for all cases.
    private void settle(int most) {
        if (warm > 0) {
            CeilingProbe.arithmetic(Limits.of(session.device().apply(most).kernels())).settle();
        }
    }

    private static void bursts(BestRate peak) {
        for (int i = 0; i < BURSTS; i++) {
            peak.burst();
        }
    }

    private List<StepCase> cases() {
        return networks.isEmpty() ? List.copyOf(BenchCase.ALL)
                : networks.stream().<StepCase>map(NetworkCase::new).toList();
    }
}
