package io.cellwright.anndata.zarr;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Attributes;
import io.cellwright.anndata.store.Data;

/// The attributes of a node, which are JSON.
///
/// @param store what it is in
/// @param path where it is
/// @param json the attributes
record ZarrAttributes(ZarrStore store, String path, JsonObject json) implements Attributes {
    @Override
    public Optional<String> text(String name) {
        return primitive(name).filter(JsonPrimitive::isString).map(JsonPrimitive::getAsString);
    }

    @Override
    public Optional<Boolean> truth(String name) {
        return primitive(name).filter(JsonPrimitive::isBoolean).map(JsonPrimitive::getAsBoolean);
    }

    private Optional<JsonPrimitive> primitive(String name) {
        return Optional.ofNullable(json.get(name)).filter(JsonPrimitive.class::isInstance)
                .map(JsonElement::getAsJsonPrimitive);
    }

    @Override
    public Optional<List<String>> texts(String name) {
        return list(name).map(list -> {
            List<String> texts = new ArrayList<>();
            for (JsonElement element : list) {
                if (!(element instanceof JsonPrimitive text && text.isString())) {
                    throw store.bad(path + "@" + name, "should hold texts but holds " + element);
                }
                texts.add(text.getAsString());
            }
            return texts;
        });
    }

    @Override
    public Optional<long[]> integers(String name) {
        return list(name).map(list -> Metadata.longs(store, path + "@" + name, list));
    }

    private Optional<JsonArray> list(String name) {
        return Optional.ofNullable(json.get(name)).map(value -> {
            if (!(value instanceof JsonArray list)) {
                throw store.bad(path + "@" + name, "should be a list");
            }
            return list;
        });
    }

    @Override
    public List<Attribute> all() {
        return json.entrySet().stream().flatMap(e -> carried(e.getKey(), e.getValue()).stream()).toList();
    }

    @Override
    public List<String> others() {
        return json.entrySet().stream().filter(e -> carried(e.getKey(), e.getValue()).isEmpty()).map(Map.Entry::getKey)
                .toList();
    }

    private static Optional<Attribute> carried(String name, JsonElement value) {
        return switch (value) {
            case JsonPrimitive one -> data(List.of(one)).map(data -> new Attribute(name, data, false));
            case JsonArray list when list.asList().stream().allMatch(JsonPrimitive.class::isInstance) ->
                data(list.asList().stream().map(JsonElement::getAsJsonPrimitive).toList())
                        .map(data -> new Attribute(name, data, true));
            default -> Optional.empty();
        };
    }

    /// Values of one kind; whole numbers within int64.
    private static Optional<Data> data(List<JsonPrimitive> values) {
        if (values.stream().allMatch(JsonPrimitive::isString)) {
            return Optional.of(new Data.Texts(values.stream().map(JsonPrimitive::getAsString).toList()));
        }
        if (values.stream().allMatch(JsonPrimitive::isBoolean)) {
            boolean[] truths = new boolean[values.size()];
            for (int i = 0; i < truths.length; i++) {
                truths[i] = values.get(i).getAsBoolean();
            }
            return Optional.of(new Data.Truths(truths));
        }
        return values.stream().allMatch(JsonPrimitive::isNumber) ? Optional.of(numbers(values)) : Optional.empty();
    }

    private static Data numbers(List<JsonPrimitive> values) {
        boolean whole = values.stream().map(JsonPrimitive::getAsBigDecimal)
                .allMatch(n -> n.scale() <= 0 && n.toBigInteger().bitLength() < Long.SIZE);
        return whole ? new Data.Wholes(Long.BYTES, values.stream().mapToLong(JsonPrimitive::getAsLong).toArray())
                : new Data.Doubles(values.stream().mapToDouble(JsonPrimitive::getAsDouble).toArray());
    }
}
