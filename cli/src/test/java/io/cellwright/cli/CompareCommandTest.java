package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

import static org.assertj.core.api.Assertions.assertThat;

class CompareCommandTest {
    @TempDir
    Path folder;

    private Path in;
    private Path out;

    @BeforeEach
    void writeCells() {
        in = SmallCells.make().write(folder.resolve("in.h5ad"));
        out = folder.resolve("out");
    }

    private CommandRun compare(String... more) {
        return CommandRun.of(folder, Stream.concat(Stream.of("compare", in.toString(), "-o", out.toString()),
                Arrays.stream(more)).toArray(String[]::new));
    }

    private CommandRun classifiers(String... more) {
        return compare(Stream.concat(Stream.of("--models", "classifier", "--task", "classification", "--labels-key",
                "type", "--folds", "2", "--epochs", "2"), Arrays.stream(more)).toArray(String[]::new));
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(out.resolve(name));
    }

    @Test
    void everyRunIsARowOfTheTableOfRuns() throws IOException {
        CommandRun run = classifiers("--seeds", "0,1");
        assertThat(run.status()).as(run.err()).isZero();
        List<String> rows = lines("runs.csv");
        // Three models, two seeds, two folds, and the head.
        assertThat(rows).hasSize(13);
        List<String> head = List.of(rows.getFirst().split(",", -1));
        assertThat(head).startsWith("model", "seed", "fold").contains("fit_seconds", "prepare_seconds", "macro_f1");
        assertThat(rows.get(1)).startsWith("logistic_regression,0,1,");
        assertThat(IntStream.range(1, 13).mapToObj(rows::get).map(row -> row.split(",", -1).length))
                .containsOnly(head.size());
    }

    @Test
    void summaryAndJsonHaveTheMeansOfTheRuns() throws IOException {
        classifiers();
        List<String> rows = lines("runs.csv");
        int accuracy = List.of(rows.getFirst().split(",", -1)).indexOf("accuracy");
        double mean = rows.stream().filter(row -> row.startsWith("mlp_classifier"))
                .mapToDouble(row -> Double.parseDouble(row.split(",", -1)[accuracy])).average().orElseThrow();
        String[] summary = lines("summary.csv").stream().filter(row -> row.startsWith("mlp_classifier,accuracy,"))
                .findFirst().orElseThrow().split(",", -1);
        assertThat(summary[2]).isEqualTo("2");
        assertThat(Double.parseDouble(summary[3])).isEqualTo(mean);
        JsonObject json = JsonParser.parseString(Files.readString(out.resolve("comparison.json"))).getAsJsonObject();
        JsonObject one = json.getAsJsonArray("summaries").asList().stream().map(e -> e.getAsJsonObject())
                .filter(e -> e.get("model").getAsString().equals("mlp_classifier")
                        && e.get("score").getAsString().equals("accuracy"))
                .findFirst().orElseThrow();
        assertThat(one.get("mean").getAsDouble()).isEqualTo(mean);
        assertThat(one.getAsJsonObject("against_baseline").get("pairs").getAsInt()).isEqualTo(2);
        assertThat(json.getAsJsonArray("runs")).hasSize(6);
    }

    @Test
    void theTableNamesEachModelAndTheBaseline() {
        CommandRun run = classifiers();
        assertThat(run.out().lines()).anyMatch(line -> line.startsWith("mlp_classifier "))
                .anyMatch(line -> line.startsWith("logistic_regression "))
                .anyMatch(line -> line.startsWith("most_common_class "))
                .anyMatch(line -> line.contains("the baseline is logistic_regression"))
                .anyMatch(line -> line.startsWith("By macro_f1, "));
    }

    @Test
    void theFigureIsWellFormedAndHasADotForEachRun() throws Exception {
        classifiers();
        String svg = Files.readString(out.resolve("comparison.svg"));
        Document parsed = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(out.resolve("comparison.svg").toFile());
        assertThat(parsed.getDocumentElement().getTagName()).isEqualTo("svg");
        int dots = svg.split("<circle", -1).length - 1;
        int farOff = svg.split("[◀▶]", -1).length - 1;
        // Twelve scores, three models, two folds.
        assertThat(dots + 2 * farOff).isEqualTo(12 * 3 * 2);
        assertThat(svg).contains("prefers-color-scheme: dark", "mlp_classifier", "less is better");
    }

    @Test
    void theReportSaysWhatFewPairsCannotShow() throws IOException {
        classifiers();
        String report = Files.readString(out.resolve("report.md"));
        assertThat(report).contains("# Comparison of models: classification", "with 2 pairs they cannot say less than 0.5",
                "Nadeau and Bengio", "All models saw the same cells", "| mlp_classifier |");
    }

