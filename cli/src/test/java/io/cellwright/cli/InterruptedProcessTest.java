package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.cellwright.anndata.H5adFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/// Ctrl-C as a terminal sends it: a real signal to a real process.
@Timeout(value = 600, threadMode = ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class InterruptedProcessTest {
    @TempDir
    Path folder;

    @Test
    void ctrlCSavesTheModelSoFarAndLeavesNothingElse() throws Exception {
        ProgramProcess.assumeSignals();
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        byte[] before = Files.readAllBytes(in);
        Path model = folder.resolve("model");
        CommandRun run = interrupted(in, "--save", model.toString());
        assertThat(run.status()).as(run.err()).isEqualTo(130);
        assertThat(run.err().lines().toList().getLast()).startsWith("cellwright: interrupted after ")
                .endsWith("no output was written, --resume " + model + ".checkpoints goes on, the model so far is in " + model);
        assertThat(run.out()).isEmpty();
        assertThat(Files.readAllBytes(in)).as("the input").isEqualTo(before);
        assertThat(names(folder)).containsExactly("in.h5ad", "model", "model.checkpoints");
        assertThat(names(model)).containsExactly("SHA256SUMS", "manifest.json", "weights.safetensors");
        Path applied = folder.resolve("applied.h5ad");
        CommandRun apply = ProgramProcess.run(folder, "apply", model.toString(), in.toString(), "-o", applied.toString());
        assertThat(apply.status()).as(apply.err()).isZero();
        try (H5adFile file = H5adFile.open(applied)) {
            assertThat(file.obsm("X_scVI").rows()).isEqualTo(SmallCells.CELLS);
        }
    }

    @Test
    void ctrlCWithoutAFolderForTheModelLeavesOnlyTheInput() throws Exception {
        ProgramProcess.assumeSignals();
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        CommandRun run = interrupted(in);
        assertThat(run.status()).as(run.err()).isEqualTo(130);
        assertThat(run.err().lines().toList().getLast()).startsWith("cellwright: interrupted after ")
                .endsWith("no output was written");
        assertThat(names(folder)).containsExactly("in.h5ad");
    }

    /// Starts a training that would last for days, and interrupts it after its first epoch.
    private CommandRun interrupted(Path in, String... more) throws IOException, InterruptedException {
        String[] words = Stream.concat(Stream.of("train", "scvi", in.toString(), "-o",
                folder.resolve("out.h5ad").toString(), "--n-hidden", "8", "--threads", "1", "--max-epochs", "100000000"),
                Stream.of(more)).toArray(String[]::new);
        try (ProgramProcess program = ProgramProcess.start(folder, words)) {
            program.awaitLine("scvi  1/");
            program.signal("INT");
            return program.end();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
