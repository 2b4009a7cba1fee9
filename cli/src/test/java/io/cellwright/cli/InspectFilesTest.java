package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.CellWriter;
import io.cellwright.anndata.Compression;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.Target;
import io.cellwright.cli.H5adEdit.Form;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/// What `inspect` says of files of every kind that a laboratory may have.
class InspectFilesTest {
    private static final int CELLS = SmallCells.CELLS;
    private static final int GENES = SmallCells.GENES;
    private static final float[][] COUNTS = SmallCells.make().with((i, j, x) -> (i + j) % 2 == 0 ? x + 1 : 0).values();
    private static final float[][] LOGARITHMS = map(COUNTS, x -> (float) Math.log1p(x));
    private static final float[][] SCALED = map(COUNTS, x -> x / 4 - 1);

    @TempDir
    Path folder;

    @FunctionalInterface
    private interface Function {
        float of(float x);
    }

    @ParameterizedTest
    @CsvSource({"CSR, CSR, csr", "CSC, CSC, csc", "DENSE, dense, dense"})
    void countsAreFoundInEveryFormOfX(Form form, String shown, String json) {
        Path file = cells().x(form, COUNTS).path();
        String out = inspect(file);
        assertThat(row(out, "X")).containsExactly("X", "12", shown + " float32", "50.0 %", "raw counts, up to 10");
        assertThat(out).contains("Can be trained on: X holds raw counts, up to 10.");
        assertThat(json(file).getAsJsonArray("matrices").get(0).getAsJsonObject().get("encoding").getAsString())
                .isEqualTo(json);
    }

    @Test
    void countsInALayerAreFoundBehindLogarithms() {
        Path file = cells().x(Form.CSR, LOGARITHMS).layer("scaled", Form.DENSE, SCALED)
                .layer("counts", Form.CSC, COUNTS).path();
        String out = inspect(file);
        assertThat(row(out, "X")).containsExactly("X", "12", "CSR float32", "50.0 %", "logarithms, up to 2.398");
        assertThat(row(out, "layers/counts")).endsWith("CSC float32", "50.0 %", "raw counts, up to 10");
        assertThat(row(out, "layers/scaled")).endsWith("dense float32", "-", "not looked at");
        assertThat(out).contains("Can be trained on: layers/counts holds raw counts, up to 10.");
        assertThat(typed(out)).contains(" --layer counts");
    }

    @Test
    void countsInRawAreFoundWithItsOwnGenes() {
        float[][] more = new float[CELLS][2 * GENES];
        for (int i = 0; i < CELLS; i++) {
            System.arraycopy(COUNTS[i], 0, more[i], 0, GENES);
        }
        Path file = cells().x(Form.DENSE, SCALED).raw(Form.CSR, more).path();
        String out = inspect(file);
        assertThat(row(out, "X")).endsWith("scaled values, up to 1.5");
        assertThat(row(out, "raw/X")).containsExactly("raw/X", "24", "CSR float32", "25.0 %", "raw counts, up to 10");
        assertThat(out).contains("Can be trained on: raw/X holds raw counts, up to 10.",
                "Note: 12 of 24 genes have no count at all.");
        assertThat(typed(out)).contains(" --layer raw");
    }

    @Test
    void logarithmsAloneAreExplainedWithWhatToDo() {
        Path file = cells().x(Form.CSR, LOGARITHMS).raw(Form.CSR, SCALED).path();
        String out = inspect(file);
        assertThat(out).contains("Cannot be trained on:\n  X: values look log-transformed: the largest is 2.397",
                "\n  raw/X: values look scaled: ", "The models need raw counts.",
                "\n  adata.layers[\"counts\"] = adata.X.copy()").doesNotContain("cellwright train");
        assertThat(json(file).get("problem").getAsString()).contains("X: values look log", "; raw/X: values look");
    }

