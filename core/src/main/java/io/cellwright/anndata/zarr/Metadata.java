package io.cellwright.anndata.zarr;

import java.util.Arrays;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.anndata.store.Store;
import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// A JSON object of metadata, of which it is known where it stands.
///
/// @param store what it is in
/// @param path the node that it is about
/// @param json the object
record Metadata(ZarrStore store, String path, JsonObject json) {
    /// A value that may be missing or null.
    @Nullable JsonElement get(String name) {
        JsonElement value = json.get(name);
        return value instanceof JsonNull ? null : value;
    }

    /// A text that must be there.
    String text(String name) {
        return text(name, get(name));
    }

    private String text(String name, @Nullable JsonElement value) {
        if (!(value instanceof JsonPrimitive text && text.isString())) {
            throw bad("has no text " + name + " in its metadata");
        }
        return text.getAsString();
    }

    /// A text that may be missing.
    String text(String name, String otherwise) {
        JsonElement value = get(name);
        return value == null ? otherwise : text(name, value);
    }

    /// A list that may be missing: then it has no elements.
    JsonArray list(String name) {
        return switch (get(name)) {
            case JsonArray array -> array;
            case null -> new JsonArray();
            default -> throw bad("has metadata whose " + name + " is no list");
        };
    }

    /// An object that may be missing: then it has no members.
    Metadata object(String name) {
        return switch (get(name)) {
            case JsonObject object -> new Metadata(store, path, object);
            case null -> new Metadata(store, path, new JsonObject());
            default -> throw bad("has metadata whose " + name + " is no object");
        };
    }

    /// A list of lengths, none of them negative.
    long[] lengths(String name) {
        if (!(get(name) instanceof JsonArray array)) {
            throw bad("has no list " + name + " in its metadata");
        }
        long[] lengths = longs(store, path, array);
        if (Arrays.stream(lengths).anyMatch(d -> d < 0)) {
            throw bad("has " + name + " " + Arrays.toString(lengths));
        }
        return lengths;
    }

    /// Lengths of chunks along each of the axes of a shape.
    int[] chunkShape(String name, long[] shape) {
        long[] lengths = lengths(name);
        if (lengths.length != shape.length || Arrays.stream(lengths).anyMatch(d -> d <= 0 || d > Integer.MAX_VALUE)) {
            throw bad("has chunks of shape " + Arrays.toString(lengths) + " for data of shape "
                    + Arrays.toString(shape));
        }
        return Arrays.stream(lengths).mapToInt(d -> (int) d).toArray();
    }

    /// The name of an extension, which is an object with a name or only that.
    Metadata named(JsonElement element) {
        return switch (element) {
            case JsonObject object -> new Metadata(store, path, object);
            case JsonPrimitive text when text.isString() -> {
                JsonObject object = new JsonObject();
                object.add("name", text);
                yield new Metadata(store, path, object);
            }
            default -> throw bad("has metadata in which " + element + " stands for something with a name");
        };
    }

    /// All elements as int64.
    static long[] longs(Store store, String element, JsonArray array) {
        long[] longs = new long[array.size()];
        for (int i = 0; i < longs.length; i++) {
            try {
                if (!(array.get(i) instanceof JsonPrimitive number && number.isNumber())) {
                    throw store.bad(element, "should hold integers but holds " + array.get(i));
                }
                longs[i] = number.getAsBigDecimal().longValueExact();
            } catch (ArithmeticException e) {
                throw store.bad(element, "should hold integers but holds " + array.get(i), store.rewrite(), e);
            }
        }
        return longs;
    }

    /// An error about the node.
    DataException bad(String found) {
        return store.bad(path, found);
    }
}
