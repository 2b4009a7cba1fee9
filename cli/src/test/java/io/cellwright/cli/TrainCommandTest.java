package io.cellwright.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.anndata.H5adFile;
import io.cellwright.data.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class TrainCommandTest {
    @TempDir
    Path folder;

    @Test
    void scviWritesTheEmbeddingAndHowItCameAbout() throws IOException {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        byte[] before = Files.readAllBytes(in);
        CommandRun run = scvi(in, "--batch-key", "batch", "--n-latent", "3");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("scvi: 40 cells x 12 genes, 2 epochs", "elbo_train ", "obsm/X_scVI and uns/cellwright are in " + out());
        assertThat(run.err()).contains("scvi  1/2 epochs", "scvi  2/2 epochs");
        assertThat(Files.readAllBytes(in)).as("the input").isEqualTo(before);
        try (H5adFile file = H5adFile.open(out())) {
            assertThat(file.obsm("X_scVI").rows()).isEqualTo(40);
            assertThat(file.obsm("X_scVI").columns()).isEqualTo(3);
            assertThat(file.obsm("X_scVI").values_nk()).doesNotContain(Float.NaN).doesNotHaveDuplicates();
            assertThat(file.summary().uns()).containsExactly("cellwright");
            assertThat(file.obs().column("type")).as("what was there").isPresent();
        }
    }

    @Test
    void scanviPredictsAllCellsWithConfidence() {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        CommandRun run = scanvi(in, "--labels-key", "known", "--batch-key", "batch", "--max-epochs", "30", "--lr", "0.01",
                "--batch-size", "10", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonObject json = run.json();
        assertThat(json.get("labels").toString()).as("scvi-tools swaps the unknown one out").isEqualTo("[\"b\",\"a\"]");
        assertThat(json.get("epochs").getAsInt()).isEqualTo(30);
        assertThat(json.get("weights_sha256").getAsString()).hasSize(64);
        double parts = json.get("read_seconds").getAsDouble() + json.get("prepare_seconds").getAsDouble()
                + json.get("warm_up_seconds").getAsDouble();
        assertThat(json.getAsJsonArray("epoch_seconds")).hasSize(30);
        for (JsonElement epoch : json.getAsJsonArray("epoch_seconds")) {
            parts += epoch.getAsDouble();
        }
        assertThat(parts).isPositive().isLessThan(json.get("seconds").getAsDouble());
        try (H5adFile file = H5adFile.open(out())) {
            assertThat(file.obsm("X_scANVI").columns()).isEqualTo(10);
            Column.Categorical label = (Column.Categorical) file.obs().column("scanvi_label").orElseThrow();
            assertThat(label.categories()).containsExactly("a", "b");
            long right = IntStream.range(0, 40).filter(i -> SmallCells.type(i).equals(label.text(i))).count();
            assertThat(right).as("right ones of 40 (seed " + SmallCells.SEED + ")").isGreaterThanOrEqualTo(36);
            Column.Numbers confidence = (Column.Numbers) file.obs().column("scanvi_confidence").orElseThrow();
            assertThat(Arrays.stream(confidence.values())).allMatch(p -> p >= 0.5 && p <= 1);
        }
    }

    @Test
    void sameSeedGivesTheSameWeightsAtAnyNumberOfThreads() {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        String one = weights(scvi(in, "--json", "--threads", "1", "--seed", "5"));
        String two = weights(scvi(in, "--json", "--threads", "2", "--seed", "5"));
        String other = weights(scvi(in, "--json", "--threads", "2", "--seed", "6"));
        assertThat(two).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void inPlaceAddsToTheInput() {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        CommandRun run = CommandRun.of(folder, "train", "scvi", in.toString(), "--in-place", "--max-epochs", "1");
        assertThat(run.status()).as(run.err()).isZero();
        try (H5adFile file = H5adFile.open(in)) {
            assertThat(file.obsm("X_scVI").rows()).isEqualTo(40);
        }
    }

    @Test
    void configurationFileGivesOptionsAndTheCommandLineWins() throws IOException {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        Path config = Files.writeString(folder.resolve("c.yaml"), """
                n_latent: 4
                max-epochs: 3
                batch_key: batch
                gene-likelihood: nb
                deeply_inject_covariates: false
                continuous-covariate-keys: [depth]
                """);
        CommandRun run = CommandRun.of(folder, "train", "scvi", in.toString(), "-o", out().toString(), "--config",
                config.toString(), "--max-epochs", "1", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("epochs").getAsInt()).isEqualTo(1);
        assertThat(run.json().get("batches").getAsInt()).isEqualTo(2);
        try (H5adFile file = H5adFile.open(out())) {
            assertThat(file.obsm("X_scVI").columns()).isEqualTo(4);
        }
    }

    @Test
    void configurationFileWithAWrongNameIsRefused() throws IOException {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        Path config = Files.writeString(folder.resolve("c.yaml"), "n_latnet: 4\n");
        CommandRun run = scvi(in, "--config", config.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("c.yaml, n-latnet: there is no such option. Did you mean 'n-latent'?");
        Files.writeString(config, "- a\n- b\n");
        assertThat(scvi(in, "--config", config.toString()).err()).contains("must be a list of 'name: value' lines");
        Files.writeString(config, "n-latent: many\n");
        assertThat(scvi(in, "--config", config.toString()).err()).contains("'--n-latent'", "many");
    }

    @Test
    void topGenesAreCounted() {
        Path in = SmallCells.make(60, 40).write(folder.resolve("in.h5ad"));
        CommandRun run = scvi(in, "--top-genes", "25", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("genes").getAsInt()).isEqualTo(25);
    }

    @Test
    void interruptionIsOneHundredAndThirtyAndWritesNothing() throws IOException {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        AtomicInteger steps = new AtomicInteger();
        CommandRun run = CommandRun.of(folder, () -> steps.incrementAndGet() >= 2, "train", "scvi", in.toString(), "-o",
                out().toString(), "--max-epochs", "50");
        assertThat(run.status()).isEqualTo(130);
        assertThat(run.err()).contains("interrupted after 2 steps; no output was written");
        assertThat(run.out()).isEmpty();
        assertThat(out()).doesNotExist();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(in);
        }
    }

    @Test
    void interruptionSaysWhyTheModelCouldNotBeSaved() throws IOException {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        Path model = folder.resolve("model");
        // Somebody takes the name while the model is trained.
        CommandRun run = CommandRun.of(folder, () -> isWritten(model, "mine"), "train", "scvi", in.toString(), "-o",
                out().toString(), "--save", model.toString(), "--max-epochs", "50");
        assertThat(run.status()).isEqualTo(130);
        assertThat(run.err().lines().toList()).endsWith("cellwright: interrupted after 1 step; no output was written, "
                + "--resume " + model + ".checkpoints goes on",
                "cellwright: " + model + ": this is a file, not a folder. Name another folder to save the model in");
        assertThat(model).content().isEqualTo("mine");
        assertThat(out()).doesNotExist();
    }

    @Test
    void resultsThatCannotBeWrittenAreStillInTheSavedModel() {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        Path model = folder.resolve("model");
        // Somebody makes a folder of that name while the model is trained.
        CommandRun run = CommandRun.of(folder, () -> !out().toFile().mkdir() && !out().toFile().isDirectory(), "train",
                "scvi", in.toString(), "-o", out().toString(), "--save", model.toString(), "--max-epochs", "1");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("cellwright: the model is in " + model + "; 'cellwright apply'",
                "cellwright: " + out() + ": cannot be written");
        assertThat(CommandRun.of(folder, "apply", model.toString(), in.toString(), "-o",
                folder.resolve("second.h5ad").toString()).status()).isZero();
    }

    @Test
    void divergenceIsRefusedWithTheStepTheTermAndWhatToDo() throws IOException {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        Path model = folder.resolve("model");
        CommandRun run = scvi(in, "--lr", "1e30", "--save", model.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines().toList().getLast()).startsWith("cellwright: " + in
                + ", X: training diverged at step 1 (epoch 1): the loss term reconstruction_loss is not finite; first at "
                + "cell ").contains("Try a --lr below 1e30", "--gradient-clip-val", "cellwright inspect");
        assertThat(run.out()).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("neither output nor model, and no log of a fault of ours").containsExactly(in);
        }
    }

    @Test
    void everySettingOfTheNetworkAndTheTrainingIsTaken() {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        CommandRun run = scanvi(in, "--labels-key", "type", "--n-hidden", "8", "--n-layers", "2", "--dropout-rate",
                "0.2", "--dispersion", "gene-label", "--gene-likelihood", "nb", "--latent-distribution", "ln",
                "--no-use-observed-lib-size", "--encode-covariates", "--no-deeply-inject-covariates",
                "--categorical-covariate-keys", "batch", "--continuous-covariate-keys", "depth", "--linear-classifier",
                "--batch-size", "16", "--train-size", "0.8", "--lr", "0.002", "--weight-decay", "0.0001", "--eps",
                "0.001", "--n-steps-kl-warmup", "5", "--min-kl-weight", "0.1", "--max-kl-weight", "0.9",
                "--classification-ratio", "10", "--n-samples-per-label", "3", "--reduce-lr-on-plateau", "--lr-patience",
                "1", "--lr-min", "0.0001", "--early-stopping", "--early-stopping-patience", "3",
                "--check-val-every-n-epoch", "1", "--preset", "parity", "--gradient-clip-val", "5", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().getAsJsonObject("metrics").keySet()).contains("elbo_validation", "train_accuracy");
    }

    @Test
    void likelihoodIsThePresetsUnlessOneIsAskedFor() throws IOException {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        assertThat(likelihoodOfAModel(in)).isEqualTo("nb");
        assertThat(likelihoodOfAModel(in, "--preset", "parity")).isEqualTo("zinb");
        assertThat(likelihoodOfAModel(in, "--gene-likelihood", "zinb")).isEqualTo("zinb");
        assertThat(likelihoodOfAModel(in, "--preset", "parity", "--gene-likelihood", "poisson")).isEqualTo("poisson");
    }

    @Test
    void numberOfEpochsOfScviIsThePresets() {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        for (String preset : List.of("default", "parity")) {
            CommandRun run = CommandRun.of(folder, "train", "scvi", in.toString(), "-o", out().toString(), "--n-hidden",
                    "4", "--n-latent", "2", "--preset", preset, "--json");
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.json().get("epochs").getAsInt()).isEqualTo(preset.equals("parity") ? 400 : 300);
        }
    }

    private String likelihoodOfAModel(Path in, String... options) throws IOException {
        Path model = folder.resolve("model " + String.join(" ", options));
        String[] words = Stream.concat(Stream.of("--max-epochs", "1", "--save", model.toString()), Stream.of(options))
                .toArray(String[]::new);
        CommandRun run = scvi(in, words);
        assertThat(run.status()).as(run.err()).isZero();
        return JsonParser.parseString(Files.readString(model.resolve("manifest.json"))).getAsJsonObject()
                .getAsJsonObject("network").get("gene_likelihood").getAsString();
    }

    @Test
    void wrongSettingsAreRefusedWithTheirNames() {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        refused(scvi(in, "--gene-likelihood", "nbb"), "--gene-likelihood", "nb, zinb, poisson", "'nbb'");
        refused(scvi(in, "--train-size", "1.5"), "--train-size must be in (0, 1] but was 1.5");
        refused(scvi(in, "--train-size", "1", "--early-stopping"), "no cell is left to validate with");
        refused(scvi(in, "--max-epochs", "0"), "--max-epochs must be at least 1 but was 0");
        refused(scvi(in, "--n-latent", "0"), "n_latent must be at least 1 but was 0");
        refused(scvi(in, "--threads", "0"), "--threads must be at least 1 but was 0");
        refused(scvi(in, "--gradient-clip-val", "-1"), "--gradient-clip-val must be above 0");
        refused(scvi(in, "--n-epochs-kl-warmup", "3", "--n-steps-kl-warmup", "3"), "cannot both be given");
        refused(scanvi(in, "--labels-key", "known", "--n-samples-per-label", "-1"), "--n-samples-per-label");
        refused(scvi(in, "--labels-key", "known", "--dispersion", "gene-label"), in + ", obs/known: 20 of 40 cells have "
                + "no label, and --dispersion gene-label needs one for every cell");
        refused(scvi(in, "--dispersion", "gene-label"), "--dispersion gene-label needs --labels-key");
        refused(scanvi(in), "give --labels-key COLUMN");
        assertThat(out()).doesNotExist();
    }

    private static boolean isWritten(Path file, String text) {
        try {
            return Files.writeString(file, text).equals(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refused(CommandRun run, String... words) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(run.out()).isEmpty();
    }

    private static String weights(CommandRun run) {
        assertThat(run.status()).as(run.err()).isZero();
        return run.json().get("weights_sha256").getAsString();
    }

    private CommandRun scvi(Path in, String... more) {
        return train("scvi", in, more);
    }

    private CommandRun scanvi(Path in, String... more) {
        return train("scanvi", in, more);
    }

    private CommandRun train(String model, Path in, String... more) {
        Stream<String> epochs = Arrays.asList(more).contains("--max-epochs") ? Stream.of()
                : Stream.of("--max-epochs", "2");
        Stream<String> hidden = Arrays.asList(more).contains("--n-hidden") ? Stream.of()
                : Stream.of("--n-hidden", "16");
        return CommandRun.of(folder, Stream.of(Stream.of("train", model, in.toString(), "-o", out().toString()), hidden,
                epochs, Arrays.stream(more)).flatMap(s -> s).toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out.h5ad");
    }
}
