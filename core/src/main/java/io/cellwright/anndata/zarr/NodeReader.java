package io.cellwright.anndata.zarr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Utf8;

/// Finds out what stands under a key: a group, an array, or nothing.
final class NodeReader {
    private static final int MOST_BYTES = 1 << 26;

    private final ZarrStore store;
    private final String path;

    NodeReader(ZarrStore store, String path) {
        this.store = store;
        this.path = path;
    }

    Optional<Node> read() {
        Optional<JsonObject> v3 = json("zarr.json");
        if (v3.isPresent()) {
            return Optional.of(node(v3.get()));
        }
        Optional<JsonObject> array = json(".zarray");
        if (array.isPresent()) {
            requireFormat(array.get(), 2);
            return Optional.of(new ZarrDataset(store, path, attributes(), new ArrayV2(metadata(array.get())).info()));
        }
        return json(".zgroup").map(group -> {
            requireFormat(group, 2);
            return new ZarrGroup(store, path, attributes());
        });
    }

    private Node node(JsonObject json) {
        requireFormat(json, 3);
        JsonObject attributes = switch (json.get("attributes")) {
            case JsonObject object -> object;
            case null -> new JsonObject();
            default -> throw store.damaged(path, "has attributes that are no JSON object");
        };
        String kind = json.get("node_type") instanceof JsonPrimitive text ? text.getAsString() : "missing";
        return switch (kind) {
            case "group" -> new ZarrGroup(store, path, attributes);
            case "array" -> new ZarrDataset(store, path, attributes, new ArrayV3(metadata(json)).info());
            default -> throw store.damaged(path, "has node_type " + kind + ", where group and array are known");
        };
    }

    private Metadata metadata(JsonObject json) {
        return new Metadata(store, path, json);
    }

    private JsonObject attributes() {
        return json(".zattrs").orElseGet(JsonObject::new);
    }

    private void requireFormat(JsonObject json, int format) {
        JsonElement found = json.get("zarr_format");
        if (!(found instanceof JsonPrimitive number && number.isNumber() && number.getAsDouble() == format)) {
            throw store.bad(path, "has zarr_format " + found + ", where " + format + " should stand");
        }
    }

    private Optional<JsonObject> json(String name) {
        String key = path.isEmpty() ? name : path + "/" + name;
        return store.keys().open(key).map(stored -> {
            try (stored) {
                if (stored.size() > MOST_BYTES) {
                    throw store.damaged(key, "has " + stored.size() + " bytes, more than metadata have");
                }
                byte[] bytes = new byte[(int) stored.size()];
                stored.read(0, bytes, bytes.length);
                return Json.object(Utf8.decode(store, key, ByteBuffer.wrap(bytes)));
            } catch (IOException e) {
                throw store.bad(key, "cannot be read: " + e.getMessage(), store.rewrite(), e);
            }
        });
    }
}
