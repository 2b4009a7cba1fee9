package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.anndata.H5adFile;
import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.Registry;
import io.cellwright.tensor.Counts;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.StepPart;
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
            double seconds = one.get("ms_median").getAsDouble() / 1e3;
            assertThat(seconds).isPositive();
            assertThat(one.get("share_of_limit").getAsDouble()).as("products at the peak over the step")
                    .isEqualTo(one.get("product_flop").getAsDouble() / (1e9 * one.get("peak_gigaflops").getAsDouble())
                            / seconds, within(1e-9));
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
        assertThat(unknown.err()).contains("Unknown model 'transformers'. Available models").doesNotContain("pca");
        assertThat(CommandRun.of(folder, "bench", "step", "--model", "logistic").err())
                .contains("Model 'logistic' has no steps to be measured");
    }

    @Test
    void benchStepTellsWhatIsSlowerThanItsBaselineAndFailsOnlyWhereItIsStrict() throws IOException {
        Path baseline = folder.resolve("baseline.json");
        assertThat(step("--write-baseline", baseline.toString()).status()).isZero();
        // So little work as in this file takes no step: all are slower.
        Files.writeString(baseline, Files.readString(baseline).replaceAll("megaflop\": [0-9.Ee-]+", "megaflop\": 1e-9"));
        CommandRun told = step("--against", baseline.toString());
        assertThat(told.status()).as(told.err()).isZero();
        assertThat(told.out()).contains("against 20", "3 figures slower by more than 10 %");
        CommandRun strict = step("--against", baseline.toString(), "--strict", "--json");
        assertThat(strict.status()).isEqualTo(3);
        JsonArray changes = strict.json().getAsJsonObject("against").getAsJsonArray("changes");
        assertThat(changes).hasSize(3).allMatch(change -> change.getAsJsonObject().get("slower").getAsBoolean());
        Files.writeString(baseline, Files.readString(baseline).replaceAll("megaflop\": [0-9.Ee-]+", "megaflop\": 1e30"));
        CommandRun faster = step("--against", baseline.toString(), "--strict");
        assertThat(faster.status()).isZero();
        assertThat(faster.out()).contains("nothing is slower by more than 10 %").doesNotContain("another processor");
        Files.writeString(baseline, Files.readString(baseline).replaceFirst("cpu\": \"[^\"]*", "cpu\": \"no such"));
        assertThat(step("--against", baseline.toString()).out()).contains("this is another processor");
    }

    @Test
    void benchStepRefusesABaselineThatIsNoneOrOfOtherData() throws IOException {
        Path baseline = Files.writeString(folder.resolve("baseline.json"), "{}");
        assertThat(step("--against", baseline.toString()).err()).contains("is not what --write-baseline writes");
        Files.writeString(baseline, "{\"date\": \"then\", \"cpu\": \"none\", \"machine\": \"there\", \"cells\": 128, \"genes\": 60, "
                + "\"labels\": 10, \"batch_size\": 128, \"n_hidden\": 128, \"n_layers\": 1, \"figures\": []}");
        assertThat(step("--against", baseline.toString()).err()).contains("on 128 cells and 60 genes with 10 labels",
                "but this run is on 128 cells and 50 genes");
        Files.writeString(baseline, Files.readString(baseline).replace("60", "50"));
        assertThat(step("--against", baseline.toString(), "--model", "scvi-nb").status()).isZero();
        for (String other : List.of("--labels=3", "--batch-size=64", "--hidden=32", "--layers=2")) {
            CommandRun refused = step("--against", baseline.toString(), other);
            assertThat(refused.status()).as(other).isEqualTo(2);
            assertThat(refused.err()).as(other).contains("the baseline was measured on");
        }
        assertThat(step("--against", folder.resolve("none.json").toString()).err()).contains("cannot be read");
        assertThat(step("--strict").err()).contains("--strict needs --against");
    }

    private CommandRun step(String... more) {
        List<String> words = new ArrayList<>(List.of("bench", "step", "--cells", "128", "--genes", "50", "--steps", "2",
                "--warm-up", "0", "--threads", "1"));
        words.addAll(List.of(more));
        return CommandRun.of(folder, words.toArray(String[]::new));
    }

    @Test
    void productsOfAStepAreCountedByTheirSizes() {
        CellTable cells = BenchCase.cells(128, 50);
        double entries = cells.counts().entries();
        double output = 3 * 2 * 128.0 * 128 * 50;
        double others = 2 * 2 * entries * 128 + 3 * 2 * 128.0 * (128 * 20 + 10 * 128);
        StepSizes usual = new StepSizes(128, 50, 10, 128, 128, 1);
        assertThat(new BenchCase(ModelSpec.Kind.SCVI, Counts.Likelihood.NB, usual).productFlop(cells).orElseThrow())
                .isEqualTo(output + others, within(1e-3));
        assertThat(new BenchCase(ModelSpec.Kind.SCVI, Counts.Likelihood.ZINB, usual).productFlop(cells).orElseThrow())
                .isEqualTo(2 * output + others, within(1e-3));
    }

    @Test
    void productsOfAStepGrowWithWidthDepthLabelsAndMinibatch() {
        CellTable cells = BenchCase.cells(128, 50, 3);
        double perCell = cells.counts().entries() / 128.0;
        // Three products of each layer; the first one's is a sum over counts and goes back to its weights alone.
        double scvi = 2 * 2 * perCell * 96 + 3 * 2 * (2 * 2 * 96 * 96 + 2 * 96 * 10 + 10 * 96 + 2 * 96 * 50);
        double perLabel = 2 * 96 * 96 + 2 * 96 * 10 + 10 * 96 + 2 * 96 * 96 + 2 * 96 * 10;
        StepSizes sizes = new StepSizes(128, 50, 3, 32, 96, 3);
        assertThat(new BenchCase(ModelSpec.Kind.SCVI, Counts.Likelihood.ZINB, sizes).productFlop(cells).orElseThrow())
                .isEqualTo(32 * scvi, within(1e-3));
        assertThat(new BenchCase(ModelSpec.Kind.SCANVI, Counts.Likelihood.ZINB, sizes).productFlop(cells).orElseThrow())
                .isEqualTo(32 * (scvi + 3 * 2 * (10 * 96 + 3 * perLabel)), within(1e-3));
    }

    @Test
    void benchStepTakesSizesAndTellsMemory() {
        JsonObject small = step("--model", "scanvi-zinb,scvi-nb", "--json").json();
        JsonObject large = step("--model", "scanvi-zinb,scvi-nb", "--labels", "4", "--batch-size", "64", "--hidden", "96",
                "--layers", "2", "--json").json();
        JsonObject settings = large.getAsJsonObject("settings");
        assertThat(settings.get("labels").getAsInt()).isEqualTo(4);
        assertThat(settings.get("batch_size").getAsInt()).isEqualTo(64);
        assertThat(settings.get("n_hidden").getAsInt()).isEqualTo(96);
        assertThat(settings.get("n_layers").getAsInt()).isEqualTo(2);
        assertThat(small.getAsJsonArray("results")).hasSize(2);
        JsonObject nb = small.getAsJsonArray("results").get(1).getAsJsonObject();
        assertThat(nb.get("model").getAsString()).isEqualTo("scvi nb");
        // Encoder and decoder with their norms, both heads of z, the rate, one dispersion a gene.
        long weights = 128 * 50 + 3 * 128 + 2 * (128 * 10 + 10) + 128 * 10 + 3 * 128 + 128 * 50 + 50 + 50;
        assertThat(nb.get("weight_bytes").getAsLong()).isEqualTo(16 * weights);
        assertThat(nb.get("step_bytes").getAsLong()).isGreaterThan(4 * 128 * 50);
        JsonObject wide = large.getAsJsonArray("results").get(1).getAsJsonObject();
        assertThat(wide.get("cells_per_second").getAsDouble() * wide.get("ms_median").getAsDouble())
                .as("cells of a minibatch").isEqualTo(64e3, within(1e-6));
        assertThat(wide.get("step_bytes").getAsLong()).isLessThan(nb.get("step_bytes").getAsLong());
        if (Files.isReadable(Path.of("/proc/self/status"))) {
            assertThat(large.get("peak_memory_bytes").getAsLong()).isGreaterThan(1 << 20);
        }
    }

    @Test
    void benchStepTellsThePartsOfAStepWhereAsked() {
        String[] models = {"--model", "scvi-zinb,scanvi-zinb,classifier"};
        JsonArray plain = step(Stream.concat(Stream.of(models), Stream.of("--json")).toArray(String[]::new)).json()
                .getAsJsonArray("results");
        JsonArray results = step(Stream.concat(Stream.of(models), Stream.of("--parts", "--json")).toArray(String[]::new))
                .json().getAsJsonArray("results");
        for (int i = 0; i < 3; i++) {
            JsonObject one = results.get(i).getAsJsonObject();
            assertThat(plain.get(i).getAsJsonObject().has("parts")).isFalse();
            assertThat(one.get("weights_sha256")).as("watching changes nothing")
                    .isEqualTo(plain.get(i).getAsJsonObject().get("weights_sha256"));
            JsonArray parts = one.getAsJsonArray("parts");
            assertThat(parts).extracting(part -> part.getAsJsonObject().get("part").getAsString())
                    .containsExactly("minibatch", "forward", "loss", "backward", "update");
            double most = 0;
            for (JsonElement part : parts) {
                most += part.getAsJsonObject().get("ms_p90").getAsDouble();
                assertThat(part.getAsJsonObject().get("ms_median").getAsDouble()).as(part.toString()).isPositive();
                assertThat(part.getAsJsonObject().has("share_of_limit")).isEqualTo(i < 2);
            }
            assertThat(most).as("the parts are the step").isGreaterThan(0.99 * one.get("ms_p90").getAsDouble());
            assertThat(one.getAsJsonObject("limits").get("gigaflops").getAsDouble()).isPositive();
        }
        assertThat(step("--model", "scvi-nb", "--parts").out()).contains("part", "minibatch", "forward", "update");
    }

    @Test
    void workOfThePartsOfAStepAddsUpToItsProducts() {
        CellTable cells = BenchCase.cells(128, 50, 3);
        for (ModelSpec.Kind kind : List.of(ModelSpec.Kind.SCVI, ModelSpec.Kind.SCANVI)) {
            BenchCase what = new BenchCase(kind, Counts.Likelihood.ZINB, new StepSizes(128, 50, 3, 32, 96, 2));
            double products = what.productFlop(cells).orElseThrow();
            // Norms and rectifiers of two layers of the encoder and two of the decoder.
            double others = (7 + 9) * 32 * 96 * 4;
            assertThat(flop(what, cells, StepPart.FORWARD) + flop(what, cells, StepPart.BACKWARD))
                    .isEqualTo(products + others, within(1e-3));
            assertThat(flop(what, cells, StepPart.LOSS)).isEqualTo(129.0 * 32 * 50);
            assertThat(flop(what, cells, StepPart.UPDATE)).isEqualTo(19.0 * 1000);
            assertThat(flop(what, cells, StepPart.MINIBATCH)).isZero();
            assertThat(what.work(cells, StepPart.UPDATE, 1000).orElseThrow().bytes()).isEqualTo(32.0 * 1000);
        }
    }

    private static double flop(BenchCase what, CellTable cells, StepPart part) {
        return what.work(cells, part, 1000).orElseThrow().flop();
    }

    @Test
    void benchStepRefusesSizesThatCannotBe() {
        assertThat(step("--batch-size", "129").err()).contains("--cells at least --batch-size", "129 and 128");
        assertThat(step("--layers", "0").status()).isEqualTo(2);
        assertThat(step("--labels", "100").err()).contains("of the 100 types have a cell whose type is known");
        assertThat(step("--model", "classifier", "--layers", "2").err()).contains("--hidden and --layers are those of");
        assertThat(step("--model", "scvi").err()).contains("Unknown model 'scvi'", "scvi-nb, scvi-zinb, scanvi-zinb");
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
    void benchTrainCountsTheWarmUpThatAFreshProcessHas() {
        CapturedScreen captured = new CapturedScreen(0);
        Session fresh = new Session(captured.screen(), Device::plain, () -> false, true);
        assertThat(Main.run(Main.all(fresh), List.of("bench", "train", "--cells", "1600", "--genes", "20", "--epochs",
                "10", "--labels", "3", "--json"), captured.screen(), folder)).as(captured.err()).isZero();
        JsonObject found = JsonParser.parseString(captured.out()).getAsJsonObject();
        assertThat(found.get("warm_up_seconds").getAsDouble()).isPositive()
                .isLessThan(found.get("train_seconds").getAsDouble());
        CommandRun warm = CommandRun.of(folder, "bench", "train", "--cells", "1600", "--genes", "20", "--epochs", "10",
                "--labels", "3", "--json");
        assertThat(warm.json().get("weights_sha256")).as("nothing is kept of the warm-up")
                .isEqualTo(found.get("weights_sha256"));
    }

    @Test
    void benchTrainTakesTheLikelihood() {
        CommandRun run = CommandRun.of(folder, "bench", "train", "--cells", "130", "--genes", "40", "--epochs", "1",
                "--gene-likelihood", "nb", "--json");
        assertThat(run.json().get("model").getAsString()).isEqualTo("scvi nb");
    }

    @Test
    void benchEmbedHasOneChecksumForAllThreads() {
        String[] words = {"bench", "embed", "--cells", "700", "--genes", "40", "--passes", "2", "--warm-up", "1",
            "--threads", "2"};
        CommandRun text = CommandRun.of(folder, words);
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out()).contains("700 cells x 40 genes", "scvi, embed");
        JsonArray results = CommandRun.of(folder, Stream.concat(Stream.of(words), Stream.of("--json"))
                .toArray(String[]::new)).json().getAsJsonArray("results");
        assertThat(results).hasSize(2);
        String embedding = EmbedResult.sha256(embedding(700, 40));
        double flop = 2 * 128 * (BenchCase.cells(700, 40).counts().entries() + 700.0 * 20);
        for (JsonElement each : results) {
            JsonObject one = each.getAsJsonObject();
            assertThat(one.get("embedding_sha256").getAsString()).isEqualTo(embedding);
            double seconds = one.get("seconds_median").getAsDouble();
            assertThat(one.get("cells_per_second").getAsDouble() * seconds).isEqualTo(700, within(1e-6));
            assertThat(one.get("share_of_limit").getAsDouble()).as("products at the peak over the pass")
                    .isEqualTo(flop / (1e9 * one.get("peak_gigaflops").getAsDouble()) / seconds, within(1e-9));
        }
        assertThat(CommandRun.of(folder, "bench", "embed", "--passes", "0").err()).contains("--passes and --genes must be");
    }

    private static float[] embedding(int cells, int genes) {
        CellTable table = BenchCase.cells(cells, genes);
        BenchCase what = new BenchCase(ModelSpec.Kind.SCVI, Counts.Likelihood.NB,
                new StepSizes(cells, genes, 10, 128, 128, 1));
        Registry registry = what.registry(table);
        return what.model(registry, Device.plain(1)).embed(registry.encode(table));
    }

    @Test
    void benchLoadReadsAllCellsOfAFileAndPassesThem() {
        Path made = folder.resolve("made.h5ad");
        CommandRun.of(folder, "bench", "train", "--cells", "200", "--genes", "30", "--epochs", "1", "--data",
                made.toString());
        String[] words = {"bench", "load", made.toString(), "--passes", "2", "--threads", "2", "--json"};
        JsonObject found = CommandRun.of(folder, words).json();
        CellTable expected = BenchCase.cells(200, 30);
        assertThat(found.get("cells").getAsInt()).isEqualTo(200);
        assertThat(found.get("entries").getAsLong()).isEqualTo(expected.counts().entries());
        assertThat(found.get("counts_fingerprint").getAsString()).isEqualTo(new CellData(expected.counts(),
                CellData.Annotations.none(200)).countsFingerprint());
        JsonArray results = found.getAsJsonArray("results");
        // Read, in order and shuffled with one thread and two, and both from the file.
        assertThat(results).hasSize(7);
        results.forEach(each -> {
            JsonObject one = each.getAsJsonObject();
            assertThat(one.get("passes").getAsInt()).isEqualTo(2);
            assertThat(one.get("cells_per_second").getAsDouble() * one.get("seconds_median").getAsDouble())
                    .isEqualTo(200, within(1e-6));
        });
        CommandRun text = CommandRun.of(folder, "bench", "load", "--cells", "150", "--genes", "30", "--passes", "1");
        assertThat(text.out()).contains("made cells: 150 cells x 30 genes", "file to memory", "minibatches, shuffled",
                "in order, from the file", "shuffled by blocks, from the file");
        JsonArray fromFile = CommandRun.of(folder, "bench", "load", made.toString(), "--from-file", "--passes", "1",
                "--json").json().getAsJsonArray("results");
        assertThat(fromFile).hasSize(2);
        assertThat(CommandRun.of(folder, "bench", "load", folder.resolve("none.h5ad").toString()).status()).isEqualTo(2);
    }

    @Test
    void benchAllHasOneMachineAndEveryPart() {
        JsonObject all = CommandRun.of(folder, "bench", "all", "--quick", "--threads", "1", "--json").json();
        assertThat(all.keySet()).containsExactly("machine", "kernel", "step", "train", "embed", "load");
        CommandRun text = CommandRun.of(folder, "bench", "all", "--quick", "--threads", "1");
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out()).contains("bench kernel", "bench step", "bench train", "bench embed", "bench load")
                .containsOnlyOnce("hand-off");
    }

    @Test
    void benchRefusesImpossibleSizes() {
        assertThat(CommandRun.of(folder, "bench", "step", "--steps", "0").err()).contains("--steps");
        assertThat(CommandRun.of(folder, "bench", "train", "--epochs", "0").status()).isEqualTo(2);
        assertThat(CommandRun.of(folder, "bench").err()).contains("step", "train");
    }
}
