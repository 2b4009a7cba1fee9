package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class InspectCommandTest {
    private static final int CELLS = 12;
    private static final int GENES = 3;

    private final CapturedScreen captured = new CapturedScreen(0);

    @TempDir
    Path folder;

    @Test
    void tellsWhatIsInTheFile() throws IOException {
        assertThat(inspect(file("cells.h5ad", 1))).isZero();
        assertThat(captured.out().lines()).contains(
                "cell_type  categorical       3           B (5), T (4), Unknown (3)",
                "quality    real                       1  -2 to 8",
                "matrix  genes  kept as      non-zero  holds",
                "X           3  CSR float32   100.0 %  raw counts, up to 36",
                "obsm: X_pca");
        assertThat(captured.out()).contains(": 12 cells x 3 genes, ", "var: length");
        assertThat(captured.err()).isEmpty();
    }

    @Test
    void saysWhatToTypeToTrain() throws IOException {
        Path file = file("cells.h5ad", 1);
        inspect(file);
        assertThat(captured.out().lines()).contains("Can be trained on: X holds raw counts, up to 36.");
        assertThat(captured.out().replaceAll(" \\\\\n +", " ").lines()).as("as a shell reads it").contains(
                "  cellwright train scvi " + file + " -o cells.scvi.h5ad --batch-key donor",
                "  cellwright train scanvi " + file + " -o cells.scanvi.h5ad --batch-key donor"
                        + " --labels-key cell_type --unlabeled-category Unknown");
    }

    @Test
    void jsonHoldsTheSame() throws IOException {
        Path file = file("cells.h5ad", 1);
        inspect(file, "--json");
        JsonObject object = JsonParser.parseString(captured.out()).getAsJsonObject();
        assertThat(object.get("file").getAsString()).isEqualTo(file.toString());
        assertThat(object.get("bytes").getAsLong()).isEqualTo(Files.size(file));
        assertThat(object.get("cells").getAsInt()).isEqualTo(CELLS);
        assertThat(object.get("genes").getAsInt()).isEqualTo(GENES);
        assertThat(object.get("matrices").toString()).isEqualTo("[{\"name\":\"X\",\"cells\":12,\"genes\":3,"
                + "\"encoding\":\"csr\",\"dtype\":\"float32\",\"stored\":36,\"holds\":\"counts\"}]");
        assertThat(object.getAsJsonArray("obs").get(0).toString())
                .isEqualTo("{\"name\":\"cell_type\",\"kind\":\"categorical\",\"missing\":0,\"values\":3}");
        assertThat(object.getAsJsonArray("obs").get(2).toString()).isEqualTo(
                "{\"name\":\"quality\",\"kind\":\"real\",\"missing\":1,\"least\":-2.0,\"largest\":8.0}");
        assertThat(object.get("trainable").getAsBoolean()).isTrue();
        assertThat(object.get("problem").isJsonNull()).isTrue();
        assertThat(object.getAsJsonObject("commands").keySet()).containsExactly("scvi", "scanvi");
    }

    @Test
    void saysWhyAFileCannotBeTrainedOn() throws IOException {
        Path file = file("negative.h5ad", -0.5f);
        assertThat(inspect(file)).isZero();
        assertThat(captured.out()).contains("Cannot be trained on:\n  X: ").contains("negative")
                .doesNotContain("cellwright train");
        CapturedScreen second = new CapturedScreen(0);
        assertThat(run(second, file, "--json")).isZero();
        JsonObject object = JsonParser.parseString(second.out()).getAsJsonObject();
        assertThat(object.get("trainable").getAsBoolean()).isFalse();
        assertThat(object.get("problem").getAsString()).startsWith("X: ");
        assertThat(object.getAsJsonObject("commands").keySet()).isEmpty();
    }

    @Test
    void missingFileIsRefusedInOneLine() {
        Path missing = folder.resolve("missing.h5ad");
        assertThat(inspect(missing)).isEqualTo(2);
        assertThat(captured.out()).isEmpty();
        assertThat(captured.err().lines()).singleElement().asString().startsWith("cellwright: " + missing);
    }

    @Test
    void anotherFileIsRefusedInOneLine() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.h5ad"), "no HDF5");
        assertThat(inspect(text)).isEqualTo(2);
        assertThat(captured.err().lines()).singleElement().asString().startsWith("cellwright: " + text);
    }

    @Test
    void noFileIsRefused() {
        assertThat(Main.run(Main.all(Session.of(captured.screen())),
                List.of("inspect"), captured.screen(), folder)).isEqualTo(2);
        assertThat(captured.err()).contains("FILE");
    }

    private int inspect(Path file, String... more) {
        return run(captured, file, more);
    }

    private int run(CapturedScreen to, Path file, String... more) {
        List<String> words = new ArrayList<>(List.of("inspect", file.toString()));
        words.addAll(Arrays.asList(more));
        return Main.run(Main.all(Session.of(to.screen())), words, to.screen(), folder);
    }

    /// Cells with the values `scale`, `2 scale`, … in rising order.
    private Path file(String name, float scale) {
        float[] values = new float[CELLS * GENES];
        int[] columns = new int[CELLS * GENES];
        for (int e = 0; e < values.length; e++) {
            values[e] = scale * (e + 1);
            columns[e] = e % GENES;
        }
        long[] starts = IntStream.rangeClosed(0, CELLS).mapToLong(i -> (long) i * GENES).toArray();
        CsrMatrix counts = new CsrMatrix(CELLS, GENES, starts, columns, values);
        int[] types = {0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2};
        int[] donors = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
        double[] quality = {-2, 0, 1, 2, 3, Double.NaN, 4, 5, 6, 7, 7.5, 8};
        Frame obs = new Frame(names("cell", CELLS), List.of(
                new Column.Categorical("cell_type", types, List.of("B", "T", "Unknown"), false),
                new Column.Categorical("donor", donors, List.of("one", "two"), false),
                new Column.Numbers("quality", quality, false)));
        Frame var = new Frame(names("gene", GENES),
                List.of(new Column.Numbers("length", new double[] {100, 200, 300}, true)));
        Path path = folder.resolve(name);
        H5adWriter.create(path, new CellTable(counts, obs, var), new Annotations(List.of(),
                List.of(new NamedMatrix("X_pca", CELLS, 2, new float[CELLS * 2])), List.of()));
        return path;
    }

    private static List<String> names(String word, int count) {
        return IntStream.range(0, count).mapToObj(i -> word + i).toList();
    }
}
