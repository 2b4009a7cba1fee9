package io.cellwright.anndata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

import io.cellwright.anndata.hdf5.append.ChunkedArray;
import io.cellwright.anndata.hdf5.append.GrowingArray;
import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;

/// Writes counts that are not in memory as a matrix in compressed rows, block by block: how many there will be is known
/// at the end. Where each row begins takes 64 bits where 32 are not enough.
///
/// @param out where to
/// @param how chunks are made
record BlockwiseRows(Hdf5Appender out, ChunkedArray how) {
    private static final ElementType REAL = new ElementType.Real(Float.BYTES, ByteOrder.LITTLE_ENDIAN);

    /// Writes them.
    ///
    /// @return address of the object header
    long write(CountRows x) throws IOException {
        long[] start = new long[x.rows() + 1];
        GrowingArray data = new GrowingArray(out, REAL, how, x.entries());
        GrowingArray indices = new GrowingArray(out, whole(Integer.BYTES), how, x.entries());
        try {
            x.forEachBlock((first, rows) -> append(first, rows, start, data, indices));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("data", data.finish());
        parts.put("indices", indices.finish());
        parts.put("indptr", starts(start));
        return out.group(parts, ElementWriter.encoding("csr_matrix", "0.1.0",
                Attribute.integers("shape", x.rows(), x.columns())));
    }

    private static ElementType whole(int size) {
        return new ElementType.Whole(size, true, ByteOrder.LITTLE_ENDIAN);
    }

    private static void append(int first, CsrMatrix rows, long[] start, GrowingArray data, GrowingArray indices) {
        int count = rows.start(rows.rows());
        byte[] valueBytes = new byte[Math.multiplyExact(count, Float.BYTES)];
        byte[] columnBytes = new byte[Math.multiplyExact(count, Integer.BYTES)];
        ByteBuffer values = little(valueBytes);
        ByteBuffer columns = little(columnBytes);
        for (int e = 0; e < count; e++) {
            values.putFloat(rows.value(e));
            columns.putInt(rows.column(e));
        }
        try {
            data.append(valueBytes, count);
            indices.append(columnBytes, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < rows.rows(); i++) {
            start[first + i + 1] = start[first + i] + rows.start(i + 1) - rows.start(i);
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private long starts(long[] start) throws IOException {
        int size = start[start.length - 1] > Integer.MAX_VALUE ? Long.BYTES : Integer.BYTES;
        GrowingArray array = new GrowingArray(out, whole(size), how, start.length);
        byte[] one = new byte[size];
        for (long first : start) {
            if (size == Long.BYTES) {
                little(one).putLong(first);
            } else {
                little(one).putInt((int) first);
            }
            array.append(one, 1);
        }
        return array.finish();
    }
}