    @Test
    void columnsOfEveryKindAreTold() {
        Column truths = new Column.Booleans("doublet", IntStream.range(0, CELLS).mapToObj(i -> i % 4 == 0).toList());
        Column blank = SmallCells.text("note", CELLS, i -> i == 0 ? "see book" : "");
        Column barcode = SmallCells.text("barcode", CELLS, i -> "AC" + (10 + i));
        Column whole = new Column.Numbers("n_counts", numbers(i -> 12_345 + 1_000_000 * i), true);
        Column real = new Column.Numbers("percent_mito", numbers(i -> i == 3 ? Double.NaN : i / 7.0), false);
        SmallCells cells = SmallCells.make().without("depth").without("known").without("batch").with(truths).with(blank)
                .with(barcode).with(whole).with(real);
        Path file = new H5adEdit(cells.write(folder.resolve("cells.h5ad")))
                .oddColumn("X_tsne", CELLS, List.of("type", "X_tsne")).path();
        assertThat(row(inspect(file), "type")).containsExactly("type", "text", "2", "a (20), b (20)");
        assertThat(row(inspect(file), "X_tsne")).containsExactly("X_tsne", "other");
        String out = inspect(cells.write(file));
        assertThat(row(out, "doublet")).containsExactly("doublet", "boolean", "2", "False (30), True (10)");
        assertThat(row(out, "note")).containsExactly("note", "text", "2", "'' (39), see book (1)");
        assertThat(row(out, "barcode")).containsExactly("barcode", "text", "40", "all different, such as AC10");
        assertThat(row(out, "n_counts")).containsExactly("n_counts", "integer", "12,345 to 39,012,345");
        assertThat(row(out, "percent_mito")).containsExactly("percent_mito", "real", "1", "0 to 5.571");
    }

    @Test
    void largeCountsAreToldToTheLastDigit() {
        Path file = cells().x(Form.CSR, map(COUNTS, x -> x * 1234.5f - x * 0.5f)).path();
        assertThat(row(inspect(file), "X")).endsWith("raw counts, up to 12,340");
    }

    @Test
    void fileWithoutCellsOrGenesSaysSo() {
        for (int genes : new int[] {GENES, 0}) {
            int cells = genes == 0 ? CELLS : 0;
            Path file = folder.resolve("empty.h5ad");
            H5adWriter.create(file, new CellTable(new CsrMatrix(cells, genes, new long[cells + 1], new int[0],
                    new float[0]), frame("cell", cells), frame("gene", genes)), Annotations.none());
            String out = inspect(file);
            assertThat(out).contains(genes == 0 ? "40 cells x 0 genes" : "0 cells x 12 genes",
                    "Cannot be trained on:\n  there are no " + (genes == 0 ? "genes" : "cells") + " in it")
                    .doesNotContain("raw counts", "NaN", "cellwright train");
            assertThat(row(out, "X")).endsWith("nothing");
        }
    }

    @Test
    void fileWithNothingButZerosSaysSo() {
        String out = inspect(cells().x(Form.CSR, map(COUNTS, x -> 0)).path());
        assertThat(out).contains("Cannot be trained on:\n  X: there is no value besides zeros in 40 cells x 12 genes");
    }

    @Test
    void fileWithoutAnyMatrixSaysSo() {
        Path file = cells().withoutX().path();
        assertThat(inspect(file)).contains("40 cells x 12 genes", "batch  text",
                "Cannot be trained on:\n  there is no matrix in it").doesNotContain("non-zero", "cellwright train");
        assertThat(json(file).get("problem").getAsString()).isEqualTo("there is no matrix in it");
    }

    @Test
    void fileWithoutXIsTrainedOnItsLayer() {
        String out = inspect(cells().withoutX().layer("spliced", Form.CSR, COUNTS).path());
        assertThat(out).contains("Can be trained on: layers/spliced holds raw counts").doesNotContain("\nX  ");
        assertThat(typed(out)).contains(" --layer spliced");
    }

    @Test
    void damagedMatrixIsToldAndTheRestToo() {
        Path file = cells().x(Form.DAMAGED, COUNTS).layer("counts", Form.CSR, COUNTS).path();
        String out = inspect(file, 2, "cellwright: " + file + ": 1 part of it cannot be read: X: has no indices. ");
        assertThat(row(out, "X")).endsWith("-", "cannot be read");
        assertThat(out).contains("Can be trained on: layers/counts", "Note: X: has no indices. ")
                .doesNotContain(file + ", X");
        assertThat(json(file).getAsJsonArray("warnings")).hasSize(1);
        assertThat(json(file).getAsJsonArray("damage").toString()).startsWith("[\"X: has no indices");
        assertThat(inspect(cells().x(Form.DAMAGED, COUNTS).path(), 2, "1 part of it cannot be read")).contains(
                "Cannot be trained on:\n  X: has no indices.");
    }

