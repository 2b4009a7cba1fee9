package io.cellwright.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/// Checkpoints of real processes: one that is told to end, and two that want the same folder.
@Timeout(value = 600, threadMode = ThreadMode.SEPARATE_THREAD)
class StoppedProcessTest {
    @TempDir
    Path folder;

    private Path in;

    @BeforeEach
    void makeCells() {
        in = SmallCells.make().write(folder.resolve("in.h5ad"));
    }

    private String[] words(String out, int epochs, String... more) {
        return Stream.concat(Stream.of("train", "scvi", in.toString(), "-o", folder.resolve(out).toString(),
                "--n-hidden", "8", "--threads", "1", "--max-epochs", Integer.toString(epochs)), Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void terminationLeavesACheckpointFromWhichTheRunEndsWithTheSameBits() throws Exception {
        ProgramProcess.assumeSignals();
        String model = folder.resolve("model").toString();
        CommandRun stopped;
        try (ProgramProcess program = ProgramProcess.start(folder, words("out.h5ad", 3_000, "--save", model))) {
            program.awaitLine("scvi  1/");
            program.signal("TERM");
            stopped = program.end();
        }
        assertThat(stopped.status()).as(stopped.err()).isEqualTo(143);
        assertThat(stopped.err().lines().toList().getLast()).startsWith("cellwright: interrupted after ")
                .contains("--resume " + model + ".checkpoints goes on");
        assertThat(folder.resolve("out.h5ad")).doesNotExist();
        CommandRun end = process(words("out.h5ad", 3_000, "--save", model, "--resume", model, "--json"));
        CommandRun whole = process(words("whole.h5ad", 3_000, "--json"));
        assertThat(end.status()).as(end.err()).isZero();
        assertThat(end.err()).contains("Going on from");
        assertThat(end.json().get("weights_sha256")).isEqualTo(whole.json().get("weights_sha256"));
        assertThat(end.json().get("metrics")).isEqualTo(whole.json().get("metrics"));
    }

    private CommandRun process(String... words) throws Exception {
        try (ProgramProcess program = ProgramProcess.start(folder, words)) {
            return program.end();
        }
    }

    @Test
    void aSecondProcessOnTheSameFolderIsRefusedWhileTheFirstRuns() throws Exception {
        String states = folder.resolve("states").toString();
        try (ProgramProcess program = ProgramProcess.start(folder, words("first.h5ad", 100_000_000, "--checkpoints",
                states, "--checkpoint-every", "1steps"))) {
            program.awaitLine("scvi  1/");
            for (String option : new String[] {"--checkpoints", "--resume"}) {
                CommandRun second = CommandRun.of(folder, words("second.h5ad", 100_000_000, option, states));
                assertThat(second.status()).as(option).isEqualTo(2);
                assertThat(second.err()).as(option).isEqualTo("cellwright: " + states + ": another process keeps its "
                        + "checkpoints here. Let it end first, or name another folder\n");
            }
            program.kill();
        }
        assertThat(folder.resolve("second.h5ad")).doesNotExist();
        CommandRun third = CommandRun.of(folder, () -> true, words("third.h5ad", 100_000_000, "--resume", states));
        assertThat(third.status()).as("after the first was killed: " + third.err()).isEqualTo(130);
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefusedBeforeTraining() throws Exception {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(locked), "this user may write everywhere, as root may");
        for (Path states : new Path[] {locked, locked.resolve("states")}) {
            CommandRun run = CommandRun.of(folder, words("out.h5ad", 1, "--checkpoints", states.toString()));
            assertThat(run.status()).as(run.err()).isEqualTo(2);
            assertThat(run.err()).startsWith("cellwright: " + states + ": checkpoints cannot be kept here")
                    .doesNotContain("scvi  1/");
        }
    }
}
