package io.cellwright.anndata.zarr;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

/// Reads JSON whose depth and number of values are bounded, and in which no name stands twice.
final class Json {
    private static final int DEEPEST = 64;
    private static final int MOST_VALUES = 1 << 20;
    private static final int MOST_DIGITS = 400;
    private static final String CONSOLIDATED = "consolidated_metadata";

    private final JsonReader reader;
    private int values;

    private Json(String text) {
        reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
    }

    /// The text as an object. What is called `consolidated_metadata` in it is left out: it is a copy of all metadata
    /// below.
    ///
    /// @throws IOException if it is no JSON, or beyond the bounds
    static JsonObject object(String text) throws IOException {
        Json json = new Json(text);
        try {
            if (!(json.value(0) instanceof JsonObject object) || json.reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException("it is no JSON object");
            }
            return object;
        } catch (IllegalStateException | NumberFormatException e) {
            throw new IOException("it is no JSON at " + json.reader.getPath(), e);
        }
    }

    private JsonElement value(int depth) throws IOException {
        if (depth > DEEPEST || ++values > MOST_VALUES) {
            throw new IOException("it is JSON of more than " + DEEPEST + " levels or " + MOST_VALUES + " values");
        }
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> members(depth);
            case BEGIN_ARRAY -> elements(depth);
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> new JsonPrimitive(number(reader.nextString()));
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            default -> throw new IOException("it is no JSON at " + reader.getPath());
        };
    }

    /// Exponents are bounded too, as a whole number of a billion digits is quickly written.
    private static BigDecimal number(String text) throws IOException {
        BigDecimal number = new BigDecimal(text);
        if (number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new IOException("it has a number of more than " + MOST_DIGITS + " digits");
        }
        return number;
    }

    private JsonObject members(int depth) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (depth == 0 && name.equals(CONSOLIDATED)) {
                reader.skipValue();
                continue;
            }
            if (object.has(name)) {
                throw new IOException("it is JSON in which \"" + name + "\" stands twice");
            }
            object.add(name, value(depth + 1));
        }
        reader.endObject();
        return object;
    }

    private JsonArray elements(int depth) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value(depth + 1));
        }
        reader.endArray();
        return array;
    }
}