    @Test
    void damagedColumnsAreListedWithTheRest() throws IOException {
        Path file = folder.resolve("cells.zarr");
        try (CellFile cells = CellFile.open(SmallCells.make().write(folder.resolve("cells.h5ad")))) {
            CellWriter.write(cells, file, new Target.Zarr(3, false, false, new Compression.Gzip(4), 64), () -> false);
        }
        assertThat(inspect(file)).contains("Can be trained on");
        for (String column : List.of("depth", "type")) {
            Path chunk = file.resolve("obs/" + column + "/c/0");
            Files.write(chunk, Arrays.copyOf(Files.readAllBytes(chunk), 9));
        }
        String out = inspect(file, 2, ": 2 parts of it cannot be read: obs/");
        assertThat(out).contains("Cannot be trained on:\n  obs/").doesNotContain("cellwright train", "The models need");
        assertThat(row(out, "X")).endsWith("raw counts, up to 9");
        assertThat(row(out, "batch")).containsExactly("batch", "text", "2", "b0 (20), b1 (20)");
        assertThat(json(file).getAsJsonArray("damage")).hasSize(2);
        Path names = file.resolve("var/_index/c/0");
        Files.write(names, Arrays.copyOf(Files.readAllBytes(names), 9));
        assertThat(inspect(file, 2, ": 3 parts of it cannot be read: obs/")).contains("var/_index");
    }

    @Test
    void oneCellAndOneGeneAreNotManyOfThem() {
        assertThat(inspect(SmallCells.make(1, 1).write(folder.resolve("one.h5ad")))).contains("1 cell x 1 gene, ");
    }

    @Test
    void linesFitAWideTerminal() {
        String word = "a rather long name of a thing that has been measured ";
        SmallCells cells = SmallCells.make().with((i, j, x) -> x + (i == 3 && j == 4 ? 0.123456f : 0));
        for (int c = 0; c < 4; c++) {
            String name = word + c;
            cells = cells.with(SmallCells.text(name, CELLS, i -> name + i % 3));
        }
        Path file = folder.resolve("cells.h5ad");
        H5adWriter.create(file, new CellTable(cells.table().counts(), cells.table().obs(),
                new Frame(cells.geneNames(), cells.columns().stream()
                        .map(column -> SmallCells.text(column.name(), GENES, i -> "")).toList())), Annotations.none());
        // The file's own name may be longer than anything.
        String out = inspect(file).replace(folder.toString(), "folder");
        assertThat(out.lines()).allMatch(line -> line.length() <= 120);
        assertThat(out).contains("var: batch, type, known, depth, " + word + "0,\n     " + word);
    }

    private H5adEdit cells() {
        return new H5adEdit(SmallCells.make().write(folder.resolve("cells.h5ad")));
    }

    private String inspect(Path file) {
        return inspect(file, 0, "");
    }

    private String inspect(Path file, int expected, String err) {
        CapturedScreen captured = new CapturedScreen(0);
        Session session = new Session(captured.screen(), Device::plain, () -> false, false);
        int status = Main.run(Main.all(session), List.of("inspect", file.toString()), captured.screen(), folder);
        assertThat(status).as(captured.err()).isEqualTo(expected);
        assertThat(captured.err()).contains(err);
        return captured.out();
    }

    private JsonObject json(Path file) {
        return CommandRun.of(folder, "inspect", "--json", file.toString()).json();
    }

    /// The cells of a table's row that are not empty.
    private static List<String> row(String out, String name) {
        String line = out.lines().filter(row -> row.equals(name) || row.startsWith(name + "  ")).findFirst()
                .orElseThrow(() -> new AssertionError("no row " + name + " in\n" + out));
        return Arrays.asList(line.split(" {2,}"));
    }

    /// The commands as a shell reads them.
    private static String typed(String out) {
        return out.replaceAll(" \\\\\n +", " ");
    }

    private static double[] numbers(IntToDoubleFunction of) {
        return IntStream.range(0, CELLS).mapToDouble(of).toArray();
    }

    private static Frame frame(String word, int count) {
        return new Frame(IntStream.range(0, count).mapToObj(i -> word + i).toList(), List.of());
    }

    private static float[][] map(float[][] values, Function function) {
        float[][] mapped = new float[values.length][values[0].length];
        for (int i = 0; i < mapped.length; i++) {
            for (int j = 0; j < mapped[i].length; j++) {
                mapped[i][j] = function.of(values[i][j]);
            }
        }
        return mapped;
    }
}
