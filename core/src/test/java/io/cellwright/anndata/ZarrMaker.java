package io.cellwright.anndata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Makes stores for tests: keys with their bytes, as a folder or as an archive.
final class ZarrMaker {
    private final Map<String, byte[]> keys = new LinkedHashMap<>();

    /// Two cells and three genes and an empty `uns`, of version 2.
    static ZarrMaker tables() {
        ZarrMaker maker = new ZarrMaker();
        maker.put(".zgroup", "{'zarr_format': 2}");
        maker.table("obs", 2);
        maker.table("var", 3);
        maker.put("uns/.zgroup", "{'zarr_format': 2}");
        return maker;
    }

    private void table(String name, int rows) {
        put(name + "/.zgroup", "{'zarr_format': 2}");
        put(name + "/.zattrs", "{'_index': '_index', 'column-order': []}");
        array(name + "/_index", "|O", "[" + rows + "]", "[" + rows + "]", "null", "[{'id': 'vlen-utf8'}]");
        put(name + "/_index/0", texts("abc".substring(0, rows).split("")));
    }

    /// A chunk of texts of any length.
    static byte[] texts(String... texts) {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN).putInt(texts.length);
        for (String text : texts) {
            bytes.putInt(text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
        }
        byte[] chunk = new byte[bytes.position()];
        bytes.flip().get(chunk);
        return chunk;
    }

    /// The metadata of an array of version 2.
    ZarrMaker array(String key, String dtype, String shape, String chunks, String compressor, String filters) {
        return put(key + "/.zarray", "{'zarr_format': 2, 'shape': " + shape + ", 'chunks': " + chunks + ", 'dtype': '"
                + dtype + "', 'compressor': " + compressor + ", 'filters': " + filters
                + ", 'order': 'C', 'fill_value': 0}");
    }

    /// The metadata of an array of version 3.
    ZarrMaker array3(String key, String type, String shape, String chunks, String codecs, String more) {
        return put(key + "/zarr.json", "{'zarr_format': 3, 'node_type': 'array', 'shape': " + shape
                + ", 'data_type': '" + type + "', 'chunk_grid': {'name': 'regular', 'configuration': {'chunk_shape': "
                + chunks + "}}, 'chunk_key_encoding': {'name': 'default'}, 'fill_value': 0, 'codecs': " + codecs
                + more + "}");
    }

    /// JSON, with single quotes for double ones.
    ZarrMaker put(String key, String json) {
        return put(key, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    ZarrMaker put(String key, byte[] bytes) {
        keys.put(key, bytes);
        return this;
    }

    Path folder(Path folder) throws IOException {
        Path store = folder.resolve("made.zarr");
        for (Map.Entry<String, byte[]> entry : keys.entrySet()) {
            Path file = store.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        return store;
    }

    Path zip(Path folder) throws IOException {
        Path path = folder.resolve("made.zarr.zip");
        try (OutputStream out = Files.newOutputStream(path)) {
            out.write(zipped());
        }
        return path;
    }

    /// Chunks are stored as they are, metadata compressed.
    byte[] zipped() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : keys.entrySet()) {
                zip.putNextEntry(entry(entry.getKey(), entry.getValue()));
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static ZipEntry entry(String key, byte[] bytes) {
        ZipEntry entry = new ZipEntry(key);
        if (!key.contains("/.") && !key.endsWith(".json")) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
        }
        return entry;
    }
}
