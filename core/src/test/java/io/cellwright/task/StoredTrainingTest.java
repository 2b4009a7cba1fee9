package io.cellwright.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.data.Blocks;
import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Room;
import io.cellwright.data.StoredCells;
import io.cellwright.data.split.OrderedSplit;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/// What is trained from a file is what is trained from memory.
class StoredTrainingTest {
    private static final Blocks BLOCKS = new Blocks(16, 4);

    @TempDir
    private Path dir;

    private static CellTable made() {
        return new Simulation(500, 60, List.of(0.5, 0.3, 0.2), 2, 80, 1.5, 0.3, 0.1, 3, 7).make();
    }

    private static Setup setup() {
        return Setup.countsOnly().withBatchKey(Simulation.BATCH).withLabelsKey(Simulation.KNOWN, Setup.UNKNOWN);
    }

    /// The weights after three epochs with validation, and the embedding.
    private static List<Object> train(Registry registry, CellData data, ModelSpec.Kind kind) {
        CellModel model = new CellModel(registry, ModelSpec.of(kind, registry), Device.cpu(2), 1);
        TrainOptions options = TrainOptions.of(TrainOptions.Preset.DEFAULT).withMaxEpochs(3).withValidateEvery(1);
        double loss = new Training(options, () -> false, Callback.NONE).run(model, data).history()
                .last("validation_loss").orElseThrow();
        return List.of(SavedModel.weightsSha256(model), loss, model.embed(data));
    }

    @ParameterizedTest
    @EnumSource(ModelSpec.Kind.class)
    void aRunFromDiskHasTheBitsOfOneFromMemoryInTheSameOrder(ModelSpec.Kind kind) {
        CellTable cells = made();
        Registry registry = Registry.of(cells, setup());
        CellData encoded = registry.encode(cells);
        CellData.Annotations about = new CellData.Annotations(encoded.batch(), encoded.label(), List.of(), null, null);
        List<Object> memory = train(registry, new CellData(cells.counts(), about, BLOCKS, Room.ENDLESS), kind);
        Path path = dir.resolve("cells.h5ad");
        H5adWriter.create(path, cells, Annotations.none());
        try (H5adFile file = H5adFile.open(path)) {
            for (Room room : List.of(Room.of(200_000), Room.of(1L << 30))) {
                StoredCells stored = new StoredCells(file.rows(new MatrixRef.X()), file.obs(), file.var(), BLOCKS,
                        room);
                assertThat(train(registry, registry.encode(stored), kind)).as("room %d", room.bytes())
                        .usingRecursiveComparison().isEqualTo(memory);
            }
        }
    }

    @Test
    void aPredictionIsTheMostProbableType() {
        CellTable cells = made();
        Registry registry = Registry.of(cells, setup());
        CellData data = registry.encode(cells);
        CellModel model = new CellModel(registry, ModelSpec.of(ModelSpec.Kind.SCANVI, registry), Device.cpu(1), 1);
        DenseMatrix p_nc = DenseMatrix.of(model.classify(data));
        CellModel.Prediction found = model.predict(data);
        assertThat(found.type_n()).containsExactly(p_nc.argMax());
        assertThat(found.probability_n()).containsExactly(
                IntStream.range(0, 500).mapToDouble(i -> p_nc.at(i, found.type_n()[i])).toArray());
    }

