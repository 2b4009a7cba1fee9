package io.cellwright.anndata.zarr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import io.cellwright.anndata.store.ElementType;

/// What one element is in a chunk. Texts of UTF-32 become UTF-8 in the same bytes, as none of its characters takes more.
///
/// @param type what it is once it is decoded
/// @param wide which of its bytes are UTF-32 before that
/// @param readable whether it is known at all
record DataType(ElementType type, List<Wide> wide, boolean readable) {
    /// A text of fixed length in UTF-32.
    ///
    /// @param offset where it begins in an element
    /// @param size its bytes
    /// @param order the order of bytes
    record Wide(int offset, int size, ByteOrder order) {}

    static DataType of(ElementType type) {
        return new DataType(type, List.of(), true);
    }

    static DataType unknown(String label) {
        return new DataType(new ElementType.Unknown(1, label), List.of(), false);
    }

    static DataType wide(int size, ByteOrder order) {
        return new DataType(new ElementType.FixedText(size, false, true), List.of(new Wide(0, size, order)), true);
    }

    /// Texts of any length: an element is the number of a text.
    static DataType texts() {
        return of(new ElementType.HeapText(Integer.BYTES));
    }

    boolean isTexts() {
        return type instanceof ElementType.HeapText;
    }

    /// Turns the UTF-32 of elements into UTF-8, followed by zeros.
    ///
    /// @throws IllegalArgumentException if something is no character
    void narrow(byte[] bytes, int elements) {
        for (int e = 0; e < elements; e++) {
            for (Wide text : wide) {
                narrow(bytes, e * type.size() + text.offset, text);
            }
        }
    }

    private static void narrow(byte[] bytes, int from, Wide text) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, text.size).slice().order(text.order);
        int to = from;
        while (in.remaining() >= Integer.BYTES) {
            int character = in.getInt();
            if (character == 0) {
                break;
            }
            to = put(bytes, to, character);
        }
        while (to < from + text.size) {
            bytes[to++] = 0;
        }
    }

    private static int put(byte[] bytes, int at, int character) {
        boolean surrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        if (!Character.isValidCodePoint(character) || surrogate) {
            throw new IllegalArgumentException("0x" + Integer.toHexString(character) + " is no character");
        }
        int more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
        int first = more == 0 ? 0 : (0xff00 >> (more + 1)) & 0xff;
        bytes[at] = (byte) (first | (character >> (6 * more)));
        for (int i = 1; i <= more; i++) {
            bytes[at + i] = (byte) (0x80 | ((character >> (6 * (more - i))) & 0x3f));
        }
        return at + more + 1;
    }
}
