package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.cellwright.anndata.H5adFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// While one program works on a file to which its results will be added, a second is refused at once.
@Timeout(value = 600, threadMode = ThreadMode.SEPARATE_THREAD)
class InPlaceLockTest {
    @TempDir
    Path folder;

    private Path in;
    private Path model;

    @BeforeEach
    void trainAModel() {
        in = SmallCells.make().write(folder.resolve("in.h5ad"));
        model = folder.resolve("model");
        CommandRun run = train("--save", model.toString(), "--max-epochs", "1");
        assertThat(run.status()).as(run.err()).isZero();
    }

    private String[] words(String... more) {
        return Stream.concat(Stream.of("train", "scvi", in.toString(), "--in-place", "--n-hidden", "8", "--threads",
                "1"), Stream.of(more)).toArray(String[]::new);
    }

    private CommandRun train(String... more) {
        return CommandRun.of(folder, words(more));
    }

    private void requireRefused(CommandRun run) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("cellwright: " + in + ": is being written to by another program. Wait until it "
                + "has ended, or write a new file with -o OUT.h5ad\n");
    }

    @Test
    void aSecondProgramIsRefusedAtOnceAndTheFirstIsNotDisturbed() throws Exception {
        ProgramProcess.assumeSignals();
        byte[] before = Files.readAllBytes(in);
        try (ProgramProcess program = ProgramProcess.start(folder, words("--max-epochs", "100000000"))) {
            program.awaitLine("scvi  1/");
            // A refused one must not have trained: with so many epochs it would not come back.
            requireRefused(train("--max-epochs", "100000000"));
            requireRefused(CommandRun.of(folder, "apply", model.toString(), in.toString(), "--in-place"));
            requireRefused(CommandRun.of(folder, "umap", in.toString(), "--in-place"));
            requireRefused(CommandRun.of(folder, "train", "vae", in.toString(), "--in-place", "--epochs", "100000000"));
            Path out = folder.resolve("out.h5ad");
            assertThat(CommandRun.of(folder, "apply", model.toString(), in.toString(), "-o", out.toString()).status())
                    .isZero();
            Files.delete(out);
            assertThat(Files.readAllBytes(in)).isEqualTo(before);
            program.signal("INT");
            assertThat(program.end().status()).isEqualTo(130);
        }
        assertThat(names()).containsExactly("in.h5ad", "model");
    }

    @Test
    void whatAKilledProgramLeavesKeepsNobodyOut() throws Exception {
        try (ProgramProcess program = ProgramProcess.start(folder, words("--max-epochs", "100000000"))) {
            program.awaitLine("scvi  1/");
            program.kill();
        }
        assertThat(names()).contains(".in.h5ad.lock");
        CommandRun run = CommandRun.of(folder, "apply", model.toString(), in.toString(), "--in-place");
        assertThat(run.status()).as(run.err()).isZero();
        try (H5adFile file = H5adFile.open(in)) {
            assertThat(file.summary().obsm()).containsExactly("X_scVI");
        }
        assertThat(names()).containsExactly("in.h5ad", "model");
    }

    @Test
    void whatIsRefusedOrFailsGivesTheFileBack() throws IOException {
        for (List<String> wrong : List.of(List.of("--labels-key", "none"), List.of("--lr", "1e30"),
                List.of("--layer", "none"))) {
            CommandRun run = train(wrong.toArray(String[]::new));
            assertThat(run.status()).as(run.err()).isEqualTo(2);
            assertThat(names()).containsExactly("in.h5ad", "model");
        }
        assertThat(train("--max-epochs", "1").status()).isZero();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            // A process that is killed leaves the libraries that it unpacked.
            return files.map(file -> String.valueOf(file.getFileName())).filter(name -> !name.endsWith(".tmp")).sorted()
                    .toList();
        }
    }
}
