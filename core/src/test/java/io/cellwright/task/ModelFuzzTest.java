package io.cellwright.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import io.cellwright.fuzz.JsonMutator;
import io.cellwright.fuzz.Watched;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.task.folder.Checksums;
import io.cellwright.task.network.NetworkTask;
import io.cellwright.task.network.SavedNetwork;
import io.cellwright.task.network.TaskRunner;
import io.cellwright.task.network.TrainedNetwork;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.safetensors.SafeTensorsMutator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// Folders of models with something changed, mostly under sums that were made right again: loading ends, with a whole
/// model or with a [DataException] that names the folder, and takes no more of the heap than the files may ask for.
/// Under the old sums every change is refused. What cannot be told under new sums: weights or settings that are others
/// but fit.
///
/// `-Dcellwright.mutants=10000` makes it more than those of every build, `-Dcellwright.seed=N` others.
class ModelFuzzTest {
    private static final String MANIFEST = "manifest.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final CellTable CELLS = new Simulation(60, 20, List.of(0.6, 0.4), 2, 500, 2, 0.1, 1, 1, 6).make();
    /// Parameters are made, each an object, before it is known that their shapes do not fit.
    private static final long MOST = 1L << 27;

    @TempDir
    Path folder;

    private final List<Path> models = new ArrayList<>();

    @BeforeEach
    void train() {
        for (ModelSpec.Kind kind : ModelSpec.Kind.values()) {
            Setup setup = Setup.countsOnly().withBatchKey(Simulation.BATCH).withLabelsKey(Simulation.TYPE, "Unknown");
            Registry registry = Registry.of(CELLS, setup);
            ModelSpec spec = ModelSpec.of(kind, registry, TrainOptions.Preset.PARITY);
            ScviConfig.Network small = new ScviConfig.Network(6, 3, 2, 0.1, true, true, ScviConfig.Where.BOTH,
                    ScviConfig.Where.DECODER);
            CellModel model = new CellModel(registry, spec.with(spec.scvi().withNetwork(small)), Device.plain(1), 1);
            models.add(folder.resolve(kind.label()));
            SavedModel.save(models.getLast(), model, Optional.empty());
        }
        for (String[] task : new String[][] {{"vae", "representation"}, {"classifier", "classification"}}) {
            NetworkTask plain = NetworkTask.of(task[0], task[1]).withSettings(s -> s.withHidden(List.of(8)))
                    .withFit(f -> f.withEpochs(1));
            models.add(folder.resolve(task[0]));
            SavedNetwork.save(models.getLast(),
                    TaskRunner.of(task[0].equals("vae") ? plain : plain.withLabels(Simulation.TYPE)).fit(CELLS));
        }
    }

    @Test
    void aChangedFolderIsRefusedOrAWholeModel() throws Exception {
        int mutants = Integer.getInteger("cellwright.mutants", 400);
        long first = Long.getLong("cellwright.seed", 0);
        int refused = 0;
        try (Watched watched = new Watched()) {
            for (long seed = first; seed < first + mutants; seed++) {
                Random random = new Random(seed * 0x9e3779b97f4a7c15L);
                Path model = models.get(random.nextInt(models.size()));
                Map<String, byte[]> whole = bytes(model);
                try {
                    boolean summed = change(model, whole, random);
                    Watched.Outcome<Boolean> loaded = watched.run(() -> isLoaded(model));
                    assertThat(loaded.value() && !summed).as("read under the old sums").isFalse();
                    assertThat(loaded.allocated()).as("bytes").isLessThan(MOST);
                    refused += loaded.value() ? 0 : 1;
                } catch (AssertionError e) {
                    throw new AssertionError("mutant of seed " + seed + " of " + model.getFileName() + " "
                            + e.getMessage(), e);
                } finally {
                    for (Map.Entry<String, byte[]> file : whole.entrySet()) {
                        Files.write(model.resolve(file.getKey()), file.getValue());
                    }
                }
            }
        }
        System.out.println("seeds from " + first + ": " + mutants + " mutants of models, " + refused + " refused");
        assertThat(refused).isGreaterThan(mutants / 3);
    }

    /// @return whether the sums were made right
    private static boolean change(Path model, Map<String, byte[]> whole, Random random) throws IOException {
        int choice = random.nextInt(12);
        String name = choice == 0 ? Checksums.FILE : choice < 7 ? MANIFEST : WEIGHTS;
        byte[] bytes = Objects.requireNonNull(whole.get(name), name);
        byte[] changed = choice == 0 || choice == 1 || choice == 7 ? bits(bytes, random)
                : name.equals(WEIGHTS) ? SafeTensorsMutator.mutant(bytes, random) : JsonMutator.mutant(bytes, random);
        Files.write(model.resolve(name), changed);
        boolean summed = choice > 2 || Arrays.equals(bytes, changed);
        if (summed) {
            Files.writeString(model.resolve(Checksums.FILE), Checksums.of(model, List.of(MANIFEST, WEIGHTS)));
        }
        return summed;
    }

    private static byte[] bits(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static boolean isLoaded(Path model) {
        try {
            Parameters parameters;
            if (SavedNetwork.isNetwork(model)) {
                TrainedNetwork network = SavedNetwork.load(model, Device.plain(1));
                parameters = network.network().parameters();
            } else {
                parameters = SavedModel.load(model, Device.plain(1)).model().parameters();
            }
            for (Parameters.Entry entry : parameters.entries()) {
                if (entry.tensor().toArray().length != entry.tensor().count()) {
                    throw new IllegalStateException(entry.name() + " has not the numbers of its shape");
                }
            }
            return true;
        } catch (DataException e) {
            if (!String.valueOf(e.getMessage()).startsWith(model.toString())) {
                throw new IllegalStateException("an error that does not name the folder", e);
            }
            return false;
        }
    }

    private static Map<String, byte[]> bytes(Path model) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        for (String name : List.of(MANIFEST, WEIGHTS, Checksums.FILE)) {
            all.put(name, Files.readAllBytes(model.resolve(name)));
        }
        return all;
    }
}
