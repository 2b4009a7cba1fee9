package io.cellwright.anndata.zarr;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.anndata.codec.Compressor;
import io.cellwright.anndata.store.ElementType;

/// Zarr 2.
record FormatV2() implements NodeFormat {
    @Override
    public Map<String, JsonObject> group(JsonObject attributes) {
        Map<String, JsonObject> documents = new LinkedHashMap<>();
        documents.put(".zgroup", version());
        documents.put(".zattrs", attributes);
        return documents;
    }

    private static JsonObject version() {
        JsonObject json = new JsonObject();
        json.addProperty("zarr_format", 2);
        return json;
    }

    @Override
    public Map<String, JsonObject> array(Told told, JsonObject attributes) {
        JsonObject json = version();
        json.add("shape", Documents.numbers(told.shape()));
        json.add("chunks", Documents.numbers(told.chunkShape(1)));
        json.add("dtype", dtype(told.type()));
        json.add("fill_value", fill(told.type()));
        json.addProperty("order", "C");
        boolean texts = told.type() instanceof ElementType.HeapText;
        json.add("filters", texts ? Documents.list(codec("vlen-utf8")) : JsonNull.INSTANCE);
        json.addProperty("dimension_separator", ".");
        json.add("compressor", compressor(told.compressor()));
        Map<String, JsonObject> documents = new LinkedHashMap<>();
        documents.put(".zarray", json);
        documents.put(".zattrs", attributes);
        return documents;
    }

    private static JsonElement dtype(ElementType type) {
        return switch (type) {
            case ElementType.Whole(int size, boolean signed, ByteOrder order) ->
                new JsonPrimitive(order(size, order) + (signed ? "i" : "u") + size);
            case ElementType.Real(int size, ByteOrder order) -> new JsonPrimitive(order(size, order) + "f" + size);
            case ElementType.Truth _ -> new JsonPrimitive("|b1");
            case ElementType.HeapText _ -> new JsonPrimitive("|O");
            case ElementType.FixedText(int size, _, boolean wide) ->
                new JsonPrimitive(wide ? "<U" + size / Integer.BYTES : "|S" + size);
            case ElementType.Compound compound -> {
                JsonArray members = new JsonArray();
                compound.members().forEach(member ->
                    members.add(Documents.list(new JsonPrimitive(member.name()), dtype(member.type()))));
                yield members;
            }
            case ElementType.Reference _, ElementType.Unknown _ -> throw Documents.unwritable(type);
        };
    }

    private static String order(int size, ByteOrder order) {
        return size == 1 ? "|" : order.equals(ByteOrder.BIG_ENDIAN) ? ">" : "<";
    }

    private static JsonElement fill(ElementType type) {
        return type instanceof ElementType.Compound ? JsonNull.INSTANCE : Documents.zero(type);
    }

    private static JsonElement compressor(Compressor compressor) {
        return switch (compressor) {
            case Compressor.None _ -> JsonNull.INSTANCE;
            case Compressor.Gzip(int level) -> {
                JsonObject json = codec("gzip");
                json.addProperty("level", level);
                yield json;
            }
            case Compressor.Zstd _ -> {
                JsonObject json = codec("zstd");
                json.addProperty("level", Compressor.Zstd.LEVEL);
                yield json;
            }
            case Compressor.BloscLz4 _ -> {
                JsonObject json = codec("blosc");
                json.addProperty("cname", "lz4");
                json.addProperty("clevel", Compressor.BloscLz4.LEVEL);
                json.addProperty("shuffle", 1);
                json.addProperty("blocksize", 0);
                yield json;
            }
            case Compressor.ShuffledZlib _ -> throw new IllegalStateException("it is HDF5 that has this filter");
        };
    }

    private static JsonObject codec(String id) {
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        return json;
    }

    @Override
    public String chunk(int number, int rank) {
        return number + ".0".repeat(Math.max(0, rank - 1));
    }

    @Override
    public Map<String, JsonObject> consolidated(Map<String, JsonObject> all, JsonObject top) {
        JsonObject json = new JsonObject();
        json.add("metadata", Documents.object(all));
        json.addProperty("zarr_consolidated_format", 1);
        return Map.of(".zmetadata", json);
    }
}
