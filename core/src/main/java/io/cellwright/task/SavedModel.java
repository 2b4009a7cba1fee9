package io.cellwright.task;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.cellwright.data.DataException;
import io.cellwright.task.folder.Checksums;
import io.cellwright.task.folder.Manifest;
import io.cellwright.task.folder.ManifestNode;
import io.cellwright.task.folder.ModelFolder;
import io.cellwright.task.folder.WeightsFile;
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
    /// Saves a model as the folder `dir`. All of it is written or nothing: a folder of that name stays as it is until
    /// the new one is complete. It is replaced only if it is empty or holds a model and nothing else.
    ///
    /// @return SHA-256 of the weights
    /// @throws DataException if `dir` is something else, or cannot be written
    /// @throws IllegalArgumentException if the network does not fit the registry, so that nobody could load the model
    public static String save(Path dir, CellModel model, Optional<TrainingFacts> training) {
        try {
            ModelFolder.write(dir, folder -> {
                SafeTensorsWriter.of(model.parameters()).write(folder.resolve(ModelFolder.WEIGHTS));
                ByteBuffer manifest = ManifestWriter.write(model, training, Manifest.programVersion());
                requireReadable(dir.resolve(ModelFolder.MANIFEST), manifest, model);
                ModelFolder.writeFile(folder.resolve(ModelFolder.MANIFEST), manifest);
                ModelFolder.writeFile(folder.resolve(Checksums.FILE), ByteBuffer.wrap(
                        Checksums.of(folder, List.of(ModelFolder.MANIFEST, ModelFolder.WEIGHTS)).getBytes(StandardCharsets.US_ASCII)));
            });
        } catch (IOException e) {
            throw new DataException(dir, "", "the model could not be saved: " + ModelFolder.reason(e),
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
            throw new DataException(dir, "", "it cannot be looked at: " + ModelFolder.reason(e), "Check the rights of the folder", e);
        }
    }

    /// Better no file than one that nobody can read.
    private static void requireReadable(Path file, ByteBuffer bytes, CellModel model) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        try {
            ManifestNode manifest = Manifest.parse(file, copy);
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
        ModelFolder.requireModel(dir);
        Checksums sums = Checksums.read(dir);
        ManifestNode manifest = Manifest.parse(dir.resolve(ModelFolder.MANIFEST),
                sums.verifiedBytes(ModelFolder.MANIFEST, Manifest.MOST_BYTES));
        Manifest.requireModel(manifest);
        if (Manifest.isNetwork(manifest)) {
            throw new DataException(dir, ModelFolder.MANIFEST, "this is a network, not a model of scVI or scANVI",
                    "Load it by SavedNetwork");
        }
        sums.requireExactly(List.of(ModelFolder.MANIFEST, ModelFolder.WEIGHTS));
        Registry registry = ManifestReader.registry(manifest);
        ModelSpec spec = ManifestReader.spec(manifest, registry);
        Optional<TrainingFacts> training = manifest.at("training").optional(ManifestReader::training);
        String version = manifest.at("cellwright_version").text();
        String sha256 = sums.verify(ModelFolder.WEIGHTS);
        CellModel model = manifest.at("network").make(() -> new CellModel(registry, spec, device));
        WeightsFile.fill(model.parameters(), dir.resolve(ModelFolder.WEIGHTS), model.spec().kind().label(), name -> false);
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

}
