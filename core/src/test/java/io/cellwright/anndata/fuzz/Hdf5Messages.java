package io.cellwright.anndata.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.cellwright.anndata.fuzz.Field.Kind;
import io.cellwright.anndata.fuzz.Hdf5Anatomy.Span;

/// The messages of one object header of HDF5, and what they point at.
final class Hdf5Messages {
    /// Takes fields.
    @FunctionalInterface
    interface Fields {
        void add(Kind kind, int size, int... places);
    }

    /// A B-tree of version 1.
    ///
    /// @param rank offsets of a key, of chunks
    /// @param checked whether what chunks go through has a checksum
    record Tree(int address, int rank, boolean checked) {}

    private final ByteBuffer b;
    private final Fields fields;
    private final List<Span> spans = new ArrayList<>();
    private final List<Integer> children = new ArrayList<>();
    private final List<int[]> roots = new ArrayList<>();
    private final List<Span> data = new ArrayList<>();
    private final Deque<Span> continuations = new ArrayDeque<>();
    private int base;
    private boolean checked;

    Hdf5Messages(ByteBuffer b, Fields fields) {
        this.b = b;
        this.fields = fields;
    }

    /// Blocks of messages.
    List<Span> spans() {
        return spans;
    }

    /// Addresses of object headers that are linked to.
    List<Integer> children() {
        return children;
    }

    List<Tree> trees() {
        return roots.stream().map(root -> new Tree(root[0], root[1], root[1] > 0 && checked)).toList();
    }

    /// Data in one piece.
    List<Span> data() {
        return data;
    }

    /// Messages of a header of version 1.
    void first(int at, int size, int start) {
        base = start;
        continuations.add(new Span(at, at + size));
        for (Span block = continuations.poll(); block != null && spans.size() < 99; block = continuations.poll()) {
            spans.add(block);
            for (int next = block.from(); next + 8 <= Math.min(block.to(), b.limit());) {
                int length = b.getShort(next + 2) & 0xffff;
                fields.add(Kind.CODE, 2, next);
                fields.add(Kind.COUNT, 2, next + 2);
                fields.add(Kind.CODE, 1, next + 4);
                message(b.getShort(next) & 0xffff, next + 8, length, 0);
                next += 8 + length;
            }
        }
    }

    /// Messages of a header of version 2.
    void second(int at, int size, boolean ordered, int start) {
        base = start;
        int head = ordered ? 6 : 4;
        continuations.add(new Span(at, at + size));
        for (Span block = continuations.poll(); block != null && spans.size() < 99; block = continuations.poll()) {
            spans.add(block);
            for (int next = block.from(); next + head <= Math.min(block.to(), b.limit());) {
                int length = b.getShort(next + 1) & 0xffff;
                fields.add(Kind.CODE, 1, next, next + 3);
                fields.add(Kind.COUNT, 2, next + 1);
                message(b.get(next) & 0xff, next + head, length, 8);
                next += head + length;
            }
        }
    }

    /// @param extra bytes of a continuation that are no messages
    private void message(int type, int at, int length, int extra) {
        if (at + length > b.limit()) {
            return;
        }
        switch (type) {
            case 0x01 -> dataspace(at, length);
            case 0x03 -> datatype(at, length);
            case 0x06 -> link(at, length);
            case 0x08 -> layout(at, length);
            case 0x0b -> filters(at, length);
            case 0x0c -> attribute(at, length);
            case 0x10 -> {
                fields.add(Kind.ADDRESS, 8, at);
                fields.add(Kind.COUNT, 8, at + 8);
                int from = base + (int) b.getLong(at);
                continuations.add(new Span(from + extra / 2, from + (int) b.getLong(at + 8) - extra / 2));
            }
            case 0x11 -> {
                fields.add(Kind.ADDRESS, 8, at, at + 8);
                roots.add(new int[] {(int) b.getLong(at), 0});
            }
            case 0x02, 0x15 -> {
                fields.add(Kind.CODE, 1, at, at + 1);
                fields.add(Kind.ADDRESS, 8, at + length - 16, at + length - 8);
            }
            default -> fields.add(Kind.CODE, 1, at, at + 1);
        }
    }

    private void dataspace(int at, int length) {
        fields.add(Kind.CODE, 1, at, at + 1, at + 2);
        for (int next = at + (b.get(at) == 1 ? 8 : 4); next + 8 <= at + length; next += 8) {
            fields.add(Kind.COUNT, 8, next);
        }
    }

