package io.cellwright.anndata.hdf5.append;

import java.util.Arrays;

/// Little-endian bytes in the making.
final class Bytes {
    private byte[] array = new byte[64];
    private int size;

    Bytes u8(int value) {
        return number(value, 1);
    }

    Bytes u16(int value) {
        return number(value, 2);
    }

    Bytes u32(int value) {
        return number(value, 4);
    }

    Bytes u64(long value) {
        return number(value, 8);
    }

    private Bytes number(long value, int bytes) {
        reserve(bytes);
        for (int i = 0; i < bytes; i++) {
            array[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    Bytes raw(byte... bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, array, size, bytes.length);
        size += bytes.length;
        return this;
    }

    Bytes zeros(int count) {
        reserve(count);
        size += count;
        return this;
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > array.length) {
            array = Arrays.copyOf(array, Math.max(needed, 2 * array.length));
        }
    }

    int size() {
        return size;
    }

    byte[] toArray() {
        return Arrays.copyOf(array, size);
    }
}
