package io.cellwright.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import io.cellwright.anndata.H5adFile;
import io.cellwright.data.Column;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AnnotateCommandTest {
    @TempDir
    Path folder;

    private Path in;
    private Path out;

    @BeforeEach
    void writeCells() {
        in = SmallCells.make().write(folder.resolve("in.h5ad"));
        out = folder.resolve("out.h5ad");
    }

    private CommandRun annotate(String... more) {
        return CommandRun.of(folder, Stream.concat(Stream.of("annotate", in.toString()), Arrays.stream(more))
                .toArray(String[]::new));
    }

    private CommandRun logistic(String... more) {
        return annotate(Stream.concat(Stream.of("--labels-key", "known", "-o", out.toString(), "--candidates",
                "logistic"), Arrays.stream(more)).toArray(String[]::new));
    }

    private static Frame obs(Path file) {
        try (H5adFile opened = H5adFile.open(file)) {
            return opened.obs();
        }
    }

    @Test
    void labelsConfidenceAndHowTheyCameAboutAreWritten() {
        CommandRun run = logistic("--batch-key", "batch");
        assertThat(run.status()).as(run.err()).isZero();
        Frame obs = obs(out);
        Column.Categorical label = (Column.Categorical) obs.column("cellwright_label").orElseThrow();
        Column best = obs.column("cellwright_best_label").orElseThrow();
        Column.Numbers confidence = (Column.Numbers) obs.column("cellwright_confidence").orElseThrow();
        assertThat(label.categories()).containsExactly("a", "b", "unknown");
        assertThat(confidence.values()).hasSize(SmallCells.CELLS);
        assertThat(Arrays.stream(confidence.values()).allMatch(p -> p >= 0.5 && p <= 1)).isTrue();
        List<Integer> right = IntStream.range(0, SmallCells.CELLS)
                .filter(i -> SmallCells.type(i).equals(best.text(i))).boxed().toList();
        assertThat(right).hasSizeGreaterThan(36);
        assertThat(IntStream.range(0, SmallCells.CELLS).allMatch(i -> String.valueOf(label.text(i)).equals("unknown")
                || String.valueOf(label.text(i)).equals(best.text(i)))).isTrue();
        try (H5adFile opened = H5adFile.open(out)) {
            assertThat(String.valueOf(opened.uns("cellwright/annotation").orElseThrow()))
                    .contains("\"chosen\":\"logistic\"");
        }
    }

    @Test
    void candidatesWithTheirScoresAndTheNumberOfUnknownCellsAreTold() {
        CommandRun run = logistic();
        assertThat(run.out().lines()).anyMatch(line -> line.matches("logistic +[0-9.]+ +[0-9.]+ +[0-9.e-]+ +chosen"))
                .anyMatch(line -> line.matches("40 cells: \\d+ labelled, \\d+ unknown; mean confidence 0?\\.?\\d+"))
                .anyMatch(line -> line.contains("20 labelled cells whose labels were hidden"));
        assertThat(run.err()).contains("logistic on 20 held-out cells: accuracy");
    }

    @Test
    void jsonHasTheSameNumbers() {
        JsonObject json = logistic("--json", "--unknown-rate", "0.2", "--folds", "4").json();
        assertThat(json.get("chosen").getAsString()).isEqualTo("logistic");
        assertThat(json.get("labelled").getAsInt() + json.get("unknown").getAsInt()).isEqualTo(40);
        JsonObject unknowns = json.getAsJsonObject("unknowns");
        assertThat(unknowns.get("rate").getAsDouble()).isEqualTo(0.2);
        assertThat(unknowns.get("held_out_cells").getAsInt()).isEqualTo(20);
        assertThat(unknowns.get("held_out_rate").getAsDouble()).isLessThanOrEqualTo(0.2);
        JsonObject score = json.getAsJsonArray("candidates").get(0).getAsJsonObject();
        assertThat(score.get("held_out_cells").getAsInt()).isEqualTo(20);
        assertThat(score.get("accuracy").getAsDouble()).isGreaterThan(0.8);
    }

    @Test
    void resultsCanBeAddedToTheFileItself() {
        CommandRun run = annotate("--labels-key", "known", "--in-place", "--candidates", "logistic");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(obs(in).column("cellwright_label")).isPresent();
        assertThat(obs(in).column("known")).isPresent();
    }

    @Test
    void theNamedCandidatesAreTriedInTheirOrder() {
        JsonObject json = annotate("--labels-key", "known", "-o", out.toString(), "--folds", "2", "--candidates",
                "classifier,logistic", "--json").json();
        assertThat(json.getAsJsonArray("candidates").asList().stream()
                .map(score -> score.getAsJsonObject().get("candidate").getAsString()))
                .containsExactly("classifier", "logistic");
    }

    @Test
    void labelsThatNothingCanBeLearntFromAreRefused() {
        refused(annotate("--labels-key", "knwon", "-o", out.toString()), in + ", obs/knwon: there is no such column",
                "'known'");
        SmallCells.make().with(SmallCells.text("known", SmallCells.CELLS, i -> "Unknown")).write(in);
        refused(logistic(), in + ", obs/known: no cell has a label: all are 'Unknown' or missing");
        SmallCells.make().with(SmallCells.text("known", SmallCells.CELLS, i -> i < 9 ? "T" : "none")).write(in);
        refused(logistic("--unlabeled-category", "none"), in + ", obs/known: there is one cell type only, 'T'");
    }

    @Test
    void wrongOptionsAreRefused() {
        refused(logistic("--folds", "1"), "folds must be 2 or more but was 1");
        refused(logistic("--unknown-rate", "0"), "unknown_rate must be above 0 and below 1 but was 0.0");
        refused(logistic("--candidates", "forest"),
                "candidates must be of logistic, classifier, scanvi but was 'forest'");
        refused(annotate("-o", out.toString()), "--labels-key");
        refused(annotate("--labels-key", "known"), "nothing says where the results go");
    }

    @Test
    void whoStopsItGetsNoFile() {
        CommandRun run = CommandRun.of(folder, () -> true, "annotate", in.toString(), "--labels-key", "known", "-o",
                out.toString());
        assertThat(run.status()).isEqualTo(130);
        assertThat(run.err()).contains("interrupted; no output was written");
        assertThat(Files.exists(out)).isFalse();
    }

    private void refused(CommandRun run, String... words) {
        assertThat(run.err()).contains(words);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(Files.exists(out)).isFalse();
    }
}
