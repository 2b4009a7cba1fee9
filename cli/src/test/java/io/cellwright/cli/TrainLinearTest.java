package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import io.cellwright.anndata.H5adFile;
import io.cellwright.data.Column;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// `train pca`, `train logistic_regression`, `train most_common_class` and `train mean_expression`: fitted at once.
class TrainLinearTest {
    @TempDir
    Path folder;

    private Path in;
    private Path out;
    private Path model;

    @BeforeEach
    void write() {
        in = SmallCells.make(80, 12).write(folder.resolve("in.h5ad"));
        out = folder.resolve("out.h5ad");
        model = folder.resolve("model");
    }

    @Test
    void principalComponentsAreWrittenAndJudged() {
        CommandRun run = train("pca", "--labels-key", "type", "--n-comps", "3");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("pca: 80 cells x 12 genes, fitted at once in ", "on 12 test cells",
                "knn_accuracy", "silhouette", "obsm/X_pca and uns/cellwright are in " + out);
        try (H5adFile file = H5adFile.open(out)) {
            assertThat(file.obsm("X_pca").columns()).isEqualTo(3);
        }
    }

    @Test
    void theUsualNumberOfComponentsIsWhatThereIsOfFifty() {
        assertThat(train("pca").status()).isZero();
        try (H5adFile file = H5adFile.open(out)) {
            assertThat(file.obsm("X_pca").columns()).isEqualTo(12);
        }
    }

