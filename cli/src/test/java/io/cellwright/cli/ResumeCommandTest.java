package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.cellwright.anndata.H5adFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/// A run that was interrupted and went on is the run that was not.
class ResumeCommandTest {
    /// Four steps an epoch: 36 of 40 cells are in training, by tens.
    private static final List<String> OPTIONS = List.of("--batch-size", "10", "--max-epochs", "5",
            "--check-val-every-n-epoch", "2", "--n-hidden", "16", "--n-latent", "3", "--train-size", "0.9");

    @TempDir
    Path folder;

    private Path in = Path.of("");

    @BeforeEach
    void writeCells() {
        in = SmallCells.make().write(folder.resolve("in.h5ad"));
    }

    /// Runs `train`, stopped after so many steps of this call.
    private CommandRun train(String model, int steps, String out, String... more) {
        List<String> words = new ArrayList<>(List.of("train", model, in.toString(), "-o", folder.resolve(out).toString()));
        for (int i = 0; i < OPTIONS.size(); i += 2) {
            if (!List.of(more).contains(OPTIONS.get(i))) {
                words.addAll(OPTIONS.subList(i, i + 2));
            }
        }
        if (model.equals("scanvi")) {
            words.addAll(List.of("--labels-key", "known"));
        }
        words.addAll(List.of(more));
        AtomicInteger asked = new AtomicInteger();
        return CommandRun.of(folder, () -> asked.incrementAndGet() >= steps, words.toArray(String[]::new));
    }

    private CommandRun whole(String model, String out, String... more) {
        CommandRun run = train(model, Integer.MAX_VALUE, out, more);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private float[] embedding(String out, String key) throws IOException {
        try (H5adFile file = H5adFile.open(folder.resolve(out))) {
            return file.obsm(key).values_nk();
        }
    }

    private String[] states(String name, String... more) {
        List<String> words = new ArrayList<>(List.of(name, folder.resolve("states").toString()));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"scvi, X_scVI", "scanvi, X_scANVI"})
    void theEndHasTheSameBitsWhereverItWasInterrupted(String model, String key) throws IOException {
        CommandRun whole = whole(model, "whole.h5ad", "--json", "--threads", "1");
        // In the middle of an epoch, at the end of one, and in the middle again, with other threads each time.
        assertThat(train(model, 6, "no.h5ad", states("--checkpoints", "--threads", "2")).status()).isEqualTo(130);
        assertThat(train(model, 2, "no.h5ad", states("--resume", "--threads", "1")).status()).isEqualTo(130);
        CommandRun third = train(model, 3, "no.h5ad", states("--resume", "--threads", "3"));
        assertThat(third.status()).isEqualTo(130);
        assertThat(third.err()).contains("after step 8, in epoch 2");
        CommandRun end = whole(model, "end.h5ad", states("--resume", "--threads", "2", "--json"));
        assertThat(end.json().get("weights_sha256")).isEqualTo(whole.json().get("weights_sha256"));
        assertThat(end.json().get("metrics")).isEqualTo(whole.json().get("metrics"));
        assertThat(end.json().get("steps")).isEqualTo(whole.json().get("steps"));
        assertThat(embedding("end.h5ad", key)).isEqualTo(embedding("whole.h5ad", key));
        assertThat(folder.resolve("no.h5ad")).doesNotExist();
    }

    @Test
    void statesLieBesideTheModelWhileTheRunGoesAndAreDeletedAfterIt() {
        String model = folder.resolve("model").toString();
        CommandRun stopped = train("scvi", 3, "out.h5ad", "--save", model);
        assertThat(stopped.err().lines().toList().getLast()).isEqualTo("cellwright: interrupted after 3 steps; no output "
                + "was written, --resume " + model + ".checkpoints goes on, the model so far is in " + model);
        assertThat(folder.resolve("model.checkpoints")).isDirectory();
        assertThat(whole("scvi", "out.h5ad", "--save", model, "--resume", model).err()).contains("Going on from "
                + folder.resolve("model.checkpoints"), "after step 3, in epoch 1");
        assertThat(folder.resolve("model.checkpoints")).doesNotExist();
        assertThat(folder.resolve("model")).isDirectory();
    }

    @Test
    void aRunMayGrow() {
        whole("scvi", "short.h5ad", states("--checkpoints", "--preset", "parity"));
        CommandRun grown = whole("scvi", "long.h5ad", states("--resume", "--preset", "parity", "--max-epochs", "8",
                "--json"));
        CommandRun whole = whole("scvi", "whole.h5ad", "--preset", "parity", "--max-epochs", "8", "--json");
        assertThat(grown.json().get("epochs").getAsInt()).isEqualTo(8);
        assertThat(grown.json().get("weights_sha256")).as("constant rate, warm-up over 400 epochs")
                .isEqualTo(whole.json().get("weights_sha256"));
        assertThat(grown.err()).contains("The run was planned for 5 epochs and now is for 8");
    }

