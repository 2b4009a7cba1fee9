package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// What watches over `train`, and what is written while it goes.
class TrainControlTest {
    @TempDir
    private Path folder;
    private Path in = Path.of("");

    @BeforeEach
    void makeCells() {
        in = SmallCells.make().write(folder.resolve("in.h5ad"));
    }

    private CommandRun scvi(String... more) {
        return CommandRun.of(folder, Stream.of(Stream.of("train", "scvi", in.toString(), "-o",
                folder.resolve("out.h5ad").toString(), "--n-hidden", "8", "--max-epochs", "4"), Stream.of(more))
                .flatMap(s -> s).toArray(String[]::new));
    }

    @Test
    void everyControlIsTakenAndTheBestWeightsAreTold() {
        CommandRun run = scvi("--early-stopping", "--early-stopping-monitor", "validation_loss",
                "--early-stopping-mode", "min", "--early-stopping-warmup-epochs", "1", "--keep-best", "elbo_validation",
                "--validate-every", "1st", "--accumulate", "2", "--batch-size", "9", "--ema", "0.9", "--freeze",
                "decoder.0.norm,dispersion", "--lr-of", "z_encoder=0.5", "--retry-diverged", "2", "--gradient-clip-val", "3",
                "--gradient-clip-algorithm", "value", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("steps").getAsInt()).as("four minibatches an epoch, two a step").isEqualTo(8);
        assertThat(run.json().getAsJsonObject("metrics").keySet()).contains("elbo_validation");
        assertThat(run.err()).contains("best weights: epoch ", "elbo_validation");
    }

    @Test
    void metricsAndDecisionsAreWrittenWhileTheRunGoes() throws IOException {
        Path csv = folder.resolve("history.csv");
        Path board = folder.resolve("board");
        CommandRun run = scvi("--history", csv.toString(), "--tensorboard", board.toString(), "--keep-best",
                "elbo_validation");
        assertThat(run.status()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.getFirst()).isEqualTo("per,index,key,value,text");
        assertThat(lines).anyMatch(l -> l.startsWith("epoch,3,elbo_validation,"))
                .anyMatch(l -> l.startsWith("step,4,train_loss,"))
                .anyMatch(l -> l.startsWith("decision,4,,,") && l.contains("best weights: epoch "));
        try (Stream<Path> files = Files.list(board)) {
            assertThat(files).singleElement().asString().contains("events.out.tfevents.");
        }
    }

    @Test
    void aRunThatDivergesIsTriedAgainAndThenRefusedWithTheNamesOfCells() {
        CommandRun run = scvi("--lr", "1e30", "--retry-diverged", "1");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("(retry 1 of 1): training diverged", "learning rate 5e29", "which are called ",
                "--retry-diverged 3");
    }

    @Test
    void wrongControlsAreRefusedWithTheirNames() {
        refused(List.of("--validate-every", "often"), "--validate-every must be a number of epochs or steps", "'often'");
        refused(List.of("--validate-every", "2", "--check-val-every-n-epoch", "2"), "cannot both be given");
        refused(List.of("--check-val-every-n-epoch", "-1"), "--check-val-every-n-epoch must be at least 0 but was -1");
        refused(List.of("--accumulate", "0"), "--accumulate must be at least 1 but was 0");
        refused(List.of("--ema", "1"), "--ema must be in (0, 1) but was 1");
        refused(List.of("--retry-diverged", "-2"), "--retry-diverged must be at least 0 but was -2");
        refused(List.of("--freeze", "encoder"), "no parameter is called encoder", "z_encoder");
        refused(List.of("--lr-of", "decoder"), "--lr-of must be PART=FACTOR", "'decoder'");
        refused(List.of("--lr-of", "decoder=fast"), "decoder=0.1", "'decoder=fast'");
        refused(List.of("--gradient-clip-val", "1", "--gradient-clip-algorithm", "length"), "norm or value", "'length'");
        refused(List.of("--keep-best", "elbo_validatoin"), "Did you mean 'elbo_validation'?");
        refused(List.of("--early-stopping", "--early-stopping-mode", "low"), "min, max", "'low'");
        refused(List.of("--early-stopping", "--early-stopping-patience", "0"), "--early-stopping-patience");
        refused(List.of("--keep-best", "elbo_validation", "--train-size", "1"), "no cell is left to validate with");
        refused(List.of("--history", folder.resolve("none/h.csv").toString()), "none/h.csv", "cannot be written");
        assertThat(folder.resolve("out.h5ad")).doesNotExist();
    }

    private void refused(List<String> options, String... words) {
        CommandRun run = scvi(options.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(run.out()).isEmpty();
    }
}
