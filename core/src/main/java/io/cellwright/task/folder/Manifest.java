package io.cellwright.task.folder;

import java.io.IOException;
import java.io.StringReader;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.cellwright.data.DataException;

/// What the manifests of all saved models have in common.
public final class Manifest {
    /// Says that it is a manifest of ours.
    public static final String FORMAT = "cellwright-model";
    /// Counts up when older programs would misread it.
    public static final int VERSION = 1;
    /// The kind of a network, where scVI and scANVI have their names.
    public static final String NETWORK = "network";
    /// Far more than any has.
    public static final int MOST_BYTES = 100_000_000;

    private Manifest() {}

    /// The manifest as a tree, of whatever kind and version it is.
    public static ManifestNode parse(Path file, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            JsonReader reader = new JsonReader(new StringReader(text));
            reader.setStrictness(Strictness.STRICT);
            JsonElement tree = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new DataException(file, "", "something follows the JSON object", ModelFolder.DAMAGED);
            }
            return new ManifestNode(file, "", tree);
        } catch (IOException | JsonParseException e) {
            throw new DataException(file, "", "it is not JSON: " + e.getMessage(), ModelFolder.DAMAGED, e);
        }
    }

    /// Checks that this is a model, in a version that we know.
    public static void requireModel(ManifestNode manifest) {
        if (!isModel(manifest)) {
            throw new DataException(manifest.file(), "format", "this is not the manifest of a saved model, whose format "
                    + "is \"" + FORMAT + "\"", "Name a folder that was written by --save");
        }
        ManifestNode version = manifest.at("format_version");
        long found = version.whole();
        if (found > VERSION) {
            throw new DataException(manifest.file(), "format_version", "the model was saved in version " + found
                    + " of the format, but this program knows versions up to " + VERSION,
                    "Use a newer Cellwright" + manifest.at("cellwright_version").optional(ManifestNode::text)
                            .map(v -> "; it was saved by " + v).orElse(""));
        }
        if (found != VERSION) {
            throw version.wrong(VERSION + " or more");
        }
    }

    /// Whether this is the manifest of a model, in any version.
    public static boolean isModel(ManifestNode manifest) {
        return manifest.value().isJsonObject() && manifest.value().getAsJsonObject().has("format")
                && manifest.value().getAsJsonObject().get("format").isJsonPrimitive()
                && manifest.at("format").value().getAsString().equals(FORMAT);
    }

    /// Whether it is that of a network rather than of scVI or scANVI.
    public static boolean isNetwork(ManifestNode manifest) {
        return isModel(manifest) && manifest.at("kind").text().equals(NETWORK);
    }

    /// The version of this program; `development` where the classes lie outside of a jar.
    public static String programVersion() {
        ModuleDescriptor module = Manifest.class.getModule().getDescriptor();
        return module == null ? "development" : module.rawVersion().orElse("development");
    }
}
