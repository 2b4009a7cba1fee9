package io.cellwright.anndata.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/// Files of text, for tests.
public final class Texts {
    /// A small matrix in the format of Matrix Market.
    public static final String MTX = """
            %%MatrixMarket matrix coordinate integer general
            % made
            3 4 5
            1 1 7
            3 4 12
            2 2 1
            1 3 2
            3 1 100
            """;
    /// A small table, with names in quotes.
    public static final String CSV = """
            cell,"g,0",g1,g2
            c0,1,0,22
            "c1",0,3.5,1e2
            c2,7,8,9
            """;

    private Texts() {}

    /// Writes a file, compressed where its name ends in `.gz`.
    public static Path write(Path path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes(path, path.toString().endsWith(".gz") ? gzip(bytes) : bytes);
    }

    /// Writes bytes.
    public static Path bytes(Path path, byte[] bytes) {
        try {
            return Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What gzip makes of bytes.
    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// One behind the other.
    public static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
