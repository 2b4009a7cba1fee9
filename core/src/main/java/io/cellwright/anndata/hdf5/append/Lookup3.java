package io.cellwright.anndata.hdf5.append;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Bob Jenkins' lookup3 hash (hashlittle, initial value 0), which HDF5 uses as checksum of its newer blocks.
final class Lookup3 {
    private static final int BLOCK = 12;

    private Lookup3() {}

    /// Checksum of the first `length` bytes.
    static int of(byte[] bytes, int length) {
        int a = 0xdeadbeef + length;
        int b = a;
        int c = a;
        // The last block, even a full one, is mixed another way.
        int blocks = length == 0 ? 0 : (length - 1) / BLOCK;
        byte[] tail = Arrays.copyOfRange(bytes, blocks * BLOCK, length);
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < blocks * BLOCK; at += BLOCK) {
            a += words.getInt(at);
            b += words.getInt(at + 4);
            c += words.getInt(at + 8);
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        return length == 0 ? c : finish(a, b, c, tail);
    }

    private static int finish(int first, int second, int third, byte[] tail) {
        ByteBuffer words = ByteBuffer.wrap(Arrays.copyOf(tail, BLOCK)).order(ByteOrder.LITTLE_ENDIAN);
        int a = first + words.getInt(0);
        int b = second + words.getInt(4);
        int c = third + words.getInt(8);
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }
}
