package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;

/// What the launcher runs once after a build, to note in its cache which classes commands load and which lambdas they
/// make, so that these are there at once. Not for users.
final class Rehearsal {
    private static final String FILE = "FILE";
    private static final String MODEL = "MODEL";
    /// Commands that should start fast.
    static final List<List<String>> STARTS = List.of(List.of("--help"), List.of("inspect", FILE),
            List.of("inspect", "--json", FILE), List.of("schedule", "warmup(4) then cosine(8)"));
    /// As many as make {@link io.cellwright.task.WarmUp} pay, whose classes are to be noted too.
    static final String EPOCHS = "250";
    /// Commands that compute, one for each kind of work.
    static final List<List<String>> COMPUTING = List.of(
            List.of("train", "scvi", FILE, "--in-place", "--max-epochs", EPOCHS, "--save", MODEL),
            List.of("train", "scvi", FILE, "--in-place", "--max-epochs", "2", "--gene-likelihood", "zinb"),
            List.of("train", "scanvi", FILE, "--in-place", "--max-epochs", "2", "--labels-key", "cell_type"),
            List.of("train", "vae", FILE, "--in-place", "--epochs", "2"),
            List.of("train", "logistic_regression", FILE, "--in-place", "--labels-key", "cell_type"),
            List.of("apply", MODEL, FILE, "--in-place"),
            List.of("umap", FILE, "--in-place", "--embedding", "X_scVI"),
            List.of("evaluate", FILE, "--embedding", "X_scVI", "--labels-key", "cell_type"));
    static final int CELLS = 64;
    private static final int GENES = 32;

    private Rehearsal() {}

    /// Runs all commands that the process has the modules for, on made cells in a folder that is gone afterwards.
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("cellwright-");
        int status;
        try {
            Session session = Session.of(Screen.ofProcess());
            status = run(session, folder, STARTS);
            if (status == ExitStatus.DONE.code() && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
                status = run(session, folder, COMPUTING);
            }
        } finally {
            delete(folder);
        }
        System.exit(status);
    }

    /// Makes the cells and runs commands.
    ///
    /// @param folder where the made cells go, and what commands write
    /// @param commands words, with {@link #FILE} for the file of the cells and {@link #MODEL} for the folder of a model
    /// @return the exit status of the first command that fails, or 0
    static int run(Session session, Path folder, List<List<String>> commands) {
        Path file = folder.resolve("cells.h5ad");
        H5adWriter.create(file, cells(), Annotations.none());
        for (List<String> command : commands) {
            List<String> words = command.stream().map(word -> switch (word) {
                case FILE -> file.toString();
                case MODEL -> folder.resolve("model").toString();
                default -> word;
            }).toList();
            int status = Main.run(Main.enough(session, words), words, session.screen(), folder);
            if (status != ExitStatus.DONE.code()) {
                return status;
            }
        }
        return ExitStatus.DONE.code();
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(folder)) {
            all = paths.toList();
        }
        for (Path path : all.reversed()) {
            Files.delete(path);
        }
    }

    /// Every second entry is a small count.
    private static CellTable cells() {
        int entries = CELLS * GENES / 2;
        long[] start = IntStream.rangeClosed(0, CELLS).mapToLong(i -> (long) i * GENES / 2).toArray();
        int[] column = IntStream.range(0, entries).map(e -> e * 2 % GENES).toArray();
        float[] value = new float[entries];
        for (int e = 0; e < entries; e++) {
            value[e] = 1 + e % 5;
        }
        int[] codes = IntStream.range(0, CELLS).map(i -> i % 3).toArray();
        Column type = new Column.Categorical("cell_type", codes, List.of("B", "T", "Unknown"), false);
        Column size = new Column.Numbers("size", IntStream.range(0, CELLS).asDoubleStream().toArray(), true);
        return new CellTable(new CsrMatrix(CELLS, GENES, start, column, value),
                new Frame(names("cell", CELLS), List.of(type, size)), new Frame(names("gene", GENES), List.of()));
    }

    private static List<String> names(String word, int count) {
        return IntStream.range(0, count).mapToObj(i -> word + i).toList();
    }
}
