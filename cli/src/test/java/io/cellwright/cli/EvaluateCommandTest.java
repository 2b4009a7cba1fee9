package io.cellwright.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.data.Column;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    private Path in;

    /// Types a and b lie far apart on the first axis. Cells 0 to 3 (a, b, a, b) are predicted as b, all others right.
    @BeforeEach
    void writeScoredCells() {
        in = folder.resolve("in.h5ad");
        int n = SmallCells.CELLS;
        float[] x_nk = new float[2 * n];
        for (int i = 0; i < n; i++) {
            x_nk[2 * i] = SmallCells.type(i).equals("a") ? -10 : 10;
            x_nk[2 * i + 1] = i % 7;
        }
        double[] confidence = new double[n];
        Arrays.fill(confidence, 0.75);
        Annotations scored = new Annotations(List.of(
                SmallCells.text("scanvi_label", n, i -> i < 4 ? "b" : SmallCells.type(i)),
                new Column.Numbers("scanvi_confidence", confidence, false)),
                List.of(new NamedMatrix("X_scANVI", n, 2, x_nk)), List.of());
        H5adWriter.create(in, SmallCells.make().table(), scored);
    }

    @Test
    void predictionsAreScoredByHandCount() {
        JsonObject predicted = evaluate("--predicted", "scanvi_label", "--json").json().getAsJsonObject("predicted");
        assertThat(predicted.get("cells").getAsInt()).isEqualTo(40);
        assertThat(predicted.get("accuracy").getAsDouble()).isEqualTo(38 / 40.0);
        double f1OfA = 2 * 18 / (20.0 + 18);
        double f1OfB = 2 * 20 / (20.0 + 22);
        assertThat(predicted.get("macro_f1").getAsDouble()).isCloseTo((f1OfA + f1OfB) / 2, within(1e-12));
        assertThat(predicted.get("expected_calibration_error").getAsDouble()).isCloseTo(0.95 - 0.75, within(1e-12));
        JsonObject second = predicted.getAsJsonArray("classes").get(1).getAsJsonObject();
        assertThat(second.get("label").getAsString()).isEqualTo("b");
        assertThat(second.get("predicted").getAsInt()).isEqualTo(22);
    }

    @Test
    void separatedTypesScoreOne() {
        JsonObject scores = evaluate("--embedding", "X_scANVI", "--batch-key", "batch", "--json").json()
                .getAsJsonObject("embedding");
        assertThat(scores.get("kmeans_nmi").getAsDouble()).isEqualTo(1);
        assertThat(scores.get("kmeans_ari").getAsDouble()).isEqualTo(1);
        assertThat(scores.get("knn_accuracy").getAsDouble()).isEqualTo(1);
        assertThat(scores.get("silhouette_label").getAsDouble()).isGreaterThan(0.8);
        assertThat(scores.get("silhouette_batch").getAsDouble()).isLessThan(0.1);
    }

    @Test
    void scibsScoresAndTheirTotalAreGivenWhereAskedFor() {
        JsonObject scores = evaluate("--embedding", "X_scANVI", "--batch-key", "batch", "--scib", "--json").json()
                .getAsJsonObject("embedding");
        assertThat(scores.keySet()).contains("scib_ilisi", "scib_clisi", "scib_graph_connectivity", "scib_total");
        assertThat(scores.get("scib_clisi").getAsDouble()).isCloseTo(1, within(1e-3));
        assertThat(evaluate("--embedding", "X_scANVI", "--batch-key", "batch", "--scib").out()).contains("scIB: total");
    }

    @Test
    void aGateThatIsMissedEndsWithItsOwnStatusAndSaysBy() {
        CommandRun passed = evaluate("--predicted", "scanvi_label", "--gate", "accuracy>=0.95", "--gate",
                "expected_calibration_error<0.3");
        assertThat(passed.status()).as(passed.err()).isZero();
        CommandRun missed = evaluate("--predicted", "scanvi_label", "--gate", "accuracy>=0.95", "--gate",
                "macro_f1 > 0.96", "--json");
        assertThat(missed.status()).isEqualTo(3);
        assertThat(missed.err()).contains("gate macro_f1>0.96 was missed: macro_f1 is 0.94");
        assertThat(missed.json().getAsJsonArray("gates_missed").get(0).getAsString()).isEqualTo("macro_f1>0.96");
        assertThat(missed.json().getAsJsonObject("predicted").keySet()).contains("balanced_accuracy", "kappa", "mcc");
    }

    @Test
    void aGateThatNamesNoScoreIsRefused() {
        CommandRun unknown = evaluate("--predicted", "scanvi_label", "--gate", "macro_f2>=0.8");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("--gate names 'macro_f2', which is no score here", "macro_f1");
        assertThat(unknown.out()).isEmpty();
        CommandRun broken = evaluate("--predicted", "scanvi_label", "--gate", "macro_f1=0.8");
        assertThat(broken.status()).isEqualTo(2);
        assertThat(broken.err()).contains("'macro_f1>=0.8', but was 'macro_f1=0.8'");
    }

    @Test
    void cellsWithoutAKnownTypeAreLeftOut() {
        CommandRun run = CommandRun.of(folder, "evaluate", in.toString(), "--labels-key", "known", "--predicted",
                "scanvi_label", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().getAsJsonObject("predicted").get("cells").getAsInt()).isEqualTo(20);
    }

    @Test
    void textShowsScoresAndATableOfClasses() {
        CommandRun run = evaluate("--predicted", "scanvi_label", "--embedding", "X_scANVI");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().lines()).anyMatch(line -> line.matches("accuracy +0\\.95"))
                .anyMatch(line -> line.matches("accuracy of 15 neighbours +1"))
                .anyMatch(line -> line.matches("b +0\\.909 +1 +0\\.952 +20 +22"));
    }

    @Test
    void wrongNamesAreRefusedWithTheNearest() {
        refused(evaluate("--embedding", "X_scVI"), in + ", obsm/X_scVI", "X_scANVI");
        refused(evaluate("--predicted", "scanvi_labels"), in + ", obs/scanvi_labels: there is no such column",
                "'scanvi_label'");
        refused(CommandRun.of(folder, "evaluate", in.toString(), "--embedding", "X_scANVI", "--labels-key", "typ"),
                in + ", obs/typ: there is no such column. Did you mean 'type'?");
        refused(CommandRun.of(folder, "evaluate", in + ".gz", "--embedding", "X_scANVI", "--labels-key", "type"),
                in + ".gz: no such file");
    }

    @Test
    void whereNothingIsSaidWhatCellwrightWroteIsScored() {
        CommandRun run = evaluate("--json");
        assertThat(run.json()).isEqualTo(evaluate("--predicted", "scanvi_label", "--embedding", "X_scANVI", "--json")
                .json());
        assertThat(run.err()).contains("scoring obs/scanvi_label and obsm/X_scANVI");
        H5adWriter.create(in, SmallCells.make().table(), new Annotations(List.of(
                SmallCells.text("cellwright_label", SmallCells.CELLS, SmallCells::type)), List.of(), List.of()));
        assertThat(evaluate().err()).contains("scoring obs/cellwright_label");
        SmallCells.make().write(in);
        refused(evaluate(), in + ": has neither predicted cell types nor an embedding", "--embedding NAME");
    }

    @Test
    void oneTypeOnlyIsRefused() {
        SmallCells.make().with(SmallCells.text("type", SmallCells.CELLS, i -> i == 0 ? "T" : "Unknown")).write(in);
        refused(evaluate("--predicted", "type"), in + ", obs/type: there is one group only, 'T'");
    }

    @Test
    void cellsThatNobodyPredictedAreRefused() {
        List<String> names = IntStream.range(0, SmallCells.CELLS).mapToObj(i -> i == 5 ? "Unknown" : "a").toList();
        SmallCells.make().with(SmallCells.text("guess", SmallCells.CELLS, names::get)).write(in);
        refused(evaluate("--predicted", "guess"), in + ", obs/guess: cell 'cell5' has a known type but no predicted");
    }

    @Test
    void anEmbeddingThatDoesNotFitIsRefusedWithTheMemoryThatWouldDo() {
        int dimensions = 60_000;
        H5adWriter.create(in, SmallCells.make().table(), new Annotations(List.of(), List.of(new NamedMatrix("X_wide",
                SmallCells.CELLS, dimensions, new float[SmallCells.CELLS * dimensions]),
                new NamedMatrix("X_narrow", SmallCells.CELLS, 1, new float[SmallCells.CELLS])), List.of()));
        // More than 256 MiB leave, whatever else is in memory.
        CommandRun wide = evaluate("--embedding", "X_wide", "--memory", "256m");
        refused(wide, in + ", obsm/X_wide: takes up to 38.4 MB while its 60,000 dimensions are scored, where --memory "
                + "256m leaves ");
        assertThat(wide.err()).containsPattern("Allow --memory \\d{3,}m, or choose among the cells first");
        assertThat(evaluate("--embedding", "X_wide", "--scib", "--memory", "256m").err()).contains("up to 57.6 MB");
        CommandRun narrow = evaluate("--embedding", "X_narrow", "--memory", "16g");
        assertThat(narrow.status()).as(narrow.err()).isZero();
        refused(evaluate("--embedding", "X_other", "--memory", "16g"), in + ", obsm/X_other: is not in the file");
    }

    @Test
    void memoryForAnEmbeddingGrowsWithItsNumbersAndIsNeverLessThanThoseTwice() {
        assertThat(EmbeddingScores.bytes(1_000_000, 50, 10, false)).isBetween(16L * 50_000_000, 20L * 50_000_000);
        assertThat(EmbeddingScores.bytes(1_000_000, 50, 10, true)).isBetween(24L * 50_000_000, 32L * 50_000_000);
        assertThat(EmbeddingScores.bytes(Integer.MAX_VALUE, Long.MAX_VALUE, 10, true)).isEqualTo(Long.MAX_VALUE);
    }

    private CommandRun evaluate(String... more) {
        return CommandRun.of(folder, Stream.concat(Stream.of("evaluate", in.toString(), "--labels-key", "type"),
                Arrays.stream(more)).toArray(String[]::new));
    }

    private static void refused(CommandRun run, String... words) {
        assertThat(run.err()).contains(words);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }
}
