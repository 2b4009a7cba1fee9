package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A disk that takes no more, in the middle of a file: the shell lets no file of the program grow beyond a size, which
/// fails as a full disk does.
@Timeout(value = 600, threadMode = ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class FullDiskTest {
    private static final Path BASH = Path.of("/bin/bash");
    private static final int KIB = 1024;

    @TempDir
    Path folder;

    private Path in;

    @BeforeEach
    void makeCells() {
        assumeTrue(Files.isExecutable(BASH), "needs bash, whose ulimit counts in KiB");
        in = SmallCells.make(400, 60).write(folder.resolve("in.h5ad"));
    }

    @Test
    void outputThatDoesNotFitLeavesTheOldOne() throws Exception {
        Path out = Files.writeString(folder.resolve("out.h5ad"), "last week's results");
        refusedChangingNothing(Files.size(in) / KIB / 2, out + ": cannot be written: File too large. The old file is as "
                + "it was", "-o", out.toString());
    }

    @Test
    void resultsThatDoNotFitBehindTheInputLeaveIt() throws Exception {
        // There is room for some of the 400 x 10 numbers, not for all.
        refusedChangingNothing(Files.size(in) / KIB + 8, in + ": cannot be written: File too large. The file is as it "
                + "was", "--in-place");
    }

    @Test
    void modelThatDoesNotFitLeavesTheOldOneAndNoOutput() throws Exception {
        Path model = folder.resolve("model");
        assertThat(ProgramProcess.run(folder, "train", "scvi", in.toString(), "--in-place", "--save", model.toString(),
                "--n-hidden", "8", "--max-epochs", "1").status()).isZero();
        refusedChangingNothing(32, model + ": the model could not be saved: File too large. Check the space on the disk, "
                + "the rights of the folder, and that all names are valid text; what was there before is still there",
                "-o", folder.resolve("out.h5ad").toString(), "--save", model.toString());
    }

    @Test
    void checkpointsThatDoNotFitAreDoneWithoutAndThoseBeforeThemStayWhole() throws Exception {
        in = SmallCells.make(100, 60).write(folder.resolve("few.h5ad"));
        Path states = folder.resolve("states");
        Path small = folder.resolve("small");
        assertThat(ProgramProcess.run(folder, checkpointing("one.h5ad", 20, "--checkpoints", small.toString())).status())
                .isZero();
        long size = Files.size(newest(small));
        assertThat(Files.size(folder.resolve("one.h5ad"))).as("room for the results").isLessThan(size);

        // A checkpoint grows with the history in it.
        String[] words = checkpointing("end.h5ad", 200, "--checkpoints", states.toString(), "--json");
        try (ProgramProcess program = ProgramProcess.start(folder, limited(size / KIB + 6), words)) {
            CommandRun run = program.end();
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err().lines().filter(line -> line.contains("warning: The checkpoint at step"))).hasSize(1)
                    .first().asString().contains("File too large", "The run goes on");
            Path last = newest(states);
            assertThat(last.getFileName().toString()).as("the last that fitted").isNotEqualTo(
                    "step-%012d.safetensors".formatted(run.json().get("steps").getAsLong()));
            CommandRun resumed = process(checkpointing("again.h5ad", 200, "--resume", states.toString(), "--json"));
            assertThat(resumed.err()).contains("Going on from " + last).doesNotContain("warning");
            assertThat(resumed.json().get("weights_sha256")).isEqualTo(run.json().get("weights_sha256"));
        }
    }

    private String[] checkpointing(String out, int epochs, String... more) {
        return Stream.concat(Stream.of("train", "scvi", in.toString(), "-o", folder.resolve(out).toString(), "--threads",
                "1", "--n-hidden", "64", "--checkpoint-every", "20epochs", "--max-epochs", Integer.toString(epochs)),
                Stream.of(more)).toArray(String[]::new);
    }

    private CommandRun process(String... words) throws Exception {
        try (ProgramProcess program = ProgramProcess.start(folder, words)) {
            return program.end();
        }
    }

    private static Path newest(Path states) throws IOException {
        try (Stream<Path> files = Files.list(states)) {
            return files.filter(f -> f.toString().endsWith(".safetensors")).sorted().reduce((a, b) -> b).orElseThrow();
        }
    }

    private static List<String> limited(long most) {
        return List.of(BASH.toString(), "-c", "ulimit -f " + most + " && exec \"$@\"", "bash");
    }

    /// Trains where no file may grow beyond `most` KiB.
    private void refusedChangingNothing(long most, String message, String... where) throws Exception {
        Map<String, byte[]> before = contents();
        String[] words = Stream.concat(Stream.of("train", "scvi", in.toString(), "--threads", "1", "--max-epochs", "1"),
                Stream.of(where)).toArray(String[]::new);
        try (ProgramProcess program = ProgramProcess.start(folder, limited(most), words)) {
            CommandRun run = program.end();
            assertThat(run.err().lines().toList().getLast()).startsWith("cellwright: " + message);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
        }
        Map<String, byte[]> after = contents();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((name, bytes) -> assertThat(Arrays.mismatch(after.get(name), bytes))
                .as("first byte of %s that differs", name).isEqualTo(-1));
    }

    /// All files by their names, and all folders, which are empty here.
    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                contents.put(folder.relativize(file).toString(),
                        Files.isDirectory(file) ? new byte[0] : Files.readAllBytes(file));
            }
        }
        return contents;
    }
}