    @Test
    void theSameCommandAgainMakesNothingAnew() throws IOException {
        classifiers();
        List<String> before = lines("runs.csv");
        CommandRun again = classifiers();
        assertThat(again.err()).doesNotContain("runs/s");
        // Times are those of the first time: nothing was fitted.
        assertThat(lines("runs.csv")).isEqualTo(before);
        CommandRun other = classifiers("--set", "classifier.epochs=3");
        assertThat(other.err()).contains("finished before: 2 of 6 runs");
        List<String> changed = lines("runs.csv");
        for (int i = 0; i < before.size(); i++) {
            boolean same = !before.get(i).startsWith("mlp_classifier");
            assertThat(changed.get(i).equals(before.get(i))).as(before.get(i)).isEqualTo(same);
        }
    }

    @Test
    void aModelCanBeComparedWithItselfUnderOtherSettings() {
        CommandRun run = compare("--models", "vae,small=vae,pca", "--set", "small.latent_dim=2", "--set",
                "vae.hidden_dims=16x8", "--set", "pca.n_comps=3", "--epochs", "1", "--folds", "2", "--labels-key", "type",
                "--batch-key", "batch", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        List<String> settings = run.json().getAsJsonArray("models").asList().stream().map(e -> e.getAsJsonObject()
                .get("name").getAsString() + " " + e.getAsJsonObject().get("settings").getAsString()).toList();
        assertThat(settings).hasSize(3).anyMatch(s -> s.startsWith("vae ") && s.contains("[16, 8]"))
                .anyMatch(s -> s.startsWith("small ") && s.contains("latent=OptionalInt[2]"))
                .anyMatch(s -> s.equals("pca components 3"));
        assertThat(run.json().get("main_score").getAsString()).isEqualTo("knn_accuracy");
    }

    @Test
    void scviAndReconstructionAreComparedToo() {
        CommandRun scvi = compare("--models", "scvi,scanvi", "--epochs", "2", "--test-size", "0.3", "--labels-key",
                "type", "--set", "scvi.n_latent=3", "--set", "scanvi.batch_size=16");
        assertThat(scvi.status()).as(scvi.err()).isZero();
        assertThat(scvi.out().lines()).anyMatch(line -> line.startsWith("scanvi "));
        CommandRun ae = compare("--models", "ae", "--task", "reconstruction", "--epochs", "2", "--folds", "2");
        assertThat(ae.status()).as(ae.err()).isZero();
        assertThat(ae.out().lines()).anyMatch(line -> line.startsWith("mean_expression "));
    }

    @Test
    void modelsThatCannotDoTheTaskAreRefusedOrLeftOutWhenAsked() {
        CommandRun refused = compare("--models", "vae,classifier", "--task", "classification", "--labels-key", "type");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("Model 'vae' does not support task 'classification'; it supports "
                + "reconstruction, representation");
        CommandRun skipped = classifiers("--models", "vae", "--skip-unsupported");
        assertThat(skipped.status()).as(skipped.err()).isZero();
        assertThat(skipped.err()).contains("model vae cannot do the task classification and is left out");
    }

    @Test
    void whoStopsItKeepsWhatWasFinished() {
        CommandRun run = CommandRun.of(folder, () -> true, "compare", in.toString(), "-o", out.toString(), "--models",
                "pca");
        assertThat(run.status()).isEqualTo(130);
        assertThat(run.err()).contains("interrupted; 0 finished runs in");
    }

    @Test
    void wrongRequestsAreRefused() {
        refused(compare("--models", "forest"), "Unknown model 'forest'. Available models: autoencoder");
        refused(compare("--models", "vae,vae"), "models must be different but 'vae' stands twice");
        refused(compare("--models", "vae", "--task", "dance"), "Unknown task 'dance'");
        refused(compare("--models", "classifier", "--task", "classification"), "classification needs labels");
        refused(compare("--models", "vae", "--labels-key", "tpye"), "obs/tpye", "'type'");
        refused(compare("--models", "vae", "--set", "vae"), "--set must be NAME.KEY=VALUE");
        refused(compare("--models", "vae", "--set", "scvi.n_latent=3"), "--set names the model 'scvi'");
        refused(compare("--models", "vae", "--set", "vae.klweight=3"), "Model 'vae' has no setting 'klweight'",
                "did you mean kl_weight?");
        refused(compare("--models", "vae", "--set", "vae.latent_dim=two"), "vae.latent_dim must be a whole number");
        refused(compare("--models", "pca", "--set", "pca.n_comps=0"), "components must be at least 1");
        refused(compare("--models", "vae", "--folds", "2", "--test-size", "0.2"), "only one of --folds, --test-size");
        refused(compare("--models", "vae", "--folds", "1"), "folds must be 2 or more but was 1");
        refused(compare("--models", "vae", "--folds", "41"), "41");
        refused(compare("--models", "vae", "--seeds", "1,1"), "seeds must be different but '1' stands twice");
        refused(CommandRun.of(folder, "compare", in.toString(), "--models", "vae", "-o", in.toString()), "is a file");
    }

    private void refused(CommandRun run, String... words) {
        assertThat(run.status()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(Files.exists(out)).isFalse();
    }
}
