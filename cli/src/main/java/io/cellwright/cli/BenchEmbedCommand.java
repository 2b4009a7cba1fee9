package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.kernel.Limits;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures how fast a model embeds cells, when both are in memory. The model has its first weights: what they are does
/// not matter for the time.
@Command(
        name = "embed",
        header = "Cells a second that scVI embeds in memory, at 1 and at N threads.",
        description = {"The checksum of the embedding must be the same at any number of threads.",
            "share: the least time for the products of matrices of a pass, at the peak that the same threads reach with "
                    + "multiply-adds between the passes, over the time of the pass."},
        sortOptions = false)
final class BenchEmbedCommand implements Callable<Integer> {
    private static final int BURSTS = 8;

    private final Session session;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one a core, at most 16.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--passes", paramLabel = "N",
            description = "How often all cells are embedded. Default: ${DEFAULT-VALUE}.")
    private int passes = 25;

    @Option(names = "--warm-up", paramLabel = "N", description = "Passes before. Default: ${DEFAULT-VALUE}.")
    private int warm = 25;

    @Option(names = "--cells", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int cells = 20_000;

    @Option(names = "--genes", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int genes = 2_000;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    BenchEmbedCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int most = TrainingOptions.threads(threads);
        EmbedResult result = measure(most);
        result.print(session.screen().out(), Machine.of(session.device().apply(most)), json);
        result.requireSame();
        return ExitStatus.DONE.code();
    }

    /// Measures with one thread and with `most`.
    EmbedResult measure(int most) {
        if (passes < 1 || warm < 0 || cells < 2 || genes < 1) {
            throw new IllegalArgumentException("--passes and --genes must be at least 1, --warm-up at least 0 and --cells "
                    + "at least 2 but were " + passes + ", " + genes + ", " + warm + " and " + cells);
        }
        BenchCase what = new BenchCase(Kind.SCVI, Likelihood.NB, new StepSizes(cells, genes, BenchCase.LABELS,
                Math.min(cells, BenchCase.BATCH), BenchCase.HIDDEN, 1));
        CellTable table = what.sizes().make();
        Registry registry = what.registry(table);
        CellData data = registry.encode(table);
        List<Passes> all = new ArrayList<>();
        for (int t : IntStream.of(1, most).distinct().toArray()) {
            all.add(new Passes(what.model(registry, session.device().apply(t))));
        }
        for (int i = 0; i < warm + passes; i++) {
            session.screen().status("embedding by turns, " + (i + 1) + " of " + (warm + passes));
            for (Passes one : all) {
                one.pass(data, i >= warm);
            }
        }
        session.screen().status("");
        return new EmbedResult(cells, genes, table.counts().entries(), warm, all.stream().map(Passes::line).toList());
    }

    /// Passes over all cells on some threads, with bursts of multiply-adds between them.
    private static final class Passes {
        private final CellModel model;
        private final BestRate peak;
        private final List<Double> seconds = new ArrayList<>();
        private float[] embedding = {};

        Passes(CellModel model) {
            this.model = model;
            this.peak = CeilingProbe.arithmetic(Limits.of(device().kernels()));
        }

        private Device device() {
            return model.parameters().workspace().device();
        }

        void pass(CellData data, boolean measured) {
            for (int i = 0; i < BURSTS; i++) {
                peak.burst();
            }
            long start = System.nanoTime();
            embedding = model.embed(data);
            if (measured) {
                seconds.add((System.nanoTime() - start) / 1e9);
            }
        }

        EmbedResult.Line line() {
            return new EmbedResult.Line(device().threads(), List.copyOf(seconds), peak.best(), EmbedResult.sha256(embedding));
        }
    }
}
