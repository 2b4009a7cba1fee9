package io.cellwright.cli;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.tensor.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures the machine's limits and, beside them, the kernels that take the time of a step.
@Command(
        name = "kernel",
        header = "Time of single kernels, and what share of the machine's limit each reaches.",
        description = {"The limits are measured on the spot, by turns with the kernels: multiply-adds in registers, reading "
                + "and writing in L2, in L3 and in memory. The best burst of each counts, and of a kernel the median: on a "
                + "machine that others use too, shares come out too low rather than too high.",
            "share: the least time, for the arithmetic or for the bytes, whichever is more, over the measured one."},
        sortOptions = false)
final class BenchKernelCommand implements Callable<Integer> {
    private static final int FAR_ROUNDS = 8;
    private static final long MOST_BUFFER = 1024;

    private final Session session;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one a core, at most 16.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--rounds", paramLabel = "N",
            description = "Rounds to measure, some 3 ms of each kernel in each. Default: ${DEFAULT-VALUE}.")
    private int rounds = 40;

    @Option(names = "--warm-up", paramLabel = "N", description = "Rounds before. Default: ${DEFAULT-VALUE}.")
    private int warm = 40;

    @Option(names = "--cells", paramLabel = "N", description = "Cells of a minibatch. Default: ${DEFAULT-VALUE}.")
    private int cells = BenchCase.BATCH;

    @Option(names = "--genes", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int genes = 2_000;

    @Option(names = "--buffer", paramLabel = "MB",
            description = "Buffer for the bandwidth of memory. Default: four times L3, at most " + MOST_BUFFER + ".")
    private Optional<Integer> buffer = Optional.empty();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    BenchKernelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int most = TrainingOptions.threads(threads);
        Machine machine = Machine.of(session.device().apply(most));
        measure(machine, most).print(session.screen().out(), machine, json);
        return ExitStatus.DONE.code();
    }

    /// Measures with one thread and with `most`.
    KernelResult measure(Machine machine, int most) {
        if (rounds < 1 || warm < 0 || cells < 2 || genes < 1 || buffer.filter(mb -> mb < 1).isPresent()) {
            throw new IllegalArgumentException("--rounds, --genes and --buffer must be at least 1, --warm-up at least 0 and "
                    + "--cells at least 2 but were " + rounds + ", " + genes + ", " + buffer.orElse(1) + ", " + warm
                    + " and " + cells);
        }
        CellTable table = BenchCase.cells(cells, genes);
        long bytes = buffer.map(mb -> (long) mb << 20)
                .orElseGet(() -> Math.min(MOST_BUFFER << 20, 4 * machine.cacheBytes(3)));
        try (Arena arena = Arena.ofShared()) {
            CeilingProbe.Buffer memory = CeilingProbe.Buffer.allocate(arena, bytes);
            List<CeilingProbe> probes = new ArrayList<>();
            List<KernelWatch> watches = new ArrayList<>();
            for (int t : IntStream.of(1, most).distinct().toArray()) {
                Device device = session.device().apply(t);
                probes.add(new CeilingProbe(device, machine, memory));
                KernelCases.of(device.kernels(), new KernelInputs(arena), table)
                        .forEach(kernel -> watches.add(new KernelWatch(kernel, t)));
            }
            measure(probes, watches);
            double density = table.counts().entries() / ((double) cells * genes);
            return new KernelResult(cells, genes, density, rounds, probes.stream().map(CeilingProbe::ceilings).toList(),
                    watches.stream().map(KernelWatch::measured).toList());
        }
    }

    private void measure(List<CeilingProbe> probes, List<KernelWatch> watches) {
        if (warm > 0) {
            session.screen().status("measuring the limits");
            probes.forEach(CeilingProbe::settle);
        }
        int farApart = Math.max(1, rounds / FAR_ROUNDS);
        for (int round = -warm; round < rounds; round++) {
            session.screen().status("measuring by turns, round " + (round + warm + 1) + " of " + (warm + rounds));
            for (CeilingProbe probe : probes) {
                probe.burst(round >= 0 && round % farApart == 0);
            }
            for (KernelWatch watch : watches) {
                watch.burst(round >= 0);
            }
        }
        session.screen().status("");
    }
}
