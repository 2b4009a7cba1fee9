package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;

/// What the launcher runs once after a build, to note in its cache which classes commands load and, where it has the
/// Vector API, how the code of training runs, which spares the compiler to find out. Not for users.
final class Rehearsal {
    private static final String FILE = "FILE";
    /// Commands that should start fast.
    static final List<List<String>> STARTS = List.of(List.of("--help"), List.of("inspect", FILE),
            List.of("inspect", "--json", FILE), List.of("schedule", "warmup(4) then cosine(8)"));
    /// As many as make {@link io.cellwright.task.WarmUp} pay: its steps are what is noted most of.
    static final String EPOCHS = "250";
    /// Commands that should soon run fast.
    static final List<List<String>> TRAINING = List.of(
            List.of("train", "scvi", FILE, "--in-place", "--max-epochs", EPOCHS),
            List.of("train", "scvi", FILE, "--in-place", "--max-epochs", EPOCHS, "--gene-likelihood", "zinb"),
            List.of("train", "scanvi", FILE, "--in-place", "--max-epochs", EPOCHS, "--labels-key", "cell_type"));
    static final int CELLS = 64;
    private static final int GENES = 32;

    private Rehearsal() {}

    /// Runs the commands that should start fast, on made cells in a folder that is gone afterwards.
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("cellwright-");
        Path file = folder.resolve("cells.h5ad");
        int status;
        try {
            Session session = Session.of(Screen.ofProcess());
            status = run(session, file, STARTS);
            if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
                status = Math.max(status, run(session, file, TRAINING));
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
        System.exit(status);
    }

    /// Makes the cells and runs commands.
    ///
    /// @param file where the made cells go, and the results of training
    /// @param commands words, with {@link #FILE} for the file
    /// @return the highest exit status of all commands
    static int run(Session session, Path file, List<List<String>> commands) {
        H5adWriter.create(file, cells(), Annotations.none());
        int worst = 0;
        for (List<String> command : commands) {
            List<String> words = command.stream().map(word -> word.replace(FILE, file.toString())).toList();
            worst = Math.max(worst, Main.run(Main.all(session), words, session.screen(),
                    Path.of(System.getProperty("java.io.tmpdir"))));
        }
        return worst;
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
