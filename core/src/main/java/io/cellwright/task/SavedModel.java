package io.cellwright.task;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.cellwright.data.DataException;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.safetensors.SafeTensorsWriter;

/// A model in a folder of three files:
///
/// | file | what |
/// |---|---|
/// | `manifest.json` | kind, network, columns, levels, genes, and how it was trained |
/// | `weights.safetensors` | parameters and buffers under our names, with the bits that they had |
/// | `SHA256SUMS` | of the other two; `sha256sum -c SHA256SUMS` checks them |
///
/// Unlike scvi-tools' `model.pt`, which is a pickle, opening it runs no code. The sums tell damage, not malice: whoever
/// can change the files can change the sums. So everything is checked again when it is read.
///
/// @param model the model with its weights
/// @param training how it was trained, where that was saved
/// @param version the version of Cellwright that saved it
/// @param weightsSha256 SHA-256 of the weights, 64 hexadecimal digits
public record SavedModel(CellModel model, Optional<TrainingFacts> training, String version, String weightsSha256) {
    static final String MANIFEST = "manifest.json";
    static final String WEIGHTS = "weights.safetensors";
    static final List<String> FILES = List.of(MANIFEST, WEIGHTS, Checksums.FILE);
    static final String FORMAT = "cellwright-model";
    static final int FORMAT_VERSION = 1;
    static final int MOST_MANIFEST_BYTES = 100_000_000;
    static final String DAMAGED = "Copy the folder again from where it was saved, or train and save the model again";

    /// Saves a model as the folder `dir`. All of it is written or nothing: a folder of that name stays as it is until
    /// the new one is complete. It is replaced only if it is empty or holds a model and nothing else.
    ///
    /// @return SHA-256 of the weights
    /// @throws DataException if `dir` is something else, or cannot be written
    /// @throws IllegalArgumentException if the network does not fit the registry, so that nobody could load the model
    public static String save(Path dir, CellModel model, Optional<TrainingFacts> training) {
        try {
            ModelFolder.write(dir, folder -> {
                SafeTensorsWriter.of(model.parameters()).write(folder.resolve(WEIGHTS));
                ByteBuffer manifest = ManifestWriter.write(model, training, programVersion());
                requireReadable(dir.resolve(MANIFEST), manifest, model);
                ModelFolder.writeFile(folder.resolve(MANIFEST), manifest);
                ModelFolder.writeFile(folder.resolve(Checksums.FILE), ByteBuffer.wrap(
                        Checksums.of(folder, List.of(MANIFEST, WEIGHTS)).getBytes(StandardCharsets.US_ASCII)));
            });
        } catch (IOException e) {
            throw new DataException(dir, "", "the model could not be saved: " + reason(e),
                    "Check the space on the disk, the rights of the folder, and that all names are valid text"
                            + (Files.exists(dir) ? "; what was there before is still there" : ""), e);
        }
        return weightsSha256(model);
    }

    /// Checks, without writing anything, that a model could be saved as the folder `dir`: for those who are about to
    /// spend hours on training it.
    ///
    /// @throws DataException if `dir` is something else than a model or an empty folder, or may not be written
    public static void requireSavable(Path dir) {
        try {
            ModelFolder.requireWritable(dir);
        } catch (IOException e) {
            throw new DataException(dir, "", "it cannot be looked at: " + reason(e), "Check the rights of the folder", e);
        }
    }

    /// What the system says, such as "No space left on device"; of anything more special its kind, too, as its text
    /// alone may be no more than the name of a file.
    static String reason(IOException e) {
        return e.getClass() == IOException.class && e.getMessage() != null ? e.getMessage() : e.toString();
    }

    /// Better no file than one that nobody can read.
    private static void requireReadable(Path file, ByteBuffer bytes, CellModel model) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        try {
            ManifestNode manifest = ManifestReader.parse(file, copy);
            Registry registry = ManifestReader.registry(manifest);
            if (registry.equals(model.registry()) && ManifestReader.spec(manifest, registry).equals(model.spec())) {
                return;
            }
        } catch (DataException e) {
            throw new IllegalArgumentException("the network must fit the genes and levels of the registry: "
                    + e.getMessage(), e);
        }
        throw new IllegalArgumentException("the manifest must give the same model back but does not");
    }

    /// Loads the model of a folder, after checking that its files are those that were saved.
    ///
    /// Weights that were saved in float64 are rounded on a device of float32.
    ///
    /// @param device where it shall compute
    /// @throws DataException if the folder is not there, is of another kind or of a newer version, or if a file is
    ///         missing, was changed or cut short, or does not fit the others
    public static SavedModel load(Path dir, Device device) {
        requireModelFolder(dir);
        Checksums sums = Checksums.read(dir);
        ManifestNode manifest = ManifestReader.parse(dir.resolve(MANIFEST),
                sums.verifiedBytes(MANIFEST, MOST_MANIFEST_BYTES));
        ManifestReader.requireModel(manifest);
        if (SavedNetwork.isNetwork(manifest)) {
            throw new DataException(dir, MANIFEST, "this is a network, not a model of scVI or scANVI",
                    "Load it by SavedNetwork");
        }
        sums.requireExactly(List.of(MANIFEST, WEIGHTS));
        Registry registry = ManifestReader.registry(manifest);
        ModelSpec spec = ManifestReader.spec(manifest, registry);
        Optional<TrainingFacts> training = manifest.at("training").optional(ManifestReader::training);
        String version = manifest.at("cellwright_version").text();
        String sha256 = sums.verify(WEIGHTS);
        CellModel model = manifest.at("network").make(() -> new CellModel(registry, spec, device));
        WeightsFile.fill(model.parameters(), dir.resolve(WEIGHTS), model.spec().kind().label(), name -> false);
        return new SavedModel(model, training, version, sha256);
    }

    /// The SHA-256 of a model's weights: that of the file `weights.safetensors` that they are saved in. It changes with
    /// any bit of any weight and with nothing else.
    public static String weightsSha256(CellModel model) {
        try {
            return Checksums.sha256(SafeTensorsWriter.of(model.parameters())::write);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written here that could fail", e);
        }
    }

    static void requireModelFolder(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new DataException(dir, "", Files.exists(dir) ? "this is a file, not a folder" : "there is no such "
                    + "folder", "Name a folder that was written by --save");
        }
        if (Files.exists(dir.resolve("model.pt")) && !Files.exists(dir.resolve(MANIFEST))) {
            throw new DataException(dir, "model.pt", "this is a model of scvi-tools, whose pickle is not opened here",
                    "Name a folder that was written by --save");
        }
        if (!Files.exists(dir.resolve(MANIFEST)) && !Files.exists(dir.resolve(Checksums.FILE))) {
            throw new DataException(dir, MANIFEST, "the file is missing, so this is no saved model",
                    "Name a folder that was written by --save");
        }
    }

    /// The version of this program; `development` where the classes lie outside of a jar.
    static String programVersion() {
        ModuleDescriptor module = SavedModel.class.getModule().getDescriptor();
        return module == null ? "development" : module.rawVersion().orElse("development");
    }
}
