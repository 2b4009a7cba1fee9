package io.cellwright.anndata.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Turns Java's numbers into stored ones.
final class DataBytes {
    private DataBytes() {}

    static byte[] of(Data data) {
        return switch (data) {
            case Data.Floats(float[] values) -> {
                byte[] bytes = new byte[Math.multiplyExact(Float.BYTES, values.length)];
                little(bytes).asFloatBuffer().put(values);
                yield bytes;
            }
            case Data.Doubles(double[] values) -> {
                byte[] bytes = new byte[Math.multiplyExact(Double.BYTES, values.length)];
                little(bytes).asDoubleBuffer().put(values);
                yield bytes;
            }
            case Data.Ints(int[] values) -> {
                byte[] bytes = new byte[Math.multiplyExact(Integer.BYTES, values.length)];
                little(bytes).asIntBuffer().put(values);
                yield bytes;
            }
            case Data.Wholes(int size, long[] values) -> wholes(size, values);
            case Data.Truths(boolean[] values) -> {
                byte[] bytes = new byte[values.length];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (values[i] ? 1 : 0);
                }
                yield bytes;
            }
            case Data.Stored(Values values) -> values.bytes();
            case Data.Texts _ -> throw new IllegalStateException("texts have no bytes of their own");
        };
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] wholes(int size, long[] values) {
        byte[] bytes = new byte[Math.multiplyExact(size, values.length)];
        for (int i = 0; i < values.length; i++) {
            for (int part = 0; part < size; part++) {
                bytes[i * size + part] = (byte) (values[i] >> (8 * part));
            }
        }
        return bytes;
    }

    /// Rows of a compound of columns that have the bytes of one member each, for every row as many.
    static byte[] rows(List<byte[]> columns, int rows) {
        int width = columns.stream().mapToInt(column -> rows == 0 ? 0 : column.length / rows).sum();
        byte[] all = new byte[Math.multiplyExact(width, rows)];
        int offset = 0;
        for (byte[] column : columns) {
            int size = rows == 0 ? 0 : column.length / rows;
            for (int i = 0; i < rows; i++) {
                System.arraycopy(column, i * size, all, i * width + offset, size);
            }
            offset += size;
        }
        return all;
    }
}
