package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Data;

/// Makes an `.h5ad` file whose matrix has more entries than an int counts, nearly all of which are holes: the system
/// keeps nothing for them and reads zeros.
public final class SparseFile {
    /// Entries of each row.
    public static final long ROW_ENTRIES = 1L << 30;
    /// Number of genes.
    public static final int GENES = 9;

    private SparseFile() {}

    /// Three rows of `ROW_ENTRIES` places and a last one of three entries: gene 1, 4 and 7 with 10, 20 and 30.
    public static void make(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            Hdf5Appender out = Hdf5Appender.create(channel);
            long[] start = {0, ROW_ENTRIES, 2 * ROW_ENTRIES, 3 * ROW_ENTRIES, 3 * ROW_ENTRIES + 3};
            Map<String, Long> parts = new LinkedHashMap<>();
            parts.put("data", holes(out, new Data.Floats(new float[0]), start[4], Float.floatToIntBits(10),
                    Float.floatToIntBits(20), Float.floatToIntBits(30)));
            parts.put("indices", holes(out, new Data.Ints(new int[0]), start[4], 1, 4, 7));
            parts.put("indptr", out.dataset(new Data.Wholes(Long.BYTES, start), List.of(), start.length));
            Map<String, Long> root = new LinkedHashMap<>();
            root.put("X", out.group(parts, List.of(Attribute.text("encoding-type", "csr_matrix"),
                    Attribute.text("encoding-version", "0.1.0"), Attribute.integers("shape", 4, GENES))));
            root.put("obs", table(out, 4));
            root.put("var", table(out, GENES));
            out.publish(out.group(root, List.of()));
        }
    }

    private static long table(Hdf5Appender out, int rows) throws IOException {
        long index = out.dataset(new Data.Texts(IntStream.range(0, rows).mapToObj(i -> "n" + i).toList()), List.of(),
                rows);
        return out.group(Map.of("_index", index), List.of(Attribute.text("encoding-type", "dataframe"),
                Attribute.text("encoding-version", "0.2.0"), Attribute.text("_index", "_index"),
                Attribute.texts("column-order", List.of())));
    }

    /// An array of four-byte elements of which only the last are written.
    private static long holes(Hdf5Appender out, Data type, long count, int... last) throws IOException {
        long address = out.allocate(4 * count);
        ByteBuffer bytes = ByteBuffer.allocate(4 * last.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(last);
        out.write(bytes, address + 4 * (count - last.length));
        return out.header(new Hdf5Appender.HeaderKind(0, new byte[0]), List.of(Message.dataspace(false, count),
                new Message(Message.DATATYPE, Message.CONSTANT, 0, Message.datatype(type.type())),
                new Message(Message.FILL_VALUE, Message.CONSTANT, 0, new byte[] {3, 0x0a}),
                Message.of(Message.LAYOUT, new Bytes().u8(3).u8(1).u64(address).u64(4 * count))));
    }
}
