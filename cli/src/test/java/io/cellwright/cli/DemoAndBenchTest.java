package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.cellwright.anndata.H5adFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// That demo and bench do their work and say so; how well and how fast is not for a unit test.
class DemoAndBenchTest {
    @TempDir
    Path folder;

    @Test
    void demoWritesFilesFigureAndReport() throws IOException {
        Path out = folder.resolve("demo");
        CommandRun run = CommandRun.of(folder, "demo", "-o", out.toString(), "--cells", "300", "--epochs", "1");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("scANVI", "logistic regression", "most common type", "report.html");
        try (H5adFile made = H5adFile.open(out.resolve("demo.h5ad"));
                H5adFile labelled = H5adFile.open(out.resolve("demo_labelled.h5ad"))) {
            assertThat(made.obs().size()).isEqualTo(300);
            assertThat(labelled.obsm("X_scVI").rows()).isEqualTo(300);
            assertThat(labelled.obsm("X_scANVI").rows()).isEqualTo(300);
            assertThat(labelled.obs().column("scanvi_label")).isPresent();
        }
        assertThat(Files.readString(out.resolve("embedding.svg"))).startsWith("<svg").contains("scANVI, batch");
        assertThat(Files.readString(out.resolve("report.html"))).contains("scANVI on made cells",
                "whose label it had not seen", "Logistic regression got", "UMAP of the latent space",
                "own expression: log2").doesNotContain("src=\"http");
        assertThat(out.resolve("report.md")).exists();
        assertThat(out.resolve("report.json")).exists();
        assertThat(Files.readString(out.resolve("report.csv"))).contains("\ntype1,", "\ntype6,");
    }

    @Test
    void demoRefusesAFileInPlaceOfItsFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("demo"), "");
        CommandRun run = CommandRun.of(folder, "demo", "-o", file.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(file + ": is a file");
    }

    @Test
    void benchStepHasOneChecksumForAllThreads() {
        CommandRun run = CommandRun.of(folder, "bench", "step", "--cells", "128", "--genes", "50", "--steps", "2",
                "--warm-up", "0", "--threads", "2", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonArray results = run.json().getAsJsonArray("results");
        assertThat(results).hasSize(6);
        for (int i = 0; i < 6; i += 2) {
            JsonObject one = results.get(i).getAsJsonObject();
            JsonObject two = results.get(i + 1).getAsJsonObject();
            assertThat(two.get("model")).isEqualTo(one.get("model"));
            assertThat(two.get("weights_sha256")).isEqualTo(one.get("weights_sha256"));
            assertThat(two.get("loss")).isEqualTo(one.get("loss"));
            assertThat(one.get("ms_median").getAsDouble()).isPositive();
        }
        assertThat(run.json().getAsJsonObject("machine").get("cpu").getAsString()).isNotBlank();
    }

    @Test
    void benchStepMeasuresNetworksByTheirNames() {
        String[] words = {"bench", "step", "--model", "transformer_ae,classifier", "--cells", "256", "--genes", "40",
                "--steps", "2", "--warm-up", "1", "--threads", "2", "--json"};
        JsonArray results = CommandRun.of(folder, words).json().getAsJsonArray("results");
        assertThat(results).hasSize(4);
        assertThat(results.get(0).getAsJsonObject().get("model").getAsString()).isEqualTo("transformer_autoencoder");
        assertThat(results.get(3).getAsJsonObject().get("model").getAsString()).isEqualTo("mlp_classifier");
        assertThat(results.get(0).getAsJsonObject().get("ms_median").getAsDouble()).isPositive();
        CommandRun unknown = CommandRun.of(folder, "bench", "step", "--model", "transformers");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("Unknown model 'transformers'. Available models");
    }

    @Test
    void benchTrainTellsTimesAndTheResult() {
        String[] words = {"bench", "train", "--cells", "300", "--genes", "40", "--epochs", "1", "--json"};
        JsonObject first = CommandRun.of(folder, words).json();
        JsonElement again = CommandRun.of(folder, words).json().get("weights_sha256");
        assertThat(again).isEqualTo(first.get("weights_sha256"));
        assertThat(first.get("cells_per_second").getAsDouble()).isPositive();
        double checkpoint = first.get("checkpoint_ms_median").getAsDouble();
        assertThat(checkpoint).isPositive();
        assertThat(first.get("checkpoint_share_one_a_minute").getAsDouble())
                .isEqualTo(checkpoint / (60_000 + checkpoint), within(1e-12));
        assertThat(first.get("checkpoint_bytes").getAsLong()).as("4 bytes each of weights and both moments of 3 layers")
                .isGreaterThan(3 * 4 * 3 * 40 * 128);
        assertThat(first.get("checkpoints").getAsInt()).isEqualTo(3);
        CommandRun text = CommandRun.of(folder, "bench", "train", "--cells", "300", "--genes", "40", "--epochs", "1");
        assertThat(text.out()).contains("scvi zinb, 300 cells x 40 genes, 1 epoch, ", "weights ")
                .containsPattern("(?m)^checkpoint: [0-9.]+ ms, [0-9.]+ kB; one a minute takes [0-9.]+ % of a run$");
    }

    @Test
    void benchRefusesImpossibleSizes() {
        assertThat(CommandRun.of(folder, "bench", "step", "--steps", "0").err()).contains("--steps");
        assertThat(CommandRun.of(folder, "bench", "train", "--epochs", "0").status()).isEqualTo(2);
        assertThat(CommandRun.of(folder, "bench").err()).contains("step", "train");
    }
}
