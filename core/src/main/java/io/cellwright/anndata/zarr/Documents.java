package io.cellwright.anndata.zarr;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Data;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Values;

/// JSON for metadata.
final class Documents {
    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping()
            .serializeSpecialFloatingPointValues().setPrettyPrinting().create();

    private Documents() {}

    static byte[] bytes(JsonObject json) {
        return GSON.toJson(json).getBytes(StandardCharsets.UTF_8);
    }

    static JsonArray numbers(Collection<? extends Number> numbers) {
        JsonArray array = new JsonArray();
        numbers.forEach(array::add);
        return array;
    }

    static JsonArray list(JsonElement... elements) {
        JsonArray array = new JsonArray();
        for (JsonElement element : elements) {
            array.add(element);
        }
        return array;
    }

    static JsonObject object(Map<String, JsonObject> members) {
        JsonObject json = new JsonObject();
        members.forEach(json::add);
        return json;
    }

    static JsonObject attributes(List<Attribute> attributes) {
        JsonObject json = new JsonObject();
        for (Attribute attribute : attributes) {
            JsonArray values = values(attribute.data());
            json.add(attribute.name(), attribute.list() ? values : values.get(0));
        }
        return json;
    }

    private static JsonArray values(Data data) {
        JsonArray array = new JsonArray();
        switch (data) {
            case Data.Texts(List<String> texts) -> texts.forEach(array::add);
            case Data.Floats(float[] values) -> {
                for (float value : values) {
                    array.add(value);
                }
            }
            case Data.Doubles(double[] values) -> doubles(values, array);
            case Data.Wholes(_, long[] values) -> longs(values, array);
            case Data.Ints(int[] values) -> {
                for (int value : values) {
                    array.add(value);
                }
            }
            case Data.Truths(boolean[] values) -> truths(values, array);
            case Data.Stored(Values values) -> {
                switch (values.type()) {
                    case ElementType.Whole _ -> longs(values.longs(), array);
                    case ElementType.Real _ -> doubles(values.doubles(), array);
                    case ElementType.Truth _ -> truths(values.truths(), array);
                    default -> values.texts().forEach(array::add);
                }
            }
        }
        return array;
    }

    private static void doubles(double[] values, JsonArray to) {
        for (double value : values) {
            to.add(value);
        }
    }

    private static void longs(long[] values, JsonArray to) {
        for (long value : values) {
            to.add(value);
        }
    }

    private static void truths(boolean[] values, JsonArray to) {
        for (boolean value : values) {
            to.add(value);
        }
    }

    /// What is not written: zero, false or no text.
    static JsonElement zero(ElementType type) {
        return switch (type) {
            case ElementType.Whole _ -> new JsonPrimitive(0);
            case ElementType.Real _ -> new JsonPrimitive(0.0);
            case ElementType.Truth _ -> new JsonPrimitive(false);
            case ElementType.HeapText _, ElementType.FixedText _ -> new JsonPrimitive("");
            case ElementType.Compound _, ElementType.Reference _, ElementType.Unknown _ -> throw unwritable(type);
        };
    }

    static IllegalArgumentException unwritable(ElementType type) {
        return new IllegalArgumentException("type must be one that can be written but was " + type.label());
    }
}
