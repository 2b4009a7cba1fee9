package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// What is scheduled on the command line moves as it was written.
class ScheduledTrainingTest {
    @TempDir
    Path folder;

    private Path in = Path.of("");

    @BeforeEach
    void writeCells() {
        in = SmallCells.make().write(folder.resolve("in.h5ad"));
    }

    /// Trains on 36 of 40 cells by tens: four steps an epoch.
    private CommandRun train(String model, String... more) {
        List<String> words = new ArrayList<>(List.of("train", model, in.toString(), "-o",
                folder.resolve("out.h5ad").toString(), "--batch-size", "10", "--max-epochs", "3", "--n-hidden", "8",
                "--train-size", "0.9", "--json", "--history", folder.resolve("history.csv").toString()));
        words.addAll(List.of(more));
        return CommandRun.of(folder, words.toArray(String[]::new));
    }

    private CommandRun trained(String model, String... more) {
        CommandRun run = train(model, more);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private String weights(CommandRun run) {
        return run.json().get("weights_sha256").getAsString();
    }

    /// The values of a key per step or epoch, in the order of the history file.
    private List<Double> history(String per, String key) throws IOException {
        return Files.readAllLines(folder.resolve("history.csv")).stream().map(line -> line.split(",", -1))
                .filter(cells -> cells[0].equals(per) && cells[2].equals(key)).map(cells -> Double.valueOf(cells[3]))
                .toList();
    }

    @Test
    void theRateFollowsItsSchedule() throws IOException {
        trained("scvi", "--lr", "0.008", "--lr-schedule", "warmup(4) then steplr(1ep, gamma=.5)");
        assertThat(history("step", "lr")).containsExactly(0.002, 0.004, 0.006, 0.008, 0.004, 0.004, 0.004, 0.004, 0.002,
                0.002, 0.002, 0.002);
    }

    @Test
    void aPlateauBehindAWarmUpBeginsFromTheFullRate() throws IOException {
        CommandRun run = trained("scvi", "--lr", "0.004", "--lr-schedule", "warmup(4) then plateau(factor=.5, patience=0, "
                + "threshold=1e9, threshold_mode=abs, metric=elbo_train)");
        assertThat(history("step", "lr")).startsWith(0.001, 0.002, 0.003, 0.004, 0.004).doesNotContain(0.0);
        assertThat(run.err()).contains("lr 4e-3 -> 2e-3: elbo_train has not improved for 1 epoch");
    }

    @Test
    void aPlateauThatWatchesValidationMakesTheRunValidate() throws IOException {
        trained("scanvi", "--labels-key", "known", "--lr-schedule", "plateau(patience=9)");
        assertThat(history("epoch", "elbo_validation")).hasSize(3);
    }

    @Test
    void theSameInAConfigurationFile() throws IOException {
        String said = weights(trained("scvi", "--lr-schedule", "warmup(6)", "--kl-weight", "ramp(.1, 1, 2ep)"));
        Path config = Files.writeString(folder.resolve("config.yaml"), "lr-schedule: warmup(6)\nkl-weight: ramp(.1, 1, 2ep)\n");
        assertThat(weights(trained("scvi", "--config", config.toString()))).isEqualTo(said);
        assertThat(weights(trained("scvi", "--config", config.toString(), "--lr-schedule", "warmup(7)"))).isNotEqualTo(said);
    }

    @Test
    void theWeightOfTheDivergenceFollowsItsSchedule() throws IOException {
        trained("scvi", "--kl-weight", "ramp(.25, 1, 3ep)");
        assertThat(history("epoch", "kl_weight")).containsExactly(0.25, 0.5, 0.75);
        String steps = weights(trained("scvi", "--kl-weight", "ramp(.25, 1, 3ep)"));
        assertThat(weights(trained("scvi", "--min-kl-weight", "0.25", "--n-epochs-kl-warmup", "3"))).isEqualTo(steps);
    }

    @Test
    void theRatioOfTheClassifierFollowsItsSchedule() {
        String usual = weights(trained("scanvi", "--labels-key", "known"));
        assertThat(weights(trained("scanvi", "--labels-key", "known", "--classification-ratio", "50 for 99ep then 0")))
                .isEqualTo(usual);
        assertThat(weights(trained("scanvi", "--labels-key", "known", "--classification-ratio", "50 for 1ep then 0")))
                .isNotEqualTo(usual);
    }

    @Test
    void dropoutFollowsItsSchedule() {
        String none = weights(trained("scvi", "--dropout-schedule", "0"));
        assertThat(weights(trained("scvi", "--dropout-schedule", "0 * steplr(1ep)"))).isEqualTo(none);
        assertThat(weights(trained("scvi", "--dropout-schedule", "0.1"))).as("the network's own rate")
                .isEqualTo(weights(trained("scvi")));
        assertThat(weights(trained("scvi", "--dropout-schedule", "0.1 for 1ep then 0"))).isNotEqualTo(none);
    }

    @Test
    void theMeanOfLateWeightsGoesWithARateThatStays() {
        String plain = weights(trained("scvi", "--lr-schedule", "1 for 1ep then swa(5e-4, 1)"));
        String mean = weights(trained("scvi", "--lr-schedule", "1 for 1ep then swa(5e-4, 1)", "--swa-start", "2ep"));
        assertThat(mean).isNotEqualTo(plain);
        assertThat(weights(trained("scvi", "--lr-schedule", "1 for 1ep then swa(5e-4, 1)", "--swa-start", "3")))
                .as("the mean of the last weights alone").isEqualTo(plain);
        assertThat(train("scvi", "--swa-start", "2ep", "--ema", "0.9").err()).contains("cannot both be given");
        assertThat(train("scvi", "--swa-start", "soon").err()).contains("--swa-start must be a number of epochs or steps");
    }

    @Test
    void whatIsWrongIsShownInTheText() {
        CommandRun run = train("scvi", "--lr-schedule", "warmup(512) then cosine(512, eta=0)");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("""
                --lr-schedule: cosine has no argument 'eta'; it has T_max, eta_min
                  warmup(512) then cosine(512, eta=0)
                                               ^^^""");
        assertThat(train("scvi", "--kl-weight", "plateau()").err()).contains("--kl-weight: ", "only learning rates can");
        assertThat(train("scvi", "--lr-schedule", "warmup(4)", "--lr-decay", "0.5").err())
                .contains("write 'decay(from=0.5, over=100ep)' in it in place of --lr-decay");
        assertThat(train("scvi", "--kl-weight", "1", "--max-kl-weight", "1").err()).contains("leave out");
        assertThat(train("scvi", "--dropout-schedule", "1.5").err()).contains("a rate of dropout must be in [0, 1) but was "
                + "1.5");
    }
}
