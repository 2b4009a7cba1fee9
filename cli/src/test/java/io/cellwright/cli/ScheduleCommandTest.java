package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ScheduleCommandTest {
    @TempDir
    Path folder;

    private CommandRun run(String... words) {
        return CommandRun.of(folder, words);
    }

    @Test
    void warmUpThenCosineIsDrawn() {
        CommandRun run = run("schedule", "warmup(512) then cosine(T_max=512, eta_min=1e-5)");
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).containsExactly(
                "WarmUp(steps=512) then CosineAnnealingLR(T_max=512, eta_min=1e-5)",
                " 0.001 ┤                                 ⣀⡴⠚⠉⠉⠓⠒⠦⣄⡀",
                "       │                              ⣀⡴⠚⠁        ⠉⠓⢦⣀",
                "       │                           ⣠⠴⠚⠁              ⠈⠳⣄⡀",
                "       │                        ⣠⠴⠋⠁                    ⠙⢦⡀",
                "       │                     ⣠⠴⠋⠁                         ⠙⢦⡀",
                "0.0005 ┤                 ⢀⣠⠴⠋⠁                              ⠙⢦⡀",
                "       │              ⢀⣠⠴⠋                                    ⠙⢦⡀",
                "       │           ⢀⣠⠖⠋                                         ⠙⢦⡀",
                "       │        ⢀⣠⠖⠋                                              ⠙⢦⡀",
                "       │     ⢀⣠⠖⠋                                                   ⠉⠳⣄",
                "       │  ⢀⣠⠞⠉                                                        ⠈⠙⠦⣄⡀",
                "     0 ┤⡤⠞⠉                                                               ⠉⠓⠲⠤⠤⢤",
                "       └┬──────────────────────────────────┬──────────────────────────────────┬─",
                "        0                                 500                               1,000  steps");
    }

    @Test
    void aPlateauBehindAWarmUpIsDrawnForAMetricThatIsSaidToBeMadeUp() {
        CommandRun run = run("schedule", "warmup(4) then plateau(patience=2)");
        assertThat(run.status()).isZero();
        assertThat(run.out().lines()).contains(
                "       │       ⢸⠉⠉⠉⠁                 ⡇",
                "       │⣀⣀⣀⣀⡇                        ⡇",
                "after epoch 8: lr 1e-3 -> 1e-4: elbo_validation has not improved for 3 epochs",
                "after epoch 11: lr 1e-4 -> 1e-5: elbo_validation has not improved for 3 epochs");
        assertThat(run.err().lines()).containsExactly(
                "cellwright: the metric is made up: elbo_validation never improves (--metric)",
                "cellwright: an epoch has one step here; a schedule in steps and epochs looks otherwise with more"
                        + " (--steps-per-epoch)");
    }

    @Test
    void chainedDecayAndWarmUpAreTheRatesOfCelldetection() {
        JsonArray rates = run("schedule", "steplr(5, gamma=.99) * warmup(512)", "--lr", "1", "--steps", "1200",
                "--json").json().getAsJsonArray("lr").get(0).getAsJsonArray();
        assertThat(rates).hasSize(1200);
        for (int t = 0; t < 1200; t++) {
            double expected = t < 512 ? (t + 1) / 512.0 : Math.pow(0.99, t / 5 - 512 / 5);
            assertThat(rates.get(t).getAsDouble()).as("t = %d", t).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void metricsCanBeGivenAndTheLastStays() {
        JsonObject json = run("schedule", "plateau(patience=1, factor=.5)", "--metric", "3,2,1", "--epochs", "7",
                "--steps-per-epoch", "2", "--lr", "1", "--json").json();
        assertThat(json.get("schedule").getAsString()).isEqualTo("ReduceLROnPlateau(factor=0.5, patience=1)");
        assertThat(json.getAsJsonArray("lr").get(0).toString())
                .isEqualTo("[1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,0.5,0.5,0.5,0.5]");
        assertThat(json.getAsJsonArray("decisions").asList()).hasSize(2);
    }

    @Test
    void numbersCanBeHadAsATable() {
        CommandRun run = run("schedule", "onecycle(total_steps=4)", "--table", "--lr", "1,2");
        assertThat(run.out().lines()).containsSequence(
                "step  epoch                  lr  momentum",
                "----  -----  ------------------  --------",
                "   0      0          0.04, 0.08      0.95");
        assertThat(run("schedule", "exp(.999)", "--table", "--steps", "100000").out().lines()).hasSize(28)
                .anyMatch(line -> line.startsWith("99,999  "));
    }

    @Test
    void thePictureIsAWholeSvg() throws IOException {
        Path svg = folder.resolve("rates.svg");
        assertThat(run("schedule", "plateau(metric='a<b & c', patience=0)", "--svg", svg.toString()).status()).isZero();
        assertThat(svg).content().startsWith("<svg xmlns=").endsWith("</svg>\n")
                .contains("metric='a&lt;b &amp; c'", ">epochs</text>", ">learning rate</text>", "fill=\"#fff\"")
                .doesNotContain("NaN");
        assertThat(Files.readString(svg)).contains("stroke=\"#0072B2\"");
    }

    @Test
    void whatCannotBeWrittenIsRefusedBeforeAnythingIsDrawn() {
        CommandRun run = run("schedule", "exp(.9)", "--svg", folder.resolve("none/rates.svg").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aFaultIsShownInTheText() {
        CommandRun run = run("schedule", "warmup(4) then cosin(5)");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        List<String> lines = run.err().lines().toList();
        assertThat(lines.get(0)).startsWith("cellwright: there is no schedule 'cosin'; there are chain, clamp, ");
        assertThat(lines.subList(1, 3)).containsExactly("  warmup(4) then cosin(5)", "                 ^^^^^");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exp(.9) --steps 5 --epochs 5              | --steps and --epochs cannot both be given
            exp(.9) --steps 0                         | --steps must be at least 1 but was 0
            exp(.9) --epochs 5 --steps-per-epoch 0    | --steps-per-epoch must be at least 1 but was 0
            exp(.9) --steps 10000001                  | the steps to draw must be from 1 to 10,000,000
            plateau() --metric up                     | --metric must be flat, or numbers with commas, but was up
            plateau() --metric ,                      | --metric must be flat
            plateau() --metric NaN                    | elbo_validation must be a finite number
            exp(.9) --lr -1                           | lr must be at least 0
            plateau(min_lr=[0,1]) --lr 1,2,3          | base rates must be 2
            """)
    void wrongRequestsAreRefused(String words, String message) {
        CommandRun run = run(("schedule " + words).split(" +"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void everyKindOfScheduleCanBeDrawn() {
        for (String schedule : List.of("0", "1", "cyclic(max_lr=2e-3)", "restarts(10)", "warmup(0) then 1",
                "ramp(0, 1, 1ep)", "cosine(1000000)", "warmup(3ep) then steplr(2ep)", "plateau(min_lr=[0, 1e-4])",
                "exp(1.01)")) {
            CommandRun run = run("schedule", schedule);
            assertThat(run.status()).as(schedule + ": " + run.err()).isZero();
            assertThat(run.out().lines().filter(line -> line.contains("│") || line.contains("┤"))).as(schedule)
                    .hasSize(12).allMatch(line -> line.length() <= 100);
        }
    }
}
