package io.cellwright.task.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.cellwright.data.DataException;
import io.cellwright.data.prepare.Preparation;
import io.cellwright.model.CellNetwork;
import io.cellwright.task.SavedModel;
import io.cellwright.task.folder.Checksums;
import io.cellwright.task.folder.Manifest;
import io.cellwright.task.folder.ManifestNode;
import io.cellwright.task.folder.ModelFolder;
import io.cellwright.task.folder.WeightsFile;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Workspace;
import io.cellwright.tensor.safetensors.SafeTensorsException;
import io.cellwright.tensor.safetensors.SafeTensorsReader;
import io.cellwright.tensor.safetensors.SafeTensorsWriter;

/// A trained network in a folder of the same three files as a {@link SavedModel}: it is whole, so the folder and raw
/// counts are all that is needed. What was learnt for making cells ready stands beside the weights.
///
/// scDLKit saves the weights alone, as a pickle, and cannot load them.
public final class SavedNetwork {
    private static final String PREPARATION = "preparation.";

    private SavedNetwork() {}

    /// Saves a network as the folder `dir`. All of it is written or nothing, see {@link SavedModel#save}.
    ///
    /// @throws DataException if `dir` is something else, or cannot be written
    public static void save(Path dir, TrainedNetwork trained) {
        try {
            ModelFolder.write(dir, folder -> {
                SafeTensorsWriter weights = SafeTensorsWriter.of(trained.network().parameters());
                trained.about().preparation().addTo(weights, PREPARATION);
                weights.write(folder.resolve(ModelFolder.WEIGHTS));
                ModelFolder.writeFile(folder.resolve(ModelFolder.MANIFEST), ByteBuffer.wrap(
                        NetworkJson.write(trained.about()).getBytes(StandardCharsets.UTF_8)));
                ModelFolder.writeFile(folder.resolve(Checksums.FILE), ByteBuffer.wrap(
                        Checksums.of(folder, List.of(ModelFolder.MANIFEST, ModelFolder.WEIGHTS))
                                .getBytes(StandardCharsets.US_ASCII)));
            });
        } catch (IOException e) {
            throw new DataException(dir, "", "the network could not be saved: " + ModelFolder.reason(e),
                    "Check the space on the disk and the rights of the folder"
                            + (Files.exists(dir) ? "; what was there before is still there" : ""), e);
        }
    }

    /// The SHA-256 of a network's weights. It changes with any bit of any weight and with nothing else.
    public static String weightsSha256(CellNetwork network) {
        try {
            return Checksums.sha256(SafeTensorsWriter.of(network.parameters())::write);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written here that could fail", e);
        }
    }

    /// Whether a folder holds a network rather than a model of scVI or scANVI.
    ///
    /// @throws DataException if it holds neither
    public static boolean isNetwork(Path dir) {
        ModelFolder.requireModel(dir);
        return Manifest.isNetwork(Manifest.parse(dir.resolve(ModelFolder.MANIFEST),
                Checksums.bytes(dir.resolve(ModelFolder.MANIFEST), Manifest.MOST_BYTES)));
    }

    /// Loads a bundled network.
    ///
    /// @throws DataException if the folder is not there, holds something else, or is damaged
    public static TrainedNetwork load(Path dir, Device device) {
        return load(dir, device, Optional.empty());
    }

    /// Loads a network of one's own.
    ///
    /// @param factory makes it, as when it was trained
    /// @throws DataException as {@link #load(Path, Device)}
    public static TrainedNetwork load(Path dir, Device device, NetworkFactory factory) {
        return load(dir, device, Optional.of(factory));
    }

    private static TrainedNetwork load(Path dir, Device device, Optional<NetworkFactory> factory) {
        ModelFolder.requireModel(dir);
        Checksums sums = Checksums.read(dir);
        ManifestNode manifest = Manifest.parse(dir.resolve(ModelFolder.MANIFEST),
                sums.verifiedBytes(ModelFolder.MANIFEST, Manifest.MOST_BYTES));
        Manifest.requireModel(manifest);
        if (!Manifest.isNetwork(manifest)) {
            throw new DataException(dir, ModelFolder.MANIFEST, "this is a model of scVI or scANVI, not a network",
                    "Load it by SavedModel");
        }
        sums.requireExactly(List.of(ModelFolder.MANIFEST, ModelFolder.WEIGHTS));
        sums.verify(ModelFolder.WEIGHTS);
        Path weights = dir.resolve(ModelFolder.WEIGHTS);
        NetworkAbout about = NetworkJson.read(manifest, preparation(manifest, weights));
        Parameters parameters = new Parameters(new Workspace(device));
        CellNetwork network = manifest.at("settings").make(() -> factory
                .orElseGet(() -> NetworkFactory.bundled(about.model())).create(about.settings(), parameters));
        WeightsFile.fill(parameters, weights, about.model(), name -> name.startsWith(PREPARATION));
        return new TrainedNetwork(network, about, Optional.empty());
    }

    private static Preparation preparation(ManifestNode manifest, Path weights) {
        try (SafeTensorsReader arrays = SafeTensorsReader.open(weights)) {
            ManifestNode node = manifest.at("preparation");
            return Preparation.read(node.value().toString(), arrays, PREPARATION);
        } catch (SafeTensorsException e) {
            throw new DataException(weights, e.element(), e.found(), ModelFolder.DAMAGED, e);
        } catch (IOException | IllegalArgumentException e) {
            throw new DataException(weights, "preparation", String.valueOf(e.getMessage()), ModelFolder.DAMAGED, e);
        }
    }
}
