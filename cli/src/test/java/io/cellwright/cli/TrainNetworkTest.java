package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import io.cellwright.anndata.H5adFile;
import io.cellwright.data.Column;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TrainNetworkTest {
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

    @ParameterizedTest
    @CsvSource({"vae, vae", "ae, autoencoder", "denoising_autoencoder, denoising_autoencoder",
            "transformer_ae, transformer_autoencoder"})
    void anAutoencoderWritesAnEmbeddingAndItsScoresBesidePrincipalComponents(String name, String written) {
        CommandRun run = train(name, "--labels-key", "type", "--latent-dim", "3");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("test cells", "principal components", "knn_accuracy", "silhouette",
                "obsm/X_" + written + " and uns/cellwright are in " + out);
        try (H5adFile file = H5adFile.open(out)) {
            assertThat(file.obsm("X_" + written).columns()).isEqualTo(3);
        }
    }

    @Test
    void aClassifierWritesLabelsAndItsScoresBesideLogisticRegression() {
        JsonObject json = train("classifier", "--labels-key", "known", "--epochs", "40", "--lr", "0.01", "--json").json();
        assertThat(json.getAsJsonObject("scores").keySet()).containsExactly("of", "cells", "mlp_classifier",
                "logistic regression", "most common class");
        assertThat(json.getAsJsonObject("scores").getAsJsonObject("mlp_classifier").get("accuracy").getAsDouble())
                .isGreaterThan(0.6);
        assertThat(json.getAsJsonObject("split").get("rule").getAsString()).contains("stratified by known");
        try (H5adFile file = H5adFile.open(out)) {
            Column label = file.obs().column("mlp_classifier_label").orElseThrow();
            long right = IntStream.range(0, 80).filter(i -> SmallCells.type(i).equals(label.text(i))).count();
            assertThat(right).as("of 80 cells of two types").isGreaterThan(60);
            assertThat(file.obs().column("mlp_classifier_confidence")).isPresent();
        }
    }

    @Test
    void aSavedNetworkAnswersOtherFilesInAnyOrderOfGenes() {
        SmallCells cells = SmallCells.make(80, 20);
        cells.write(in);
        CommandRun first = train("vae", "--save", model.toString(), "--top-genes", "15", "--scale");
        assertThat(first.status()).as(first.err()).isZero();
        Path other = cells.withGenes(IntStream.range(0, 20).map(j -> 19 - j).toArray())
                .write(folder.resolve("other.h5ad"));
        Path applied = folder.resolve("applied.h5ad");
        CommandRun run = CommandRun.of(folder, "apply", model.toString(), other.toString(), "-o", applied.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("vae: 80 cells, 15 of the model's 15 genes found");
        try (H5adFile before = H5adFile.open(out); H5adFile after = H5adFile.open(applied)) {
            assertThat(after.obsm("X_vae").values_nk()).isEqualTo(before.obsm("X_vae").values_nk());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp_classifier", "transformer_autoencoder"})
    void aNetworkThatIsToldNoBatchesIsAppliedToCellsWithoutThem(String name) {
        CommandRun first = train(name, "--labels-key", "known", "--batch-key", "batch", "--save", model.toString());
        assertThat(first.status()).as(first.err()).isZero();
        Path bare = SmallCells.make(80, 12).without("batch").write(folder.resolve("bare.h5ad"));
        Path applied = folder.resolve("applied.h5ad");
        CommandRun run = CommandRun.of(folder, "apply", model.toString(), bare.toString(), "-o", applied.toString());
        assertThat(run.status()).as(run.err()).isZero();
        try (H5adFile before = H5adFile.open(out); H5adFile after = H5adFile.open(applied)) {
            if (name.equals("mlp_classifier")) {
                Column one = before.obs().column("mlp_classifier_confidence").orElseThrow();
                Column same = after.obs().column("mlp_classifier_confidence").orElseThrow();
                assertThat(IntStream.range(0, 80).mapToObj(same::text))
                        .containsExactlyElementsOf(IntStream.range(0, 80).mapToObj(one::text).toList());
            } else {
                assertThat(after.obsm("X_" + name).values_nk()).isEqualTo(before.obsm("X_" + name).values_nk());
            }
        }
    }

    @Test
    void aNetworkThatIsToldBatchesIsNotAppliedToCellsWithoutThem() {
        assertThat(train("vae", "--batch-key", "batch", "--save", model.toString()).status()).isZero();
        Path bare = SmallCells.make(80, 12).without("batch").write(folder.resolve("bare.h5ad"));
        CommandRun run = CommandRun.of(folder, "apply", model.toString(), bare.toString(), "-o",
                folder.resolve("applied.h5ad").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("obs/batch");
    }

    @Test
    void genesThatAFileLacksAreWarnedAbout() {
        assertThat(train("ae", "--save", model.toString()).status()).isZero();
        Path other = SmallCells.make(80, 12).withGenes(0, 1, 2, 3, 4).write(folder.resolve("other.h5ad"));
        CommandRun run = CommandRun.of(folder, "apply", model.toString(), other.toString(), "-o", out.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("7 of the 12 genes are missing and count as zero", "Results may mean little");
    }

    @Test
    void theSameSeedGivesTheSameWeightsAtOneAndTwoThreads() {
        String one = train("vae", "--threads", "1", "--json").json().get("weights_sha256").getAsString();
        assertThat(train("vae", "--threads", "2", "--json").json().get("weights_sha256").getAsString()).isEqualTo(one);
        assertThat(train("vae", "--seed", "1", "--json").json().get("weights_sha256").getAsString())
                .isNotEqualTo(one);
    }

    @Test
    void aReportIsOnePageWithVerdictMapAndTable() throws IOException {
        Path page = folder.resolve("report.html");
        CommandRun run = train("classifier", "--labels-key", "known", "--epochs", "20", "--report", page.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readString(page)).contains("mlp_classifier on in.h5ad", "logistic regression",
                "UMAP of the principal components", "confidence", "gene");
        Path second = folder.resolve("second.html");
        assertThat(train("vae", "--batch-key", "batch", "--report", second.toString(), "--json").json().get("report")
                .getAsString()).isEqualTo(second.toString());
        assertThat(Files.readString(second)).contains("UMAP of the latent space", "batch");
    }

    @Test
    void everySettingIsTaken() {
        CommandRun run = train("vae", "--task", "reconstruction", "--batch-key", "batch", "--gene-likelihood", "nb",
                "--kl-weight", "0.5", "--hidden-dims", "8,6", "--dropout", "0.2", "--target-sum", "median", "--no-log1p",
                "--validation-size", "0.2", "--test-size", "0.1", "--batch-size", "16", "--lr-schedule",
                "cosine(T_max=10)", "--early-stopping-patience", "none", "--no-checkpoint", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("epochs").getAsInt()).isEqualTo(3);
        assertThat(run.json().getAsJsonArray("epoch_seconds")).hasSize(3);
        assertThat(run.json().keySet()).contains("read_seconds", "prepare_seconds");
        assertThat(run.json().getAsJsonObject("split").get("validation").getAsInt()).isEqualTo(16);
        assertThat(run.json().getAsJsonObject("scores").getAsJsonObject("vae").keySet()).contains("pearson_gene");
    }

    @Test
    void aTransformerTakesItsSettingsAndIsApplied() {
        CommandRun run = train("transformer_ae", "--patch-size", "5", "--d-model", "6", "--n-heads", "3", "--n-layers",
                "1", "--hidden-dims", "7", "--latent-dim", "4", "--save", model.toString());
        assertThat(run.status()).as(run.err()).isZero();
        Path applied = folder.resolve("applied.h5ad");
        assertThat(CommandRun.of(folder, "apply", model.toString(), in.toString(), "-o", applied.toString()).status())
                .isZero();
        try (H5adFile before = H5adFile.open(out); H5adFile after = H5adFile.open(applied)) {
            assertThat(after.obsm("X_transformer_autoencoder").values_nk()).hasSize(80 * 4)
                    .isEqualTo(before.obsm("X_transformer_autoencoder").values_nk());
        }
    }

    @Test
    void wrongRequestsAreRefusedBeforeTraining() {
        refused(train("vae", "--task", "classification", "--labels-key", "type"),
                "Model 'vae' does not support task 'classification'; it supports reconstruction, representation");
        refused(train("vae", "--task", "clustering"), "Unknown task 'clustering'. Available tasks: reconstruction");
        refused(train("classifier"), "give --labels-key COLUMN");
        refused(train("vae", "--device", "cuda"), "device 'cuda' is not there", "none for GPUs", "say 'cpu'");
        refused(train("vae", "--device", "tpu"), "device must be 'auto' or 'cpu' but was 'tpu'");
        refused(train("vae", "--mixed-precision"), "there is no mixed precision", "float32");
        refused(train("classifier", "--labels-key", "typ"), "obs/typ", "type");
        refused(train("classifier", "--labels-key", "type", "--latent-dim", "3"),
                "Model 'mlp_classifier' has no latent_dim");
        refused(train("transformer_ae", "--d-model", "10"),
                "d_model must be a multiple of n_heads, but 10 is not one of 4");
        refused(train("transformer_ae", "--patch-size", "0"), "patch_size", "at least 1", "0");
        refused(train("transformer_ae", "--gene-likelihood", "nb"),
                "Model 'transformer_autoencoder' has no gene_likelihood: its loss is the squared error");
        refused(train("vae", "--n-layers", "3"), "Model 'vae' has no n_layers");
        refused(train("vae", "--validation-size", "0.6", "--test-size", "0.5"), "sum to less than 1", "0.6 and 0.5");
        refused(train("vae", "--epochs", "0"), "epochs and batch_size must be at least 1 but were 0");
        refused(train("vae", "--split-group-key", "batch", "--split-key", "batch"), "cannot both be given");
        refused(train("vae", "--target-sum", "much"), "--target-sum", "median or none", "'much'");
        refused(train("vae", "--max-value", "3"), "--scale");
        refused(train("vae", "--early-stopping-patience", "few"), "'none'", "'few'");
        assertThat(Files.exists(out)).isFalse();
    }

    private static void refused(CommandRun run, String... words) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(run.out()).isEmpty();
    }

    private CommandRun train(String name, String... more) {
        List<String> words = new ArrayList<>(List.of("train", name, in.toString(), "-o", out.toString()));
        if (!Arrays.asList(more).contains("--epochs")) {
            words.addAll(List.of("--epochs", "3"));
        }
        if (!Arrays.asList(more).contains("--hidden-dims")) {
            words.addAll(List.of("--hidden-dims", "16"));
        }
        words.addAll(List.of(more));
        return CommandRun.of(folder, words.toArray(String[]::new));
    }
}
