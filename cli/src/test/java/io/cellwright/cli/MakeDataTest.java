package io.cellwright.cli;

import java.nio.file.Path;

import com.google.gson.JsonParser;
import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.data.CsrMatrix;
import io.cellwright.task.Simulation;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MakeDataTest {
    @TempDir
    private Path folder;

    private CommandRun run(String... words) {
        return CommandRun.on(Device::cpu, folder, () -> false, words);
    }

    private CsrMatrix counts(String name, String... more) {
        Path out = folder.resolve(name);
        String[] words = new String[more.length + 6];
        String[] first = {"make-data", out.toString(), "--cells", "300", "--genes", "200"};
        System.arraycopy(first, 0, words, 0, 6);
        System.arraycopy(more, 0, words, 6, more.length);
        CommandRun run = run(words);
        assertThat(run.status()).as(run.err()).isZero();
        try (H5adFile file = H5adFile.open(out)) {
            assertThat(file.obs().column(Simulation.TYPE)).isPresent();
            assertThat(file.obs().column(Simulation.BATCH)).isPresent();
            return file.matrix(new MatrixRef.X());
        }
    }

    @Test
    void makesCellsThatCanBeTrainedOnWithAsManyCountsAsAskedFor() {
        CsrMatrix counts = counts("made.h5ad", "--nnz-per-cell", "30");
        assertThat(counts.rows()).isEqualTo(300);
        assertThat(counts.entries() / 300.0).isCloseTo(30, within(3.0));
        CommandRun train = run("train", "scanvi", folder.resolve("made.h5ad").toString(), "-o",
                folder.resolve("out.h5ad").toString(), "--max-epochs", "1", "--labels-key", Simulation.KNOWN,
                "--batch-key", Simulation.BATCH, "--memory", "16g");
        assertThat(train.status()).as(train.err()).isZero();
        assertThat(train.err()).contains("counts fit into --memory 16g");
    }

    @Test
    void theSeedSaysWhichCellsAndCompressionSaysNothing() {
        CsrMatrix counts = counts("a.h5ad", "--seed", "7");
        assertThat(same(counts, counts("b.h5ad", "--seed", "7", "--gzip", "0"))).isTrue();
        assertThat(same(counts, counts("c.h5ad", "--seed", "8"))).isFalse();
    }

    private static boolean same(CsrMatrix a, CsrMatrix b) {
        boolean same = a.entries() == b.entries();
        for (int e = 0; same && e < a.entries(); e++) {
            same = a.column(e) == b.column(e) && a.value(e) == b.value(e);
        }
        return same;
    }

    @Test
    void saysWhatWasMadeAndRefusesWhatCannotBe() {
        CommandRun run = run("make-data", folder.resolve("j.h5ad").toString(), "--cells", "9", "--genes", "20",
                "--json");
        assertThat(JsonParser.parseString(run.out()).getAsJsonObject().get("cells").getAsInt()).isEqualTo(9);
        CommandRun wrong = run("make-data", folder.resolve("k.h5ad").toString(), "--cells", "9", "--genes", "20",
                "--gzip", "12");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("from 0 to 9 but was 12");
    }

    @Test
    void memoryIsASize() {
        for (String wrong : new String[] {"2", "2gb", "0g", "many"}) {
            CommandRun run = run("evaluate", "a.h5ad", "--labels-key", "type", "--memory", wrong);
            assertThat(run.status()).as(wrong).isEqualTo(2);
            assertThat(run.err()).contains("--memory must be a number and k, m, g or t", "but was " + wrong);
        }
    }
}
