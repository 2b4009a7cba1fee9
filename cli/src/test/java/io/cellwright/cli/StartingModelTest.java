package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.cellwright.anndata.H5adFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class StartingModelTest {
    @TempDir
    Path folder;

    private Path cells = Path.of("");

    @BeforeEach
    void trainScvi() {
        cells = SmallCells.make().write(folder.resolve("in.h5ad"));
        CommandRun run = CommandRun.of(folder, "train", "scvi", cells.toString(), "-o", out(), "--save", scvi(),
                "--batch-key", "batch", "--n-latent", "3", "--max-epochs", "2", "--seed", "3");
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void scanviStartsFromTheWeightsOfScvi() {
        CommandRun run = scanvi("--lr", "1e-30", "--weight-decay", "0", "--max-epochs", "1");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("started from the scVI model in " + scvi());
        try (H5adFile one = H5adFile.open(folder.resolve("out.h5ad"));
                H5adFile other = H5adFile.open(folder.resolve("labelled.h5ad"))) {
            assertThat(other.obsm("X_scANVI").columns()).as("the model's --n-latent").isEqualTo(3);
            // Nothing moved but running statistics, which the embedding goes by.
            float[] before = one.obsm("X_scVI").values_nk();
            float[] after = other.obsm("X_scANVI").values_nk();
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).as("coordinate %d", i).isCloseTo(before[i],
                        within(0.2f));
            }
        }
    }

    @Test
    void parityStopsAfterTenEpochsAsThePeerDoes() {
        CommandRun run = scanvi("--preset", "parity", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("epochs").getAsInt()).isEqualTo(10);
    }

    @Test
    void whatFollowsFromTheModelCannotBeAskedFor() throws IOException {
        Path config = Files.writeString(folder.resolve("c.yaml"), "n_latent: 4\n");
        for (CommandRun run : List.of(scanvi("--n-latent", "4"), scanvi("--config", config.toString()))) {
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("--n-latent follows from the model of --from: leave it out");
        }
    }

    @Test
    void genesAreFoundByNameWhateverTheirOrder() {
        String inOrder = firstEpoch();
        int last = SmallCells.GENES - 1;
        SmallCells made = SmallCells.make();
        float[][] reversed = new float[SmallCells.CELLS][SmallCells.GENES];
        for (int i = 0; i < SmallCells.CELLS; i++) {
            for (int j = 0; j <= last; j++) {
                reversed[i][j] = made.values()[i][last - j];
            }
        }
        cells = new SmallCells(reversed, made.cellNames(), made.geneNames().reversed(), made.columns())
                .write(folder.resolve("reversed.h5ad"));
        assertThat(firstEpoch()).isEqualTo(inOrder);
    }

    private String firstEpoch() {
        CommandRun run = scanvi("--max-epochs", "1", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        return run.json().get("weights_sha256").getAsString();
    }

    @Test
    void cellsWithOtherGenesAreRefused() {
        cells = SmallCells.make(40, 5).write(folder.resolve("few.h5ad"));
        CommandRun genes = scanvi();
        assertThat(genes.status()).isEqualTo(2);
        assertThat(genes.err()).contains("few.h5ad, var: lacks 7 of the 12 genes of the model in " + scvi(),
                "without --from");
        assertThat(folder.resolve("labelled.h5ad")).doesNotExist();
    }

    @Test
    void modelThatIsNotScviIsRefused() {
        assertThat(scanvi("--max-epochs", "1", "--save", folder.resolve("scanvi").toString()).status()).isZero();
        CommandRun run = CommandRun.of(folder, "train", "scanvi", cells.toString(), "-o", out(), "--labels-key", "known",
                "--from", folder.resolve("scanvi").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("is a model of scanvi", "train scvi --save");
    }

    private CommandRun scanvi(String... more) {
        String[] all = {"train", "scanvi", cells.toString(), "-o", folder.resolve("labelled.h5ad").toString(),
                "--labels-key", "known", "--from", scvi()};
        return CommandRun.of(folder, Stream.concat(Arrays.stream(all), Arrays.stream(more)).toArray(String[]::new));
    }

    private String scvi() {
        return folder.resolve("scvi").toString();
    }

    private String out() {
        return folder.resolve("out.h5ad").toString();
    }
}
