package io.cellwright.anndata.zarr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.anndata.store.Attributes;

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
}
