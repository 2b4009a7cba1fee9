package io.cellwright.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.MatrixRef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// A process that adds to a file and is killed at any moment leaves it with the old results or the new ones, whole, and
/// everything else as it was.
///
/// `-Dcellwright.kills=200` makes it more than the few kills of every build, `-Dcellwright.seed=N` chooses the moments,
/// and `-Dcellwright.python=PYTHON` has each file read by h5py and anndata too.
class InPlaceKillTest {
    private static final int MOST_MICROS = 250_000;
    private static final Path CHECK = Path.of("../core/src/test/python/check_generations.py");

    @TempDir
    Path temp;

    private Path file;
    private Path original;

    /// The last numbers that a process said.
    ///
    /// @param begun the last that it began
    /// @param done the last that it finished
    private record Said(int begun, int done) {
        Said with(String line) {
            int number = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
            return line.startsWith("begins") ? new Said(number, done) : new Said(begun, number);
        }
    }

    @BeforeEach
    void makeCells() throws IOException {
        original = SmallCells.make(300, 20).write(temp.resolve("original.h5ad"));
        file = Files.copy(original, temp.resolve("file.h5ad"));
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = ThreadMode.SEPARATE_THREAD)
    void aKilledAdditionLeavesTheOldOrTheNewResults() throws Exception {
        int kills = Integer.getInteger("cellwright.kills", 3);
        long seed = Long.getLong("cellwright.seed", System.nanoTime());
        Random random = new Random(seed);
        int within = 0;
        int fresh = 0;
        try (Peer peer = Peer.start(original)) {
            int last = 0;
            for (int kill = 0; kill < kills; kill++) {
                Said said = runAndKill(last + 1, random);
                within += said.begun > said.done ? 1 : 0;
                int found = requireWhole();
                assertThat(found).as("kill %d of seed %d", kill, seed).isBetween(Math.max(last, said.done),
                        Math.max(last, said.begun));
                peer.requireSame(file, found);
                fresh += found > Math.max(last, said.done) ? 1 : 0;
                last = found;
            }
        }
        System.out.println(kills + " kills of additions, " + within + " within a write, of which " + fresh
                + " left the new results: all files whole; seed " + seed);
    }

    private int requireWhole() {
        try (H5adFile killed = H5adFile.open(file); H5adFile whole = H5adFile.open(original)) {
            assertThat(killed.matrix(new MatrixRef.X()).entries()).isEqualTo(whole.matrix(new MatrixRef.X()).entries());
            assertThat(killed.var()).isEqualTo(whole.var());
            assertThat(killed.obs().names()).isEqualTo(whole.obs().names());
            return Generations.in(killed);
        }
    }

    private Said runAndKill(int first, Random random) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp",
                System.getProperty("java.class.path"), Generations.class.getName(), file.toString(),
                Integer.toString(first)).redirectError(temp.resolve("errors.txt").toFile()).start();
        Said said = new Said(0, 0);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (int wanted = 2 * random.nextInt(3) + 1; wanted > 0; wanted--) {
                String line = lines.readLine();
                assertThat(line).as(Files.readString(temp.resolve("errors.txt"))).isNotNull();
                said = said.with(String.valueOf(line));
            }
            process.waitFor(random.nextInt(1 + random.nextInt(MOST_MICROS)), TimeUnit.MICROSECONDS);
            // Not by the process itself, which would close what it said.
            process.toHandle().destroyForcibly();
            process.waitFor();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said = said.with(line);
            }
        }
        return said;
    }

    /// h5py and anndata, where a Python is named that has them.
    private record Peer(List<Process> process) implements AutoCloseable {
        static Peer start(Path original) throws IOException {
            String python = System.getProperty("cellwright.python", "");
            return python.isEmpty() ? new Peer(List.of()) : new Peer(List.of(
                    new ProcessBuilder(python, CHECK.toString(), original.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT).start()));
        }

        void requireSame(Path file, int number) throws IOException {
            for (Process python : process) {
                BufferedWriter ask = python.outputWriter(StandardCharsets.UTF_8);
                ask.write(file + "\n");
                ask.flush();
                assertThat(python.inputReader(StandardCharsets.UTF_8).readLine()).as("number that h5py finds")
                        .isEqualTo(Integer.toString(number));
            }
        }

        @Override
        public void close() {
            process.forEach(Process::destroy);
        }
    }
}