    @Test
    void labelsAreWrittenAndJudged() {
        JsonObject json = train("logistic", "--labels-key", "known", "--json").json();
        assertThat(json.get("model").getAsString()).isEqualTo("logistic_regression");
        assertThat(json.getAsJsonObject("scores").keySet()).containsExactly("of", "cells", "logistic_regression",
                "most common class");
        assertThat(json.getAsJsonObject("scores").getAsJsonObject("logistic_regression").get("accuracy").getAsDouble())
                .isGreaterThan(0.6);
        assertThat(json.getAsJsonObject("split").get("rule").getAsString()).contains("stratified by known");
        assertThat(json.getAsJsonObject("split").get("validation").getAsInt()).isZero();
        assertThat(json.keySet()).contains("read_seconds", "prepare_seconds", "fit_seconds")
                .doesNotContain("epochs", "epoch_seconds");
        try (H5adFile file = H5adFile.open(out)) {
            Column label = file.obs().column("logistic_regression_label").orElseThrow();
            long right = IntStream.range(0, 80).filter(i -> SmallCells.type(i).equals(label.text(i))).count();
            assertThat(right).as("of 80 cells of two types").isGreaterThan(60);
            assertThat(file.obs().column("logistic_regression_confidence")).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void savedComponentsPlaceOtherFilesWithTheSameBits(boolean scaled) {
        SmallCells cells = SmallCells.make(80, 20);
        cells.write(in);
        CommandRun first = train("pca", scaled ? new String[] {"--save", model.toString(), "--top-genes", "15", "--scale",
                "--max-value", "2", "--batch-key", "batch"} : new String[] {"--save", model.toString()});
        assertThat(first.status()).as(first.err()).isZero();
        Path other = cells.withGenes(IntStream.range(0, 20).map(j -> 19 - j).toArray()).without("batch")
                .write(folder.resolve("other.h5ad"));
        Path applied = apply(other);
        try (H5adFile before = H5adFile.open(out); H5adFile after = H5adFile.open(applied)) {
            assertThat(after.obsm("X_pca").values_nk()).isEqualTo(before.obsm("X_pca").values_nk());
        }
    }

    @Test
    void aSavedRegressionLabelsOtherFilesWithTheSameBits() {
        CommandRun first = train("logistic_regression", "--labels-key", "known", "--save", model.toString());
        assertThat(first.status()).as(first.err()).isZero();
        Path applied = apply(SmallCells.make(80, 12).without("known").write(folder.resolve("other.h5ad")));
        try (H5adFile before = H5adFile.open(out); H5adFile after = H5adFile.open(applied)) {
            for (String name : List.of("logistic_regression_label", "logistic_regression_confidence")) {
                Column one = before.obs().column(name).orElseThrow();
                Column same = after.obs().column(name).orElseThrow();
                assertThat(IntStream.range(0, 80).mapToObj(same::text))
                        .containsExactlyElementsOf(IntStream.range(0, 80).mapToObj(one::text).toList());
            }
        }
    }

    @Test
    void whatIsWrittenIsFoundByWhoScoresAndMapsIt() {
        assertThat(train("logistic", "--labels-key", "known").status()).isZero();
        CommandRun labels = CommandRun.of(folder, "evaluate", out.toString(), "--labels-key", "type");
        assertThat(labels.status()).as(labels.err()).isZero();
        assertThat(labels.err()).contains("scoring obs/logistic_regression_label");
        assertThat(train("pca").status()).isZero();
        CommandRun embedding = CommandRun.of(folder, "evaluate", out.toString(), "--labels-key", "type", "--embedding",
                "X_pca");
        assertThat(embedding.status()).as(embedding.err()).isZero();
    }

    @Test
    void componentsThatMayBeScanpysAreNotTakenForOurs() {
        assertThat(train("pca").status()).isZero();
        CommandRun run = CommandRun.of(folder, "evaluate", out.toString(), "--labels-key", "type");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--embedding NAME");
    }

    @Test
    void aClassWithoutATrainingCellIsNamed() {
        CommandRun run = train("logistic", "--labels-key", "type", "--split-group-key", "type");
        assertThat(run.err()).contains("no training cell is '");
    }

    @Test
    void anEmbeddingOfThatNameInTheInputIsReplaced() {
        assertThat(train("pca", "--n-comps", "2").status()).isZero();
        in = out;
        out = folder.resolve("again.h5ad");
        CommandRun again = train("pca", "--n-comps", "3");
        assertThat(again.status()).as(again.err()).isZero();
        try (H5adFile file = H5adFile.open(out)) {
            assertThat(file.obsm("X_pca").columns()).isEqualTo(3);
        }
    }

    @Test
    void theSameBitsComeOutAtOneAndTwoThreads() {
        String one = train("pca", "--threads", "1", "--json").json().get("weights_sha256").getAsString();
        assertThat(train("pca", "--threads", "2", "--json").json().get("weights_sha256").getAsString()).isEqualTo(one);
    }

    @Test
    void aReportIsOnePageWithVerdictMapAndTable() throws IOException {
        Path page = folder.resolve("report.html");
        CommandRun run = train("logistic", "--labels-key", "known", "--report", page.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readString(page)).contains("logistic_regression on in.h5ad", "most common type",
                "UMAP of the principal components", "confidence", "gene");
        Path second = folder.resolve("second.html");
        assertThat(train("pca", "--batch-key", "batch", "--report", second.toString(), "--json").json().get("report")
                .getAsString()).isEqualTo(second.toString());
        assertThat(Files.readString(second)).contains("pca on in.h5ad", "UMAP of the latent space", "batch");
    }

    @Test
    void allCellsAreFittedWhereNoneAreHeldBack() {
        JsonObject json = train("pca", "--test-size", "0", "--json").json();
        assertThat(json.getAsJsonObject("split").get("train").getAsInt()).isEqualTo(80);
        assertThat(json.has("scores")).isFalse();
    }

    @Test
    void aReconstructionIsJudgedWhereThatIsAskedFor() {
        JsonObject scores = train("pca", "--task", "reconstruction", "--n-comps", "4", "--json").json()
                .getAsJsonObject("scores");
        assertThat(scores.getAsJsonObject("pca").get("mse").getAsDouble())
                .isLessThan(scores.getAsJsonObject("mean of the training cells").get("mse").getAsDouble());
    }

    @Test
    void optionsCanStandInAFile() throws IOException {
        Path config = Files.writeString(folder.resolve("run.yaml"), "latent-dim: 2\ntest-size: 0.25\n");
        JsonObject json = train("pca", "--config", config.toString(), "--json").json();
        assertThat(json.getAsJsonObject("split").get("test").getAsInt()).isEqualTo(20);
        try (H5adFile file = H5adFile.open(out)) {
            assertThat(file.obsm("X_pca").columns()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--epochs", "--batch-size", "--lr", "--lr-schedule", "--early-stopping-patience", "--dropout",
            "--hidden-dims", "--history", "--tensorboard", "--validation-size", "--kl-weight"})
    void optionsOfMinibatchesAreNotThere(String option) {
        refused(train("pca", option, "1"), "there is no option " + option);
        refused(train("logistic", "--labels-key", "known", option, "1"), "there is no option " + option);
    }

    @Test
    void wrongRequestsAreRefused() {
        refused(train("pca", "--n-comps", "0"), "latent_dim must be from 1", "but was 0 of 12");
        refused(train("pca", "--n-comps", "13"), "latent_dim must be from 1", "but was 13 of 12");
        refused(train("pca", "--task", "classification", "--labels-key", "type"),
                "Model 'pca' does not support task 'classification'; it supports reconstruction, representation");
        refused(train("pca", "--c", "2"), "there is no option --c");
        refused(train("pca", "--device", "cuda"), "device 'cuda' is not there");
        refused(train("logistic"), "give --labels-key COLUMN");
        refused(train("logistic", "--labels-key", "typ"), "obs/typ", "type");
        refused(train("logistic", "--labels-key", "known", "--c", "0"), "c must be finite and above 0 but was 0");
        refused(train("logistic", "--labels-key", "known", "--latent-dim", "3"), "there is no option --latent-dim");
        assertThat(Files.exists(out)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"most_common_class", "majority"})
    void theMostCommonClassIsWrittenJudgedSavedAndApplied(String name) throws IOException {
        Path page = folder.resolve("report.html");
        JsonObject json = train(name, "--labels-key", "known", "--save", model.toString(), "--report", page.toString(),
                "--json").json();
        assertThat(json.get("model").getAsString()).isEqualTo("most_common_class");
        assertThat(json.getAsJsonObject("scores").keySet()).containsExactly("of", "cells", "most_common_class",
                "logistic regression");
        assertThat(json.getAsJsonObject("scores").getAsJsonObject("most_common_class").get("kappa").getAsDouble())
                .isZero();
        assertThat(Files.readString(page)).contains("most_common_class on in.h5ad", "logistic regression");
        Path applied = apply(SmallCells.make(80, 12).without("known").write(folder.resolve("other.h5ad")));
        try (H5adFile before = H5adFile.open(out); H5adFile after = H5adFile.open(applied)) {
            for (H5adFile file : List.of(before, after)) {
                Column label = file.obs().column("most_common_class_label").orElseThrow();
                assertThat(IntStream.range(0, 80).mapToObj(label::text).distinct()).hasSize(1);
                Column share = file.obs().column("most_common_class_confidence").orElseThrow();
                assertThat(Double.parseDouble(share.text(0))).isBetween(0.5, 1.0);
            }
        }
        CommandRun scored = CommandRun.of(folder, "evaluate", out.toString(), "--labels-key", "type");
        assertThat(scored.err()).contains("scoring obs/most_common_class_label");
    }

    @Test
    void theMeanIsJudgedSavedAndAppliedThoughItHasNothingToWriteOfACell() throws IOException {
        Path page = folder.resolve("report.html");
        CommandRun run = train("mean", "--labels-key", "type", "--save", model.toString(), "--report", page.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("mean_expression: 80 cells x 12 genes, fitted at once in ", "on 12 test cells",
                "mse", "\nuns/cellwright is in " + out).doesNotContain("mean of the training cells", "obsm");
        assertThat(Files.readString(page)).contains("mean_expression on in.h5ad", "mse is ").doesNotContain("NaN", "is -");
        double mse = train("mean_expression", "--json").json().getAsJsonObject("scores")
                .getAsJsonObject("mean_expression").get("mse").getAsDouble();
        assertThat(train("pca", "--task", "reconstruction", "--json", "--report", page.toString()).json().getAsJsonObject("scores")
                .getAsJsonObject("mean of the training cells").get("mse").getAsDouble()).isCloseTo(mse, within(1e-6));
        assertThat(Files.readString(page)).contains("of mean of the training cells it is ").doesNotContain("it is -");
        CommandRun applied = CommandRun.of(folder, "apply", model.toString(), in.toString(), "-o",
                folder.resolve("applied.h5ad").toString());
        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(applied.out()).contains("mean_expression: 80 cells, 12 of the model's 12 genes found",
                "uns/cellwright is in ");
    }

    @Test
    void whatAnswersTheSameForAllCellsHasNothingToBeSet() {
        refused(train("majority"), "give --labels-key COLUMN");
        refused(train("majority", "--labels-key", "known", "--latent-dim", "3"), "there is no option --latent-dim");
        refused(train("mean", "--epochs", "3"), "there is no option --epochs");
    }

    private Path apply(Path other) {
        Path applied = folder.resolve("applied.h5ad");
        CommandRun run = CommandRun.of(folder, "apply", model.toString(), other.toString(), "-o", applied.toString());
        assertThat(run.status()).as(run.err()).isZero();
        return applied;
    }

    private static void refused(CommandRun run, String... words) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(run.out()).isEmpty();
    }

    private CommandRun train(String name, String... more) {
        List<String> words = new ArrayList<>(List.of("train", name, in.toString(), "-o", out.toString()));
        words.addAll(List.of(more));
        return CommandRun.of(folder, words.toArray(String[]::new));
    }
}