    @Test
    void aRunWhoseRateFallsOverItsLengthMayGrowToo() {
        whole("scvi", "short.h5ad", states("--checkpoints", "--lr-decay", "0.5"));
        CommandRun grown = whole("scvi", "long.h5ad", states("--resume", "--lr-decay", "0.5", "--max-epochs", "8"));
        assertThat(grown.err()).contains("what follows its length, such as a rate that falls, follows the new one");
    }

    @Test
    void otherSettingsAndOtherDataAreRefusedWithTheDifference() throws IOException {
        train("scvi", 3, "no.h5ad", states("--checkpoints"));
        byte[] state = Files.readAllBytes(newest());
        assertRefused(train("scvi", 9, "no.h5ad", states("--resume", "--lr", "0.01")),
                "options/plan/lr was 0.001 and is 0.01");
        assertRefused(train("scvi", 9, "no.h5ad", states("--resume", "--n-hidden", "17")),
                "network/n_hidden was 16 and is 17");
        assertRefused(train("scvi", 9, "no.h5ad", states("--resume", "--max-epochs", "4")),
                "options/max_epochs was 5 and is 4");
        assertRefused(train("scvi", 9, "no.h5ad", states("--resume", "--seed", "1")), "options/seed was 0 and is 1");
        SmallCells.make().with((cell, gene, value) -> cell == 3 && gene == 4 ? value + 1 : value).write(in);
        assertRefused(train("scvi", 9, "no.h5ad", states("--resume")), "the run was begun on other data: counts was ");
        assertThat(Files.readAllBytes(newest())).isEqualTo(state);
    }

    @Test
    void theHistoryInAFileIsThatOfTheWholeRun() throws IOException {
        String[] rules = {"--reduce-lr-on-plateau", "--lr-patience", "1",
            "--lr-threshold", "1e9", "--lr-scheduler-metric", "elbo_train", "--keep-best", "elbo_validation"};
        whole("scanvi", "whole.h5ad", with(rules, "--history", folder.resolve("whole.csv").toString()));
        Path csv = folder.resolve("history.csv");
        train("scanvi", 6, "no.h5ad", with(rules, states("--checkpoints", "--history", csv.toString())));
        byte[] part = Files.readAllBytes(csv);
        assertThat(train("scanvi", 9, "no.h5ad", with(rules, states("--resume", "--history", csv.toString(), "--lr",
                "0.5"))).status()).isEqualTo(2);
        assertThat(Files.readAllBytes(csv)).as("after a refusal").isEqualTo(part);
        train("scanvi", 5, "no.h5ad", with(rules, states("--resume", "--history", csv.toString())));
        whole("scanvi", "end.h5ad", with(rules, states("--resume", "--history", csv.toString())));
        assertThat(csv).hasSameBinaryContentAs(folder.resolve("whole.csv"));
        assertThat(Files.readString(csv)).contains("decision,", "elbo_validation", "train_accuracy");
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    private Path newest() {
        return folder.resolve("states").resolve("step-000000000003.safetensors");
    }

    private void assertRefused(CommandRun run, String difference) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(newest().toString(), difference);
        assertThat(folder.resolve("no.h5ad")).doesNotExist();
    }

    @Test
    void aDamagedStateIsNamedAndTheOneBeforeItIsUsed() throws IOException {
        CommandRun whole = whole("scvi", "whole.h5ad", "--json");
        train("scvi", 3, "no.h5ad", states("--checkpoints", "--checkpoint-every", "1steps"));
        byte[] bytes = Files.readAllBytes(newest());
        Files.write(newest(), Arrays.copyOf(bytes, bytes.length / 2));
        CommandRun end = whole("scvi", "end.h5ad", states("--resume", "--json"));
        assertThat(end.err()).contains("warning: " + newest() + ": the file was changed or cut short", "after step 2, in epoch 1");
        assertThat(end.json().get("weights_sha256")).isEqualTo(whole.json().get("weights_sha256"));
    }

    @Test
    void foldersThatWillNotDoAreRefusedBeforeTraining() throws IOException {
        train("scvi", 3, "no.h5ad", states("--checkpoints"));
        assertThat(train("scvi", 9, "no.h5ad", states("--checkpoints")).err()).contains("an earlier run has left its "
                + "checkpoints here. Go on with it by --resume");
        assertThat(train("scvi", 9, "no.h5ad", "--resume", folder.resolve("nowhere").toString()).err())
                .contains("--resume must name a folder with checkpoints but there is no folder");
        assertThat(train("scvi", 9, "no.h5ad", "--resume", folder.toString()).err()).contains("there is no checkpoint in "
                + "it. Begin a new run");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(train("scvi", 9, "no.h5ad", "--checkpoints", file.toString()).err()).contains(file
                + ": checkpoints cannot be kept here");
        assertThat(train("scvi", 9, "no.h5ad", "--checkpoint-every", "1min").err()).contains("give --checkpoints DIR too");
        assertThat(train("scvi", 9, "no.h5ad", states("--checkpoints", "--checkpoint-every", "soon")).err())
                .contains("an interval must be a number of minutes, steps or epochs");
        assertThat(train("scvi", 9, "no.h5ad", states("--resume", "--checkpoints", "other")).err())
                .contains("--resume and --checkpoints must name the same folder");
    }
}
