package io.cellwright.task.folder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.cellwright.data.DataException;

/// A value of a manifest with its place, so that whatever is wrong with it can be said.
///
/// @param file the manifest
/// @param place such as `network/n_hidden`; empty for the whole
/// @param value what stands there
public record ManifestNode(Path file, String place, JsonElement value) {
    public ManifestNode at(String name) {
        if (!value.isJsonObject()) {
            throw wrong("an object");
        }
        String inside = place.isEmpty() ? name : place + "/" + name;
        if (!value.getAsJsonObject().has(name)) {
            throw fault(inside, "there is no such value");
        }
        return new ManifestNode(file, inside, value.getAsJsonObject().get(name));
    }

    public String text() {
        if (!(value instanceof JsonPrimitive primitive) || !primitive.isString()) {
            throw wrong("a text");
        }
        return primitive.getAsString();
    }

    /// The value read by `read`, or nothing where it is null.
    public <T> Optional<T> optional(Function<ManifestNode, T> read) {
        return value.isJsonNull() ? Optional.empty() : Optional.of(read.apply(this));
    }

    public boolean truth() {
        if (!(value instanceof JsonPrimitive primitive) || !primitive.isBoolean()) {
            throw wrong("true or false");
        }
        return primitive.getAsBoolean();
    }

    public int count(int least, int most) {
        long number = whole();
        if (number < least || number > most) {
            throw wrong("a whole number in [" + least + ", " + most + "]");
        }
        return (int) number;
    }

    public long whole() {
        if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
            try {
                return Long.parseLong(primitive.getAsString());
            } catch (NumberFormatException e) {
                throw new DataException(file, place, "a whole number was expected but it is " + shown(),
                        ModelFolder.DAMAGED, e);
            }
        }
        throw wrong("a whole number");
    }

    /// A number; NaN and the infinities, which JSON does not know, as texts.
    public double number() {
        if (value instanceof JsonPrimitive primitive) {
            String text = primitive.getAsString();
            if (primitive.isNumber()) {
                return Double.parseDouble(text);
            }
            if (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")) {
                return Double.parseDouble(text);
            }
        }
        throw wrong("a number");
    }

    /// The constant that {@link #name} wrote.
    public <E extends Enum<E>> E choice(E[] constants) {
        String text = text();
        return Arrays.stream(constants).filter(c -> name(c).equals(text)).findFirst()
                .orElseThrow(() -> wrong("one of " + Arrays.stream(constants).map(ManifestNode::name).toList()));
    }

    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public <T> List<T> list(Function<ManifestNode, T> read) {
        if (!value.isJsonArray()) {
            throw wrong("a list");
        }
        List<T> all = new ArrayList<>();
        for (JsonElement element : value.getAsJsonArray()) {
            all.add(read.apply(new ManifestNode(file, place + "/" + all.size(), element)));
        }
        return all;
    }

    /// A record made of values here; what its constructor objects to becomes an error of this place.
    public <T> T make(Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException e) {
            throw new DataException(file, place, String.valueOf(e.getMessage()), ModelFolder.DAMAGED, e);
        }
    }

    public DataException wrong(String expected) {
        return fault(place, expected + " was expected but it is " + shown());
    }

    private String shown() {
        String text = value.isJsonObject() ? "an object" : value.isJsonArray() ? "a list" : value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    public DataException fault(String where, String found) {
        return new DataException(file, where, found, ModelFolder.DAMAGED);
    }
}
