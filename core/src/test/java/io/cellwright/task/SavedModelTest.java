package io.cellwright.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.optim.GroupRules;
import io.cellwright.plan.KlWarmup;
import io.cellwright.plan.TrainingPlanConfig;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.ScheduledValue;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.task.folder.Checksums;
import io.cellwright.tensor.Counts;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.safetensors.SafeTensorsWriter;
import io.cellwright.train.Averaging;
import io.cellwright.train.Clipping;
import io.cellwright.train.Control;
import io.cellwright.train.EarlyStopping;
import io.cellwright.train.History;
import io.cellwright.train.KeepBest;
import io.cellwright.train.StopReason;
import io.cellwright.train.TrainResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SavedModelTest {
    private static final ScviConfig.Network SMALL = new ScviConfig.Network(6, 3, 2, 0.1, true, true,
            ScviConfig.Where.BOTH, ScviConfig.Where.DECODER);
    private static final int CELLS = 24;
    private static final int GENES = 5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrainedModelComesBackBitForBit(boolean reference) {
        Device device = reference ? Device.reference() : Device.plain(1);
        CellModel model = model(ModelSpec.Kind.SCANVI, device, 1);
        CellData data = model.registry().encode(cells());
        TrainOptions options = TrainOptions.of(TrainOptions.Preset.DEFAULT).withMaxEpochs(2);
        TrainResult result = new Training(options, () -> false, event -> {}).run(model, data);
        TrainingFacts facts = TrainingFacts.of(options, result);
        float[] before = model.embed(data);
        double[][] types = model.classify(data);

        Path dir = folder.resolve("model");
        String sha256 = SavedModel.save(dir, model, Optional.of(facts));
        SavedModel loaded = SavedModel.load(dir, device);

        assertThat(loaded.model().registry()).isEqualTo(model.registry());
        assertThat(loaded.model().spec()).isEqualTo(model.spec());
        assertThat(loaded.training()).contains(facts);
        assertThat(facts.epochs()).isEqualTo(2);
        assertThat(facts.last()).isNotEmpty();
        assertThat(loaded.weightsSha256()).isEqualTo(sha256).isEqualTo(SavedModel.weightsSha256(model));
        for (Parameters.Entry entry : model.parameters().entries()) {
            assertThat(weights(loaded.model(), entry.name())).as(entry.name()).isEqualTo(entry.tensor().toArray());
        }
        CellData again = loaded.model().registry().encode(cells());
        assertThat(bits(loaded.model().embed(again))).isEqualTo(bits(before));
        assertThat(loaded.model().classify(again)).isEqualTo(types);
    }

    @Test
    void theSameModelGivesTheSameFiles() throws IOException {
        CellModel model = model(ModelSpec.Kind.SCVI, Device.plain(1), 1);
        SavedModel.save(folder.resolve("a"), model, Optional.empty());
        SavedModel.save(folder.resolve("b"), SavedModel.load(folder.resolve("a"), Device.plain(1)).model(),
                Optional.empty());
        assertThat(contents(folder.resolve("b"))).isEqualTo(contents(folder.resolve("a")));
        assertThat(Files.readString(folder.resolve("a/SHA256SUMS")))
                .matches("[0-9a-f]{64}  manifest\\.json\n[0-9a-f]{64}  weights\\.safetensors\n");
    }

    @Test
    void theHashOfTheWeightsChangesWithAnyBit() {
        CellModel model = model(ModelSpec.Kind.SCVI, Device.plain(1), 1);
        String before = SavedModel.weightsSha256(model);
        Tensor tensor = model.parameters().entries().getLast().tensor();
        tensor.set(0, Math.nextUp((float) tensor.get(0)));
        assertThat(SavedModel.weightsSha256(model)).isNotEqualTo(before).hasSize(64);
    }

    @Test
    void float64WeightsAreRoundedOnFloat32() {
        CellModel model = model(ModelSpec.Kind.SCVI, Device.reference(), 1);
        SavedModel.save(folder.resolve("m"), model, Optional.empty());
        CellModel loaded = SavedModel.load(folder.resolve("m"), Device.plain(1)).model();
        for (Parameters.Entry entry : model.parameters().entries()) {
            double[] rounded = Arrays.stream(entry.tensor().toArray()).map(x -> (float) x).toArray();
            assertThat(weights(loaded, entry.name())).isEqualTo(rounded);
        }
    }

    @Test
    void everyOptionAndSettingComesBack() {
        Registry registry = Registry.of(cells(), setup().withSizeFactorKey("size"));
        ModelSpec spec = new ModelSpec(ModelSpec.Kind.SCVI, ModelSpec.of(ModelSpec.Kind.SCVI, registry).scvi()
                .withNetwork(new ScviConfig.Network(4, 2, 1, 0.25, false, false, ScviConfig.Where.NONE,
                        ScviConfig.Where.ENCODER))
                .withDispersion(ScviConfig.Dispersion.GENE_BATCH).withLikelihood(Counts.Likelihood.NB)
                .withLatentDistribution(ScviConfig.LatentDistribution.LOGISTIC_NORMAL), true);
        TrainOptions options = new TrainOptions(TrainOptions.Preset.PARITY, OptionalInt.of(7), 32, OptionalDouble.of(0.75),
                TrainingPlanConfig.PARITY.withLr(0.1).withSchedule(TrainingPlanConfig.DEFAULT_PLATEAU.schedule())
                        .withDropout(ScheduledValue.constant(0.25)),
                Optional.of(KlWarmup.ofEpochsOrSteps(0.1, 0.9, 0, 10)), ScheduledValue.constant(25),
                OptionalDouble.of(0.3), 3, new Control(
                        Optional.of(Span.steps(7)), Optional.of(EarlyStopping.DEFAULT),
                        Optional.of(KeepBest.of("train_accuracy")),
                        new Clipping.ByNorm(1.5), 3,
                        new GroupRules(List.of(new GroupRules.Rule("decoder", 0.5, OptionalDouble.empty())),
                                List.of("z_encoder")), Optional.of(new Averaging.Equal(Span.epochs(4))), 2), Long.MIN_VALUE + 1);
        TrainingFacts facts = new TrainingFacts(options, 3, 99, StopReason.INTERRUPTED,
                List.of(new History.Entry("elbo_train", History.Per.EPOCH, 2, Double.NaN),
                        new History.Entry("x", History.Per.EPOCH, 1, 0.1),
                        new History.Entry("y", History.Per.EPOCH, 0, Double.NEGATIVE_INFINITY)));
        SavedModel.save(folder.resolve("m"), new CellModel(registry, spec, Device.plain(1), 1), Optional.of(facts));
        SavedModel loaded = SavedModel.load(folder.resolve("m"), Device.plain(1));
        assertThat(loaded.model().spec()).isEqualTo(spec);
        assertThat(loaded.model().registry()).isEqualTo(registry);
        assertThat(loaded.training()).contains(facts);
    }

    @Test
    void damageOfAnyByteOfAnyFileIsADataException() throws IOException {
        Path dir = saved(ModelSpec.Kind.SCVI);
        for (Map.Entry<String, byte[]> file : bytes(dir).entrySet()) {
            byte[] good = file.getValue();
            Path path = dir.resolve(file.getKey());
            int stride = Math.max(1, good.length / 80);
            for (int at = 0; at < good.length; at += stride) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) (1 << (at % 8));
                Files.write(path, bad);
                refused(dir, path + " byte " + at);
                Files.write(path, Arrays.copyOf(good, at));
                refused(dir, path + " cut at " + at);
            }
            Files.write(path, Arrays.copyOf(good, good.length + 1));
            refused(dir, path + " with one more byte");
            Files.delete(path);
            refused(dir, path + " missing");
            Files.write(path, good);
        }
        SavedModel.load(dir, Device.plain(1));
    }

    private static void refused(Path dir, String what) {
        assertThatThrownBy(() -> SavedModel.load(dir, Device.plain(1))).as(what).isInstanceOf(DataException.class)
                .hasMessageStartingWith(dir.toString());
    }

    @Test
    void damageUnderRightSumsIsADataExceptionOrAWholeModel() throws IOException {
        Path dir = saved(ModelSpec.Kind.SCANVI);
        long seed = 5;
        Random random = new Random(seed);
        for (String name : List.of("manifest.json", "weights.safetensors")) {
            byte[] good = Files.readAllBytes(dir.resolve(name));
            // The first bytes of the weights are their header, where a change matters most.
            int range = Math.min(good.length, 4000);
            for (int i = 0; i < 200; i++) {
                byte[] bad = good.clone();
                bad[random.nextInt(range)] = (byte) (i % 2 == 0 ? '0' + random.nextInt(10) : random.nextInt(128));
                Files.write(dir.resolve(name), bad);
                sum(dir);
                try {
                    CellModel model = SavedModel.load(dir, Device.plain(1)).model();
                    assertThat(model.parameters().entries()).as("seed %d, %s, round %d", seed, name, i).isNotEmpty();
                } catch (DataException e) {
                    assertThat(e).as("seed %d, %s, round %d", seed, name, i).hasMessageStartingWith(dir.toString());
                }
            }
            Files.write(dir.resolve(name), good);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "'format_version': 1 | 'format_version': 2 | format_version: the model was saved in version 2 of the format",
            "'format_version': 1 | 'format_version': 0 | format_version: 1 or more was expected but it is 0",
            "'format_version': 1 | 'format_version': 1.0 | format_version: a whole number was expected but it is 1.0",
            "cellwright-model | cellwright-run | format: this is not the manifest of a saved model",
            "'kind': 'scanvi' | 'kind': 'totalvi' | kind: scvi or scanvi was expected but it is 'totalvi'",
            "'kind': 'scanvi' | 'kind': 'scvi' | : a scvi model of this network has no such tensor",
            "'linear_classifier': false | 'linear_classifier': 0 | linear_classifier: true or false was expected",
            "'n_hidden': 6 | 'n_hidden': 7 | but the network of the manifest needs",
            "'n_hidden': 6 | 'n_hidden': 2000000000 | network/n_hidden: a whole number in [1, 1000000] was expected",
            "'n_hidden': 6 | 'x': 6 | network/n_hidden: there is no such value",
            "'n_layers': 2 | 'n_layers': 3 | the tensor is missing",
            "'n_genes': 5 | 'n_genes': 6 | network/n_genes: it is 6 but genes names 5",
            "'dropout_rate': 0.1 | 'dropout_rate': 1.5 | network: dropout_rate must be in [0, 1) but was 1.5",
            "'gene_likelihood': 'zinb' | 'gene_likelihood': 'normal' | one of [nb, zinb, poisson] was expected",
            "'training': { | 'training': 3, 'x': { | training: an object was expected but it is 3",
            "'gene2' | 2 | genes/2: a text was expected but it is 2",
            "'categorical_covariate_keys': [ | 'categorical_covariate_keys': ['more', | categorical_levels: there are levels",
            "'seed': 0 | 'seed': 1e400 | training/options/seed: a whole number was expected but it is 1e400"})
    void aManifestThatDoesNotFitSaysWhere(String from, String to, String message) throws IOException {
        Path dir = saved(ModelSpec.Kind.SCANVI);
        Path manifest = dir.resolve("manifest.json");
        String text = Files.readString(manifest);
        assertThat(text).contains(from.replace('\'', '"'));
        Files.writeString(manifest, text.replace(from.replace('\'', '"'), to.replace('\'', '"')));
        sum(dir);
        assertThatThrownBy(() -> SavedModel.load(dir, Device.plain(1))).isInstanceOf(DataException.class)
                .hasMessageStartingWith(dir.toString()).hasMessageContaining(message.replace('\'', '"'));
    }

    @Test
    void tensorsMustBeThoseOfTheNetwork() throws IOException {
        Path dir = saved(ModelSpec.Kind.SCVI);
        CellModel model = SavedModel.load(dir, Device.plain(1)).model();
        Path weights = dir.resolve("weights.safetensors");
        SafeTensorsWriter.of(model.parameters()).add("extra", Shape.of(1), new float[1]).write(weights);
        sum(dir);
        assertThatThrownBy(() -> SavedModel.load(dir, Device.plain(1))).isInstanceOf(DataException.class)
                .hasMessageStartingWith(weights + ", tensor extra: a scvi model of this network has no such tensor");
        SafeTensorsWriter integers = new SafeTensorsWriter();
        model.parameters().entries().forEach(entry -> integers.add(entry.name(), entry.tensor().shape(),
                new int[(int) entry.tensor().count()]));
        integers.write(weights);
        sum(dir);
        assertThatThrownBy(() -> SavedModel.load(dir, Device.plain(1))).isInstanceOf(DataException.class)
                .hasMessageContaining("it holds I32 but weights are F32 or F64");
    }

    @Test
    void aFolderThatIsNoModelIsRefused() throws IOException {
        assertRefused(folder.resolve("none"), "there is no such folder");
        assertRefused(Files.writeString(folder.resolve("file"), ""), "this is a file, not a folder");
        assertRefused(Files.createDirectory(folder.resolve("empty")), "manifest.json: the file is missing");
        Path torch = Files.createDirectory(folder.resolve("torch"));
        Files.writeString(torch.resolve("model.pt"), "");
        assertRefused(torch, "model.pt: this is a model of scvi-tools");
        Path sums = saved(ModelSpec.Kind.SCVI).resolve("SHA256SUMS");
        Files.writeString(sums, Files.readString(sums) + "0".repeat(64) + "  ../../etc/passwd\n");
        assertRefused(folder.resolve("model"), "../../etc/passwd: no model has such a file");
    }

    private static void assertRefused(Path dir, String message) {
        assertThatThrownBy(() -> SavedModel.load(dir, Device.plain(1))).isInstanceOf(DataException.class)
                .hasMessageStartingWith(dir.toString()).hasMessageContaining(message);
    }

    @Test
    void aModelReplacesAModelAndAnEmptyFolderOnly() throws IOException {
        Path dir = saved(ModelSpec.Kind.SCVI);
        CellModel other = model(ModelSpec.Kind.SCANVI, Device.plain(1), 2);
        SavedModel.save(dir, other, Optional.empty());
        assertThat(SavedModel.load(dir, Device.plain(1)).model().spec()).isEqualTo(other.spec());
        Path empty = Files.createDirectory(folder.resolve("empty"));
        SavedModel.save(empty, other, Optional.empty());
        assertThat(contents(empty)).isEqualTo(contents(dir));
        Path deep = folder.resolve("new/deep");
        SavedModel.save(deep, other, Optional.empty());
        assertThat(contents(deep)).isEqualTo(contents(dir));

        Files.writeString(dir.resolve("notes.txt"), "mine");
        assertNotReplaced(dir, other, "notes.txt: the folder holds more than a model");
        Files.delete(dir.resolve("notes.txt"));
        Files.writeString(dir.resolve("manifest.json"), "{\"format\": \"other\"}");
        assertNotReplaced(dir, other, "holds no readable model");
        Files.writeString(dir.resolve("manifest.json"), "{");
        assertNotReplaced(dir, other, "holds no readable model");
        assertThatThrownBy(() -> SavedModel.save(Files.writeString(folder.resolve("file"), "mine"), other,
                Optional.empty())).isInstanceOf(DataException.class).hasMessageContaining("this is a file");
        assertThat(folder.resolve("file")).hasContent("mine");
        assertNothingLeft("model", "empty", "new", "file");
    }

    private static void assertNotReplaced(Path dir, CellModel model, String message) throws IOException {
        Map<String, String> before = contents(dir);
        assertThatThrownBy(() -> SavedModel.save(dir, model, Optional.empty())).isInstanceOf(DataException.class)
                .hasMessageStartingWith(dir.toString()).hasMessageContaining(message);
        assertThat(contents(dir)).isEqualTo(before);
    }

    @Test
    void aLinkedFolderIsReplacedBehindItsLink() throws IOException {
        Path dir = saved(ModelSpec.Kind.SCVI);
        Path link = Files.createSymbolicLink(folder.resolve("link"), dir);
        SavedModel.save(link, model(ModelSpec.Kind.SCANVI, Device.plain(1), 2), Optional.empty());
        assertThat(link).isSymbolicLink();
        assertThat(SavedModel.load(dir, Device.plain(1)).model().spec().kind()).isEqualTo(ModelSpec.Kind.SCANVI);
    }

    @Test
    void aFailedSaveLeavesTheOldModelWhole() throws IOException {
        Path dir = saved(ModelSpec.Kind.SCVI);
        Map<String, String> before = contents(dir);
        Registry good = Registry.of(cells(), setup());
        // Half a surrogate pair cannot be written as UTF-8: the weights are there by then, the manifest is not.
        Registry unwritable = new Registry(good.setup(), List.of("a", "b", "c", "d", "\ud800"), good.batches(),
                good.labels(), good.categorical());
        CellModel broken = new CellModel(unwritable, ModelSpec.of(ModelSpec.Kind.SCVI, unwritable), Device.plain(1), 1);
        assertThatThrownBy(() -> SavedModel.save(dir, broken, Optional.empty())).isInstanceOf(DataException.class)
                .hasMessageStartingWith(dir + ": the model could not be saved");
        CellModel unfit = new CellModel(good, ModelSpec.of(ModelSpec.Kind.SCVI, good)
                .with(ScviConfig.of(GENES, 1)), Device.plain(1), 1);
        assertThatThrownBy(() -> SavedModel.save(dir, unfit, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("network/n_batches");
        assertThat(contents(dir)).isEqualTo(before);
        assertNothingLeft("model");
    }

    private void assertNothingLeft(String... but) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder(but);
        }
    }

    @Test
    void scanviStartsFromTheWeightsOfScvi() {
        CellModel scvi = model(ModelSpec.Kind.SCVI, Device.plain(1), 1);
        CellModel scanvi = model(ModelSpec.Kind.SCANVI, Device.plain(1), 2);
        CellModel fresh = model(ModelSpec.Kind.SCANVI, Device.plain(1), 2);
        List<String> copied = scanvi.copyShared(scvi);
        assertThat(copied).containsExactlyElementsOf(
                scvi.parameters().entries().stream().map(Parameters.Entry::name).toList());
        for (Parameters.Entry entry : scanvi.parameters().entries()) {
            assertThat(entry.tensor().toArray()).as(entry.name())
                    .isEqualTo(weights(copied.contains(entry.name()) ? scvi : fresh, entry.name()));
        }
        CellData data = scvi.registry().encode(cells());
        assertThat(bits(scanvi.embed(data))).isEqualTo(bits(scvi.embed(data))).isNotEqualTo(bits(fresh.embed(data)));
    }

    @Test
    void weightsOfOtherShapeStayAndOfOtherGenesAreRefused() {
        CellModel scvi = model(ModelSpec.Kind.SCVI, Device.plain(1), 1);
        Registry registry = scvi.registry();
        ModelSpec wider = ModelSpec.of(ModelSpec.Kind.SCANVI, registry);
        CellModel scanvi = new CellModel(registry, wider, Device.plain(1), 2);
        assertThat(scanvi.copyShared(scvi)).contains("dispersion").doesNotContain("decoder.rate.weight");
        Registry other = new Registry(registry.setup(), registry.genes().reversed(), registry.batches(),
                registry.labels(), registry.categorical());
        CellModel reversed = new CellModel(other, wider, Device.plain(1), 2);
        assertThatThrownBy(() -> reversed.copyShared(scvi)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("both models must have the same genes in the same order");
    }

    private Path saved(ModelSpec.Kind kind) {
        Path dir = folder.resolve("model");
        CellModel model = model(kind, Device.plain(1), 1);
        TrainOptions options = TrainOptions.of(TrainOptions.Preset.DEFAULT);
        SavedModel.save(dir, model, Optional.of(new TrainingFacts(options, 1, 2, StopReason.COMPLETED,
                List.of(new History.Entry("elbo_train", History.Per.EPOCH, 0, 12.5)))));
        return dir;
    }

    private static void sum(Path dir) throws IOException {
        Files.writeString(dir.resolve("SHA256SUMS"),
                Checksums.of(dir, List.of("manifest.json", "weights.safetensors")));
    }

    private static Map<String, byte[]> bytes(Path dir) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                all.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return all;
    }

    private static Map<String, String> contents(Path dir) throws IOException {
        Map<String, String> all = new TreeMap<>();
        bytes(dir).forEach((name, bytes) -> all.put(name, new String(bytes, StandardCharsets.ISO_8859_1)));
        return all;
    }

    private static double[] weights(CellModel model, String name) {
        return model.parameters().find(name).orElseThrow().toArray();
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    private static CellModel model(ModelSpec.Kind kind, Device device, long seed) {
        Registry registry = Registry.of(cells(), setup());
        ModelSpec spec = ModelSpec.of(kind, registry, Preset.PARITY);
        return new CellModel(registry, spec.with(spec.scvi().withNetwork(SMALL)), device, seed);
    }

    private static Setup setup() {
        return Setup.countsOnly().withBatchKey("batch").withLabelsKey("type", "Unknown")
                .withCovariates(List.of("sex"), List.of("size"));
    }

    private static CellTable cells() {
        Random random = new Random(3);
        long[] start = new long[CELLS + 1];
        int[] column = new int[CELLS * GENES];
        float[] value = new float[CELLS * GENES];
        double[] size = new double[CELLS];
        for (int i = 0; i < CELLS; i++) {
            for (int g = 0; g < GENES; g++) {
                column[i * GENES + g] = g;
                value[i * GENES + g] = 1 + random.nextInt(9);
            }
            start[i + 1] = (i + 1L) * GENES;
            size[i] = 0.5 + random.nextDouble();
        }
        Frame obs = new Frame(names("cell", CELLS), List.of(levels("batch", "b1", "b2"),
                levels("type", "T", "B", "Unknown"), levels("sex", "f", "m"),
                new Column.Numbers("size", size, false)));
        return new CellTable(new CsrMatrix(CELLS, GENES, start, column, value), obs,
                new Frame(names("gene", GENES), List.of()));
    }

    private static List<String> names(String stem, int n) {
        return Stream.iterate(0, i -> i + 1).limit(n).map(i -> stem + i).toList();
    }

    private static Column levels(String name, String... levels) {
        return new Column.Strings(name, Stream.iterate(0, i -> i + 1).limit(CELLS).map(i -> levels[i % levels.length])
                .toList());
    }
}
