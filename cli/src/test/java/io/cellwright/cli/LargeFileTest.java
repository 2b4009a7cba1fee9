package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.Uns;
import io.cellwright.data.Blocks;
import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.Room;
import io.cellwright.task.CellModel;
import io.cellwright.task.Registry;
import io.cellwright.task.SavedModel;
import io.cellwright.task.Simulation;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.Training;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/// From the command line, with counts that stay in the file: trained, embedded, labelled and evaluated, with the bits
/// that the same order gives in memory.
@Timeout(value = 600, threadMode = ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class LargeFileTest {
    private static final String LITTLE = "300m";
    private static final String ENOUGH = "8g";
    private static final int CELLS = 80_000;

    @TempDir
    Path folder;

    private CommandRun run(String... words) throws Exception {
        return within(LITTLE, words);
    }

    private CommandRun within(String memory, String... words) throws Exception {
        String[] all = Stream.concat(Stream.of(words), Stream.of("--memory", memory)).toArray(String[]::new);
        // A process of its own: how much is left for counts depends on what else is in memory.
        try (ProgramProcess program = ProgramProcess.startWithVectors(folder, all)) {
            CommandRun run = program.end();
            assertThat(run.status()).as(run.err()).isZero();
            return run;
        }
    }

    private void make(Path out, int cells) throws Exception {
        CommandRun run = ProgramProcess.run(folder, "make-data", out.toString(), "--cells", Integer.toString(cells),
                "--genes", "100", "--nnz-per-cell", "30", "--gzip", "1");
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void aFileThatDoesNotFitIsTrainedOnAppliedToAndEvaluatedWithTheBitsOfMemory() throws Exception {
        Path made = folder.resolve("made.h5ad");
        make(made, CELLS);
        Path model = folder.resolve("model");
        Path trained = folder.resolve("trained.h5ad");
        Path applied = folder.resolve("applied.h5ad");
        assertThat(run("train", "scanvi", made.toString(), "-o", trained.toString(), "--save", model.toString(),
                "--labels-key", Simulation.KNOWN, "--batch-key", Simulation.BATCH, "--max-epochs", "1", "--n-hidden",
                "8", "--n-latent", "4").err()).contains("they stay in the file and are read in blocks of 256 cells");
        assertThat(run("apply", model.toString(), made.toString(), "-o", applied.toString()).err())
                .contains("they stay in the file");
        assertThat(run("evaluate", applied.toString(), "--labels-key", Simulation.TYPE).out())
                .contains("accuracy of 15 neighbours");
        requireSame(trained, applied);
        requireBitsOfMemory(made, SavedModel.load(model, Device.cpu(2)), applied);
    }

    private static void requireSame(Path one, Path other) {
        try (H5adFile a = H5adFile.open(one); H5adFile b = H5adFile.open(other)) {
            assertThat(b.obsm("X_scANVI").values_nk()).isEqualTo(a.obsm("X_scANVI").values_nk());
            for (String name : List.of(Results.LABEL, Results.CONFIDENCE)) {
                assertThat(texts(b, name)).isEqualTo(texts(a, name));
            }
            assertThat(b.summary().obsm()).isEqualTo(a.summary().obsm());
        }
    }

    private static List<String> texts(H5adFile file, String name) {
        Column column = file.obs().column(name).orElseThrow();
        return IntStream.range(0, CELLS).mapToObj(i -> String.valueOf(column.text(i))).toList();
    }

    /// What docs/large-files.md promises of training in memory in the order by blocks.
    private static void requireBitsOfMemory(Path made, SavedModel saved, Path applied) {
        CellModel fromFile = saved.model();
        Registry registry = fromFile.registry();
        try (H5adFile file = H5adFile.open(made); H5adFile results = H5adFile.open(applied)) {
            CellTable cells = file.table(new MatrixRef.X());
            CellData whole = registry.encode(cells);
            CellData byBlocks = new CellData(cells.counts(), new CellData.Annotations(whole.batch(), whole.label(),
                    List.of(), null, null), Blocks.USUAL, Room.ENDLESS);
            TrainOptions options = saved.training().orElseThrow().options();
            CellModel again = new CellModel(registry, fromFile.spec(), Device.cpu(2), options.seed());
            new Training(options, () -> false, Callback.NONE).run(again, byBlocks);
            assertThat(SavedModel.weightsSha256(again)).isEqualTo(saved.weightsSha256());
            assertThat(results.uns("cellwright/weights_sha256")).contains(new Uns.Text(saved.weightsSha256()));
            assertThat(results.obsm("X_scANVI").values_nk()).isEqualTo(again.embed(whole));
        }
    }

    @Test
    void aNetworkIsAppliedToAFileThatDoesNotFitWithTheBitsOfMemory() throws Exception {
        Path few = folder.resolve("few.h5ad");
        Path many = folder.resolve("many.h5ad");
        make(few, 500);
        make(many, CELLS);
        for (List<String> network : List.of(List.of("vae"),
                List.of("mlp_classifier", "--labels-key", Simulation.TYPE))) {
            String name = network.getFirst();
            Path model = folder.resolve(name);
            List<String> words = new ArrayList<>(List.of("train"));
            words.addAll(network);
            words.addAll(List.of(few.toString(), "-o", folder.resolve("trained.h5ad").toString(), "--save",
                    model.toString(), "--epochs", "1"));
            CommandRun train = ProgramProcess.run(folder, words.toArray(String[]::new));
            assertThat(train.status()).as(train.err()).isZero();
            Path stored = folder.resolve(name + ".h5ad");
            Path memory = folder.resolve(name + "-memory.h5ad");
            assertThat(run("apply", model.toString(), many.toString(), "-o", stored.toString()).err())
                    .contains("they stay in the file");
            assertThat(within(ENOUGH, "apply", model.toString(), many.toString(), "-o", memory.toString()).err())
                    .contains("are all kept in memory");
            try (H5adFile a = H5adFile.open(memory); H5adFile b = H5adFile.open(stored)) {
                assertThat(b.summary()).usingRecursiveComparison().isEqualTo(a.summary());
                for (String key : a.summary().obsm()) {
                    assertThat(b.obsm(key).values_nk()).isEqualTo(a.obsm(key).values_nk());
                }
                a.obs().columns().forEach(column -> assertThat(texts(b, column.name()))
                        .isEqualTo(texts(a, column.name())));
            }
        }
    }
}
