package io.cellwright.anndata.zarr;

import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.cellwright.anndata.zarr.ArrayInfo.ChunkKeys;
import io.cellwright.anndata.zarr.ArrayInfo.Layout;
import io.cellwright.anndata.zarr.ArrayInfo.Sharding;
import org.jspecify.annotations.Nullable;

/// Reads `.zarray`, the metadata of an array of version 2.
final class ArrayV2 {
    private static final String TEXTS = "vlen-utf8";

    private final Metadata metadata;
    private final CodecReader codecs;

    ArrayV2(Metadata metadata) {
        this.metadata = metadata;
        this.codecs = new CodecReader(metadata);
    }

    ArrayInfo info() {
        long[] shape = metadata.lengths("shape");
        JsonElement dtype = metadata.get("dtype");
        DataType type = new DataTypeReader(metadata).v2(dtype == null ? JsonNull.INSTANCE : dtype);
        DataType read = isObjects(dtype) && filterNames().equals(List.of(TEXTS)) ? DataType.texts() : type;
        return new ArrayInfo(shape, read, () -> layout(shape, read));
    }

    private static boolean isObjects(@Nullable JsonElement dtype) {
        return dtype != null && dtype.isJsonPrimitive() && dtype.getAsString().equals("|O");
    }

    private List<String> filterNames() {
        return metadata.list("filters").asList().stream().map(f -> codec(f).text("id")).toList();
    }

    private Metadata codec(JsonElement json) {
        if (!(json instanceof JsonObject object)) {
            throw metadata.bad("has a codec " + json);
        }
        return new Metadata(metadata.store(), metadata.path(), object);
    }

    private Layout layout(long[] shape, DataType type) {
        requireReadable(type);
        requireRows(shape);
        List<Codec> all = new ArrayList<>();
        JsonArray filters = metadata.list("filters");
        for (JsonElement filter : filters) {
            if (!type.isTexts()) {
                all.add(codecs.v2(codec(filter)));
            }
        }
        JsonElement compressor = metadata.get("compressor");
        if (compressor != null) {
            all.add(codecs.v2(codec(compressor)));
        }
        int[] chunkShape = metadata.chunkShape("chunks", shape);
        String separator = metadata.text("dimension_separator", ".");
        if (!separator.equals(".") && !separator.equals("/")) {
            throw metadata.bad("has dimension_separator \"" + separator + "\"");
        }
        return new Layout(chunkShape, ChunkKeys.v2(separator), Sharding.none(chunkShape), List.copyOf(all),
                Fill.of(type.type(), metadata.get("fill_value")));
    }

    private void requireReadable(DataType type) {
        if (type.readable()) {
            return;
        }
        if (type.type().label().equals("object")) {
            throw metadata.bad("holds Python objects, kept with " + (filterNames().isEmpty() ? "no codec"
                    : String.join(", ", filterNames())) + ", where texts with " + TEXTS
                    + " are read: unpacking others could run code");
        }
        throw metadata.bad("has dtype " + type.type().label() + ", which is not known here");
    }

    /// Chunks in Fortran's order are those in C's where at most one axis has several elements.
    private void requireRows(long[] shape) {
        String order = metadata.text("order", "C");
        int axes = 0;
        for (int length : metadata.chunkShape("chunks", shape)) {
            axes += length > 1 ? 1 : 0;
        }
        if (!order.equals("C") && (!order.equals("F") || axes > 1)) {
            throw metadata.bad("has chunks in order " + order + ", where C is known");
        }
    }
}
