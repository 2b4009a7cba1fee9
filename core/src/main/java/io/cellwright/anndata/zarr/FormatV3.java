package io.cellwright.anndata.zarr;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.anndata.codec.Compressor;
import io.cellwright.anndata.store.ElementType;

/// Zarr 3.
record FormatV3() implements NodeFormat {
    static final String DOCUMENT = "zarr.json";

    @Override
    public Map<String, JsonObject> group(JsonObject attributes) {
        JsonObject json = node("group");
        json.add("attributes", attributes);
        return Map.of(DOCUMENT, json);
    }

    private static JsonObject node(String kind) {
        JsonObject json = new JsonObject();
        json.addProperty("zarr_format", 3);
        json.addProperty("node_type", kind);
        return json;
    }

    @Override
    public Map<String, JsonObject> array(Told told, JsonObject attributes) {
        JsonObject json = node("array");
        json.add("shape", Documents.numbers(told.shape()));
        json.add("data_type", type(told.type()));
        boolean sharded = told.perShard() > 0;
        json.add("chunk_grid", named("regular", "chunk_shape",
                Documents.numbers(told.chunkShape(sharded ? told.perShard() : 1))));
        json.add("chunk_key_encoding", named("default", "separator", new JsonPrimitive("/")));
        json.add("fill_value", fill(told.type()));
        json.add("codecs", sharded ? Documents.list(shards(told)) : codecs(told));
        json.add("attributes", attributes);
        return Map.of(DOCUMENT, json);
    }

    private static JsonObject named(String name) {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        return json;
    }

    private static JsonObject named(String name, String key, JsonElement value) {
        JsonObject configuration = new JsonObject();
        configuration.add(key, value);
        JsonObject json = named(name);
        json.add("configuration", configuration);
        return json;
    }

    private static JsonObject shards(Told told) {
        JsonObject configuration = new JsonObject();
        configuration.add("chunk_shape", Documents.numbers(told.chunkShape(1)));
        configuration.add("codecs", codecs(told));
        configuration.add("index_codecs", Documents.list(named("bytes", "endian", new JsonPrimitive("little")),
                named("crc32c")));
        configuration.addProperty("index_location", "end");
        JsonObject json = named("sharding_indexed");
        json.add("configuration", configuration);
        return json;
    }

    private static JsonArray codecs(Told told) {
        JsonArray codecs = new JsonArray();
        codecs.add(switch (told.type()) {
            case ElementType.HeapText _ -> named("vlen-utf8");
            case ElementType.Numeric type when type.size() > 1 -> named("bytes", "endian",
                    new JsonPrimitive(type.order().equals(ByteOrder.BIG_ENDIAN) ? "big" : "little"));
            case ElementType.Compound _ -> named("bytes", "endian", new JsonPrimitive("little"));
            case ElementType.FixedText text when text.wide() -> named("bytes", "endian", new JsonPrimitive("little"));
            default -> named("bytes");
        });
        switch (told.compressor()) {
            case Compressor.None _ -> { }
            case Compressor.Gzip(int level) -> codecs.add(named("gzip", "level", new JsonPrimitive(level)));
            case Compressor.Zstd _ -> {
                JsonObject zstd = named("zstd", "level", new JsonPrimitive(Compressor.Zstd.LEVEL));
                zstd.getAsJsonObject("configuration").addProperty("checksum", false);
                codecs.add(zstd);
            }
            case Compressor.BloscLz4(int elementSize) -> codecs.add(blosc(elementSize));
            case Compressor.ShuffledZlib _ -> throw new IllegalStateException("it is HDF5 that has this filter");
        }
        return codecs;
    }

    private static JsonObject blosc(int elementSize) {
        JsonObject blosc = named("blosc", "typesize", new JsonPrimitive(elementSize));
        JsonObject configuration = blosc.getAsJsonObject("configuration");
        configuration.addProperty("cname", "lz4");
        configuration.addProperty("clevel", Compressor.BloscLz4.LEVEL);
        configuration.addProperty("shuffle", elementSize > 1 ? "shuffle" : "noshuffle");
        configuration.addProperty("blocksize", 0);
        return blosc;
    }

    private static JsonElement type(ElementType type) {
        return switch (type) {
            case ElementType.Numeric numeric -> new JsonPrimitive(numeric.label());
            case ElementType.Truth _ -> new JsonPrimitive("bool");
            case ElementType.HeapText _ -> new JsonPrimitive("string");
            case ElementType.FixedText(int size, _, boolean wide) ->
                named(wide ? "fixed_length_utf32" : "null_terminated_bytes", "length_bytes", new JsonPrimitive(size));
            case ElementType.Compound compound -> {
                JsonArray fields = new JsonArray();
                for (ElementType.Member member : compound.members()) {
                    JsonObject field = named(member.name());
                    field.add("data_type", type(member.type()));
                    fields.add(field);
                }
                yield named("struct", "fields", fields);
            }
            case ElementType.Reference _, ElementType.Unknown _ -> throw Documents.unwritable(type);
        };
    }

    private static JsonElement fill(ElementType type) {
        if (!(type instanceof ElementType.Compound compound)) {
            return Documents.zero(type);
        }
        JsonObject json = new JsonObject();
        compound.members().forEach(member -> json.add(member.name(), fill(member.type())));
        return json;
    }

    @Override
    public String chunk(int number, int rank) {
        return rank == 0 ? "c" : "c/" + number + "/0".repeat(rank - 1);
    }

    /// By keys without their last part, which all share.
    @Override
    public Map<String, JsonObject> consolidated(Map<String, JsonObject> all, JsonObject top) {
        Map<String, JsonObject> nodes = new LinkedHashMap<>();
        all.forEach((key, json) -> {
            if (!key.equals(DOCUMENT)) {
                nodes.put(key.substring(0, key.length() - DOCUMENT.length() - 1), json);
            }
        });
        JsonObject json = new JsonObject();
        json.addProperty("kind", "inline");
        json.addProperty("must_understand", false);
        json.add("metadata", Documents.object(nodes));
        top.add("consolidated_metadata", json);
        return Map.of(DOCUMENT, top);
    }
}
