package io.cellwright.anndata.zarr;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.anndata.zarr.ArrayInfo.ChunkKeys;
import io.cellwright.anndata.zarr.ArrayInfo.Layout;
import io.cellwright.anndata.zarr.ArrayInfo.Sharding;

/// Reads `zarr.json`, the metadata of an array of version 3.
final class ArrayV3 {
    private static final Set<String> KNOWN = Set.of("zarr_format", "node_type", "shape", "data_type", "chunk_grid",
            "chunk_key_encoding", "fill_value", "codecs", "attributes", "dimension_names", "storage_transformers",
            "consolidated_metadata");
    private static final String SHARDS = "sharding_indexed";
    private static final String TEXTS = "vlen-utf8";

    private final Metadata metadata;
    private final CodecReader codecs;

    ArrayV3(Metadata metadata) {
        this.metadata = metadata;
        this.codecs = new CodecReader(metadata);
    }

    ArrayInfo info() {
        long[] shape = metadata.lengths("shape");
        JsonElement type = metadata.get("data_type");
        JsonArray list = metadata.list("codecs");
        DataType read = new DataTypeReader(metadata).v3(type == null ? JsonNull.INSTANCE : type, order(list));
        return new ArrayInfo(shape, read, () -> layout(shape, read, list));
    }

    /// The order of bytes stands with the codec `bytes`, which may be within shards.
    private ByteOrder order(JsonArray list) {
        for (JsonElement element : list) {
            Metadata codec = metadata.named(element);
            Metadata configuration = codec.object("configuration");
            switch (codec.text("name")) {
                case "bytes" -> {
                    return configuration.text("endian", "little").equals("big") ? ByteOrder.BIG_ENDIAN
                            : ByteOrder.LITTLE_ENDIAN;
                }
                case SHARDS -> {
                    return order(configuration.list("codecs"));
                }
                default -> {
                }
            }
        }
        return ByteOrder.LITTLE_ENDIAN;
    }

    private Layout layout(long[] shape, DataType type, JsonArray list) {
        if (!type.readable()) {
            throw metadata.bad("has data_type " + type.type().label() + ", which is not known here");
        }
        requireKnown();
        Metadata grid = metadata.object("chunk_grid");
        if (!grid.text("name").equals("regular")) {
            throw metadata.bad("has a chunk_grid " + grid.text("name") + ", where regular is known");
        }
        int[] chunkShape = grid.object("configuration").chunkShape("chunk_shape", shape);
        Fill fill = Fill.of(type.type(), metadata.get("fill_value"));
        if (list.size() != 1 || !metadata.named(list.get(0)).text("name").equals(SHARDS)) {
            return new Layout(chunkShape, keys(), Sharding.none(chunkShape), chain(list, shape.length, type), fill);
        }
        Metadata shards = metadata.named(list.get(0)).object("configuration");
        int[] inner = shards.chunkShape("chunk_shape", shape);
        for (int d = 0; d < inner.length; d++) {
            if (chunkShape[d] % inner[d] != 0) {
                throw metadata.bad("has shards of " + chunkShape[d] + " elements with chunks of " + inner[d]);
            }
        }
        return new Layout(inner, keys(), sharding(shards, chunkShape),
                chain(shards.list("codecs"), shape.length, type), fill);
    }

    /// What is not known may change what the numbers are, unless it says that it does not.
    private void requireKnown() {
        for (Map.Entry<String, JsonElement> entry : metadata.json().entrySet()) {
            boolean optional = entry.getValue() instanceof JsonObject object
                    && object.get("must_understand") instanceof JsonPrimitive must && must.isBoolean()
                    && !must.getAsBoolean();
            if (!KNOWN.contains(entry.getKey()) && !optional) {
                throw metadata.bad("has metadata called " + entry.getKey() + ", which is not known here");
            }
        }
        if (!metadata.list("storage_transformers").isEmpty()) {
            throw metadata.bad("has storage_transformers, which are not known here");
        }
    }

    private ChunkKeys keys() {
        Metadata encoding = metadata.object("chunk_key_encoding");
        Metadata configuration = encoding.object("configuration");
        String name = encoding.text("name", "default");
        String separator = configuration.text("separator", name.equals("v2") ? "." : "/");
        if (!separator.equals(".") && !separator.equals("/")) {
            throw metadata.bad("has chunk keys with separator \"" + separator + "\"");
        }
        return switch (name) {
            case "default" -> new ChunkKeys("c", separator);
            case "v2" -> ChunkKeys.v2(separator);
            default -> throw metadata.bad("has chunk_key_encoding " + name + ", where default and v2 are known");
        };
    }

    private Sharding sharding(Metadata shards, int[] shardShape) {
        List<String> names = shards.list("index_codecs").asList().stream()
                .map(json -> metadata.named(json).text("name")).toList();
        boolean checked = names.equals(List.of("bytes", "crc32c"));
        String location = shards.text("index_location", "end");
        boolean known = (checked || names.equals(List.of("bytes"))) && (location.equals("end")
                || location.equals("start")) && order(shards.list("index_codecs")) == ByteOrder.LITTLE_ENDIAN;
        if (!known) {
            throw metadata.bad("has shards with an index at the " + location + " kept with " + names
                    + ", where little-endian bytes and crc32c are known");
        }
        return new Sharding(shardShape, true, location.equals("end"), checked);
    }

    /// The codecs from bytes to bytes, once it is certain that what stands before them changes nothing or is known.
    private List<Codec> chain(JsonArray list, int rank, DataType type) {
        List<Codec> chain = new ArrayList<>();
        boolean serialized = false;
        for (JsonElement element : list) {
            Metadata codec = metadata.named(element);
            String name = codec.text("name");
            if (serialized) {
                chain.add(codecs.v3(codec));
            } else if (name.equals("transpose")) {
                requireIdentity(codec.object("configuration"), rank);
            } else if (name.equals(type.isTexts() ? TEXTS : "bytes")) {
                serialized = true;
            } else {
                throw codecs.unknown(name);
            }
        }
        if (!serialized) {
            throw metadata.bad("has no codec that makes bytes of " + type.type().label());
        }
        return List.copyOf(chain);
    }

    private void requireIdentity(Metadata configuration, int rank) {
        long[] order = configuration.lengths("order");
        boolean identity = order.length == rank;
        for (int d = 0; d < order.length; d++) {
            identity &= order[d] == d;
        }
        if (!identity) {
            throw metadata.bad("has chunks whose axes are transposed, which is not read");
        }
    }
}