    @ParameterizedTest
    @EnumSource(ModelSpec.Kind.class)
    void oneLookAtCellsInAFileTellsAllThatSeveralTell(ModelSpec.Kind kind) {
        CellTable cells = new Simulation(1_200, 60, List.of(0.5, 0.3, 0.2), 2, 80, 1.5, 0.3, 0.1, 3, 7).make();
        Registry registry = Registry.of(cells, setup());
        CellData data = registry.encode(cells);
        ModelSpec spec = ModelSpec.of(kind, registry);
        CellModel model = new CellModel(registry, spec, Device.cpu(2), 1);
        Path path = dir.resolve("cells.h5ad");
        H5adWriter.create(path, cells, Annotations.none());
        try (H5adFile file = H5adFile.open(path)) {
            CountedRows rows = new CountedRows(file.rows(new MatrixRef.X()), new AtomicInteger());
            StoredCells stored = new StoredCells(rows, file.obs(), file.var(), BLOCKS, Room.of(200_000));
            float[] z_nk = new float[1_200 * spec.scvi().network().latent()];
            List<Integer> types = new ArrayList<>();
            List<Double> probabilities = new ArrayList<>();
            model.answer(registry.encodeAsRead(stored, Optional.empty()), answer -> {
                System.arraycopy(answer.z_nk(), 0, z_nk, answer.first() * spec.scvi().network().latent(),
                        answer.z_nk().length);
                answer.found().ifPresent(found -> {
                    Arrays.stream(found.type_n()).forEach(types::add);
                    Arrays.stream(found.probability_n()).forEach(probabilities::add);
                });
            });
            assertThat(z_nk).isEqualTo(model.embed(data));
            assertThat(rows.read()).hasValue(1_200);
            if (kind == ModelSpec.Kind.SCANVI) {
                CellModel.Prediction found = model.predict(data);
                assertThat(types).containsExactlyElementsOf(Arrays.stream(found.type_n()).boxed().toList());
                assertThat(probabilities)
                        .containsExactlyElementsOf(Arrays.stream(found.probability_n()).boxed().toList());
            } else {
                assertThat(types).isEmpty();
            }
        }
    }

    /// Counts how many rows are read.
    private record CountedRows(CountRows counts, AtomicInteger read) implements CountRows {
        @Override
        public int rows() {
            return counts.rows();
        }

        @Override
        public int columns() {
            return counts.columns();
        }

        @Override
        public long entries(int from, int to) {
            return counts.entries(from, to);
        }

        @Override
        public CsrMatrix block(int from, int to) {
            read.addAndGet(to - from);
            return counts.block(from, to);
        }
    }

    @Test
    void cellsThatAreLookedAtOnceAreAsPreparedAsOthers() {
        CellTable cells = made();
        CellData.Annotations about = CellData.Annotations.none(500);
        CellData whole = new CellData(cells.counts(), about);
        CellData once = CellData.asRead(new CountedRows(cells.counts(), new AtomicInteger()), about, BLOCKS, Room.of(1 << 20));
        Workspace workspace = new Workspace(Device.cpu(1));
        workspace.begin(false);
        int[] rows = {3, 4, 499, 0};
        CellData.Minibatch expected = whole.minibatch(rows, workspace);
        CellData.Minibatch found = once.minibatch(rows, workspace);
        assertThat(found.logLibrary_n().toArray()).containsExactly(expected.logLibrary_n().toArray());
        assertThat(found.logFactorial_n().toArray()).containsExactly(expected.logFactorial_n().toArray());
        assertThatIllegalStateException().isThrownBy(once::logLibrary);
        assertThatIllegalStateException().isThrownBy(once::countsFingerprint);
    }

    @Test
    void theOrderIsPartOfWhatACheckpointMustAgreeWith() {
        CellTable cells = made();
        Registry registry = Registry.of(cells, setup());
        CellData whole = registry.encode(cells);
        CellData.Annotations about = new CellData.Annotations(whole.batch(), whole.label(), List.of(), null, null);
        CellData blocks = new CellData(cells.counts(), about, BLOCKS, Room.ENDLESS);
        CellModel model = new CellModel(registry, ModelSpec.of(ModelSpec.Kind.SCVI, registry), Device.cpu(1), 1);
        TrainOptions options = TrainOptions.of(TrainOptions.Preset.DEFAULT).withMaxEpochs(1);
        Training training = new Training(options, () -> false, Callback.NONE);
        OrderedSplit split = training.split(ModelSpec.Kind.SCVI, whole);
        assertThat(RunIdentities.of(model, blocks, options, split).data())
                .isNotEqualTo(RunIdentities.of(model, whole, options, split).data());
    }
}
