package io.cellwright.anndata.zarr;

import com.google.gson.JsonPrimitive;
import io.cellwright.data.DataException;

/// Turns the names of codecs into ours.
final class CodecReader {
    private static final String NUMCODECS = "numcodecs.";

    private final Metadata metadata;

    CodecReader(Metadata metadata) {
        this.metadata = metadata;
    }

    /// A codec of version 2.
    Codec v2(Metadata codec) {
        return numcodecs(codec.text("id"), codec);
    }

    /// A codec from bytes to bytes of version 3.
    Codec v3(Metadata codec) {
        String name = codec.text("name");
        if (name.startsWith(NUMCODECS)) {
            return numcodecs(name.substring(NUMCODECS.length()), codec.object("configuration"));
        }
        return switch (name) {
            case "blosc" -> new Codec.BloscBlocks();
            case "zstd" -> new Codec.ZstdFrames();
            case "gzip" -> new Codec.GzipStream();
            case "crc32c" -> new Codec.Crc32c();
            default -> throw unknown(name);
        };
    }

    private Codec numcodecs(String id, Metadata configuration) {
        return switch (id) {
            case "blosc" -> new Codec.BloscBlocks();
            case "zstd" -> new Codec.ZstdFrames();
            case "gzip" -> new Codec.GzipStream();
            case "zlib" -> new Codec.ZlibStream();
            case "lz4" -> new Codec.Lz4Block();
            case "shuffle" -> new Codec.Shuffled(elementSize(configuration));
            default -> throw unknown(id);
        };
    }

    private int elementSize(Metadata configuration) {
        double size = configuration.get("elementsize") instanceof JsonPrimitive number && number.isNumber()
                ? number.getAsDouble() : 4;
        if (size < 1 || size > 256) {
            throw metadata.bad("is shuffled by elements of " + size + " bytes");
        }
        return (int) size;
    }

    DataException unknown(String name) {
        return metadata.store().bad(metadata.path(), "is kept with codec " + name
                + ", where blosc, zstd, gzip, zlib, lz4, shuffle, crc32c and vlen-utf8 are known",
                "Write it again with anndata's write_zarr and one of these");
    }
}
