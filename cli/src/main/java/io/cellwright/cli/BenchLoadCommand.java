package io.cellwright.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.data.Blocks;
import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.CountRows;
import io.cellwright.data.Minibatches;
import io.cellwright.data.Room;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Measures how cells come to a model: from the file into memory, which holds all of them, and from there as
/// minibatches; and as minibatches straight from the file, in order and shuffled by blocks.
@Command(
        name = "load",
        header = "Cells a second from a file into memory, and in minibatches from memory and from the file.",
        description = "The file is most likely in the cache of the system: what is measured is reading it, not the disk.",
        sortOptions = false)
final class BenchLoadCommand implements Callable<Integer> {
    private static final int WARM_UP = 20;

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A file with counts in X. Default: made cells.")
    private Optional<Path> given = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "Default: one a core, at most 16.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--passes", paramLabel = "N",
            description = "How often all cells are read and passed. Default: ${DEFAULT-VALUE}.")
    private int passes = 9;

    @Option(names = "--cells", paramLabel = "N", description = "Of made cells. Default: ${DEFAULT-VALUE}.")
    private int cells = 20_000;

    @Option(names = "--genes", paramLabel = "N", description = "Of made cells. Default: ${DEFAULT-VALUE}.")
    private int genes = 2_000;

    @Option(names = "--from-file", description = "Leave memory out: for files that are larger.")
    private boolean fromFile;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    BenchLoadCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int most = TrainingOptions.threads(threads);
        Machine machine = Machine.of(session.device().apply(most));
        measure(most).print(session.screen().out(), machine, json);
        return ExitStatus.DONE.code();
    }

    /// Measures minibatches with one thread and with `most`; a file is read by one.
    LoadResult measure(int most) {
        if (passes < 1 || cells < 2 || genes < 1) {
            throw new IllegalArgumentException("--passes and --genes must be at least 1 and --cells at least 2 but were "
                    + passes + ", " + genes + " and " + cells);
        }
        if (given.isPresent()) {
            return measure(given.get(), most);
        }
        try {
            Path folder = Files.createTempDirectory("cellwright-");
            Path made = folder.resolve("cells.h5ad");
            try {
                H5adWriter.create(made, BenchCase.cells(cells, genes), Annotations.none());
                return measure(made, most);
            } finally {
                Files.deleteIfExists(made);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file could be made for cells; give a FILE", e);
        }
    }

    private LoadResult measure(Path path, int most) {
        List<LoadResult.Pass> stored = fromFile(path, most);
        return fromFile ? result(path, List.of(), stored) : withMemory(path, most, stored);
    }

    private LoadResult withMemory(Path path, int most, List<LoadResult.Pass> stored) {
        List<Double> read = new ArrayList<>();
        CellTable table = read(path);
        for (int i = 0; i < passes; i++) {
            session.screen().status("reading, " + (i + 1) + " of " + passes);
            long start = System.nanoTime();
            table = read(path);
            read.add(secondsSince(start));
        }
        CellData data = new CellData(table.counts(), CellData.Annotations.none(table.cells()));
        List<Passes> all = new ArrayList<>();
        for (int t : IntStream.of(1, most).distinct().toArray()) {
            all.add(new Passes("in order", data, session.device().apply(t), Minibatches.Order.GIVEN));
            all.add(new Passes("shuffled", data, session.device().apply(t),
                    Minibatches.Order.shuffled(0, Stream.SHUFFLE)));
        }
        for (int epoch = 0; epoch < WARM_UP + passes; epoch++) {
            session.screen().status("passing minibatches by turns");
            for (Passes one : all) {
                one.pass(epoch, epoch >= WARM_UP);
            }
        }
        session.screen().status("");
        List<LoadResult.Pass> passed = new ArrayList<>(all.stream().map(Passes::result).toList());
        passed.addAll(stored);
        return result(path, read, passed);
    }

    private LoadResult result(Path path, List<Double> read, List<LoadResult.Pass> minibatches) {
        try (CellFile file = CellFile.open(path)) {
            CountRows counts = file.rows(new MatrixRef.X());
            return new LoadResult(given.map(Path::toString).orElse(""), file.bytes(), counts.rows(), counts.columns(),
                    counts.entries(), read, minibatches, stored(counts).countsFingerprint());
        }
    }

    private static CellData stored(CountRows counts) {
        Room room = new Room(Runtime.getRuntime().maxMemory() / 2, bytes -> "Set CELLWRIGHT_JAVA_OPTS=-Xmx"
                + (2 * bytes / (1 << 20) + 1) + "m");
        return new CellData(counts, CellData.Annotations.none(counts.rows()), Blocks.USUAL, room);
    }

    /// Minibatches from the file, whose blocks are decoded by as many threads as there are.
    private List<LoadResult.Pass> fromFile(Path path, int most) {
        try (CellFile file = CellFile.open(path)) {
            CellData data = stored(file.rows(new MatrixRef.X()));
            Device device = session.device().apply(most);
            List<Passes> all = List.of(new Passes("in order, from the file", data, device, data.unshuffled()),
                    new Passes("shuffled by blocks, from the file", data, device, data.shuffled(0, Stream.SHUFFLE)));
            for (Passes one : all) {
                for (int epoch = 0; epoch <= passes; epoch++) {
                    session.screen().status("reading minibatches, " + epoch + " of " + passes);
                    one.pass(epoch, epoch > 0);
                }
            }
            session.screen().status("");
            return all.stream().map(Passes::result).toList();
        }
    }

    private static CellTable read(Path path) {
        try (CellFile file = CellFile.open(path)) {
            return file.table(new MatrixRef.X());
        }
    }

    /// Passes over all cells in minibatches, each of which is copied and forgotten.
    private static final class Passes {
        private final String order;
        private final CellData data;
        private final Workspace workspace;
        private final Minibatches minibatches;
        private final List<Double> seconds = new ArrayList<>();

        Passes(String order, CellData data, Device device, Minibatches.Order by) {
            this.order = order;
            this.data = data;
            this.workspace = new Workspace(device);
            this.minibatches = new Minibatches(IntStream.range(0, data.cells()).toArray(), BenchCase.BATCH, by,
                    Minibatches.Tail.KEEP);
        }

        void pass(int epoch, boolean measured) {
            long start = System.nanoTime();
            for (int[] rows : data.announced(minibatches.epoch(epoch))) {
                workspace.begin(false);
                data.minibatch(rows, workspace);
            }
            if (measured) {
                seconds.add(secondsSince(start));
            }
        }

        LoadResult.Pass result() {
            return new LoadResult.Pass(order, workspace.device().threads(), seconds);
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
