package io.cellwright.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.data.CellTable;
import io.cellwright.kernel.Limits;
import io.cellwright.model.Models;
import io.cellwright.task.network.FitOptions;
import io.cellwright.task.network.NetworkFactory;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.StepPart;
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
    /// Megabytes in which the limit of memory is measured: the arrays of a step are far from being larger.
    private static final long MOST_BUFFER = 256;

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

    @Option(names = "--labels", paramLabel = "N",
            description = "Cell types of the made cells; a step of scANVI goes through all. Default: ${DEFAULT-VALUE}.")
    private int labels = BenchCase.LABELS;

    @Option(names = "--batch-size", paramLabel = "N", description = "Cells of a minibatch. Default: ${DEFAULT-VALUE}.")
    private int batch = BenchCase.BATCH;

    @Option(names = "--hidden", paramLabel = "N",
            description = "Units of each hidden layer of scVI and scANVI. Default: " + BenchCase.HIDDEN + ".")
    private Optional<Integer> hidden = Optional.empty();

    @Option(names = "--layers", paramLabel = "N",
            description = "Hidden layers of each of their encoders and decoders. Default: 1.")
    private Optional<Integer> layers = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME", split = ",",
            description = "Measure these instead of all three: scvi-nb, scvi-zinb, scanvi-zinb; or networks of prepared "
                    + "cells, those that 'train' takes, with their defaults.")
    private List<String> models = List.of();

    @Option(names = "--parts",
            description = "Time the parts of a step too (minibatch, forward, loss, backward, update) and hold each against "
                    + "the limits of the machine, measured between the steps as 'bench kernel' does.")
    private boolean parts;

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
        if (steps < 1 || warm < 0) {
            throw new IllegalArgumentException("--steps must be at least 1 and --warm-up at least 0 but were " + steps
                    + " and " + warm);
        }
        StepSizes sizes = new StepSizes(cells, genes, labels, batch, hidden.orElse(BenchCase.HIDDEN), layers.orElse(1));
        List<StepCase> cases = cases(sizes);
        Optional<Baseline> earlier = against.map(Baseline::read);
        earlier.ifPresent(before -> before.requireSizes(sizes));
        CellTable table = sizes.make();
        if (cases.stream().anyMatch(StepCase::learnsLabels)) {
            sizes.requireKnownTypes(table);
        }
        settle(most);
        List<StepLine> lines = lines(cases, table, most);
        double density = table.counts().entries() / ((double) cells * genes);
        boolean networks = cases.stream().allMatch(NetworkCase.class::isInstance);
        return new StepResult(new StepResult.Settings(sizes, density, networks, warm, steps), lines, PeakMemory.bytes(),
                earlier);
    }

    private List<StepLine> lines(List<StepCase> cases, CellTable table, int most) {
        try (Arena arena = Arena.ofShared()) {
            Function<Device, Optional<CeilingProbe>> probe = parts ? probes(arena) : device -> Optional.empty();
            List<Turns.Job<StepLine>> jobs = new ArrayList<>();
            for (StepCase what : cases) {
                for (int t : IntStream.of(1, most).distinct().toArray()) {
                    jobs.add(pass -> line(what, table, session.device().apply(t), probe, pass));
                }
            }
            session.screen().status("measuring by turns");
            List<StepLine> lines = Turns.run(jobs);
            session.screen().status("");
            return lines;
        }
    }

    /// Makes probes of the limits, all in the same memory.
    private Function<Device, Optional<CeilingProbe>> probes(Arena arena) {
        Machine machine = Machine.of(session.device().apply(1));
        CeilingProbe.Buffer memory = CeilingProbe.Buffer.allocate(arena,
                Math.min(MOST_BUFFER << 20, 4 * machine.cacheBytes(3)));
        return device -> {
            CeilingProbe probe = new CeilingProbe(device, machine, memory);
            if (warm > 0) {
                probe.settle();
            }
            probe.burst(true);
            return Optional.of(probe);
        };
    }

    /// Each turn begins with bursts that measure limits, which are not a part of any step.
    private StepLine line(StepCase what, CellTable table, Device device, Function<Device, Optional<CeilingProbe>> probes,
            Runnable pass) {
        BestRate peak = CeilingProbe.arithmetic(Limits.of(device.kernels()));
        bursts(peak);
        Optional<CeilingProbe> probe = probes.apply(device);
        StepWatch.Measured measured = what.steps(table, device, new StepWatch(warm, steps, parts, () -> {
            pass.run();
            session.screen().status("measuring by turns, now " + what.title() + " on " + device.threads());
            bursts(peak);
            probe.ifPresent(limits -> limits.burst(false));
        }));
        return new StepLine(what, device.threads(), measured, what.productFlop(table), probe.map(limits -> {
            limits.burst(true);
            return new StepParts(measured, work(what, table, measured.memory().count()), limits.ceilings());
        }), peak.best());
    }

    private static Map<StepPart, Work> work(StepCase what, CellTable table, long weights) {
        Map<StepPart, Work> all = new EnumMap<>(StepPart.class);
        for (StepPart part : StepPart.values()) {
            what.work(table, part, weights).ifPresent(work -> all.put(part, work));
        }
        return all;
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

    private List<StepCase> cases(StepSizes sizes) {
        List<BenchCase> all = BenchCase.all(sizes);
        return models.isEmpty() ? List.copyOf(all) : models.stream().map(name -> all.stream()
                .filter(one -> one.word().equals(name)).<StepCase>map(one -> one).findFirst()
                .orElseGet(() -> network(name, all))).toList();
    }

    private static boolean takesSteps(String network) {
        return NetworkFactory.bundled(network).fitting() instanceof FitOptions;
    }

    private NetworkCase network(String name, List<BenchCase> others) {
        if (!Models.has(name)) {
            throw new IllegalArgumentException("Unknown model '" + name + "'. Available models: "
                    + Stream.concat(others.stream().map(BenchCase::word),
                            Models.names().stream().filter(BenchStepCommand::takesSteps))
                            .collect(Collectors.joining(", ")));
        }
        if (!takesSteps(name)) {
            throw new IllegalArgumentException("Model '" + name + "' has no steps to be measured: it is fitted at once");
        }
        if (hidden.isPresent() || layers.isPresent()) {
            throw new IllegalArgumentException("--hidden and --layers are those of scVI and scANVI, but " + name
                    + " is measured with its own; leave them out or name other models");
        }
        return new NetworkCase(name, batch);
    }
}