    private void datatype(int at, int length) {
        fields.add(Kind.CODE, 1, at, at + 1, at + 2, at + 3);
        fields.add(Kind.COUNT, 4, at + 4);
        for (int next = at + 8; next < at + length; next++) {
            fields.add(Kind.CODE, 1, next);
        }
        for (int next = at + 8; next + 4 <= at + length; next += 4) {
            fields.add(Kind.COUNT, 4, next);
        }
    }

    private void link(int at, int length) {
        int flags = b.get(at + 1);
        fields.add(Kind.CODE, 1, at, at + 1, at + 2, at + 3);
        if ((flags & 8) == 0 || b.get(at + 2) == 0) {
            fields.add(Kind.ADDRESS, 8, at + length - 8);
            children.add((int) b.getLong(at + length - 8));
        }
        fields.add(Kind.COUNT, 1 << (flags & 3), at + 2 + ((flags & 8) != 0 ? 1 : 0) + ((flags & 4) != 0 ? 8 : 0)
                + ((flags & 16) != 0 ? 1 : 0));
    }

    private void layout(int at, int length) {
        fields.add(Kind.CODE, 1, at, at + 1, at + 2);
        if (b.get(at) == 3 && b.get(at + 1) == 2) {
            int rank = b.get(at + 2);
            fields.add(Kind.ADDRESS, 8, at + 3);
            for (int d = 0; d < rank; d++) {
                fields.add(Kind.COUNT, 4, at + 11 + 4 * d);
            }
            roots.add(new int[] {(int) b.getLong(at + 3), rank});
        } else if (b.get(at + 1) == 1) {
            fields.add(Kind.ADDRESS, 8, at + 2);
            fields.add(Kind.COUNT, 8, at + 10);
            int from = base + (int) b.getLong(at + 2);
            data.add(new Span(from, from + (int) b.getLong(at + 10)));
        } else {
            for (int next = at + 3; next < at + length; next++) {
                fields.add(Kind.COUNT, 1, next);
            }
            fields.add(Kind.ADDRESS, 8, at + length - 8);
        }
    }

    private void filters(int at, int length) {
        fields.add(Kind.CODE, 1, at, at + 1);
        int next = at + (b.get(at) == 1 ? 8 : 2);
        for (int f = b.get(at + 1); f > 0 && next + 8 <= at + length; f--) {
            int id = b.getShort(next) & 0xffff;
            checked |= id == 1 || id == 3;
            boolean named = b.get(at) == 1 || id >= 256;
            fields.add(Kind.CODE, 2, next);
            int name = named ? (b.getShort(next + 2) + (b.get(at) == 1 ? 7 : 0)) / (b.get(at) == 1 ? 8 : 1)
                    * (b.get(at) == 1 ? 8 : 1) : 0;
            int counts = next + (named ? 4 : 2);
            fields.add(Kind.COUNT, 2, next + 2, counts, counts + 2);
            int values = b.getShort(counts + 2);
            for (int v = 0; v < values; v++) {
                fields.add(Kind.COUNT, 4, counts + 4 + name + 4 * v);
            }
            next = counts + 4 + name + 4 * (values + (b.get(at) == 1 ? values % 2 : 0));
        }
    }

    private void attribute(int at, int length) {
        boolean padded = b.get(at) == 1;
        fields.add(Kind.CODE, 1, at, at + 1);
        fields.add(Kind.COUNT, 2, at + 2, at + 4, at + 6);
        int name = b.getShort(at + 2);
        int type = b.getShort(at + 4);
        int space = b.getShort(at + 6);
        int next = at + (b.get(at) == 3 ? 9 : 8) + padded(name, padded);
        if (next + padded(type, padded) + space <= at + length) {
            datatype(next, type);
            dataspace(next + padded(type, padded), space);
            int values = next + padded(type, padded) + padded(space, padded);
            data.add(new Span(values, at + length));
            if (at + length - values >= 16) {
                fields.add(Kind.COUNT, 4, values, values + 12);
                fields.add(Kind.ADDRESS, 8, values + 4);
            }
        }
    }

    private static int padded(int length, boolean padded) {
        return padded ? (length + 7) / 8 * 8 : length;
    }
}
