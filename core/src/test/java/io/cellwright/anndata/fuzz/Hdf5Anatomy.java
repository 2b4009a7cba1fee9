package io.cellwright.anndata.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.cellwright.anndata.fuzz.Field.Kind;
import io.cellwright.anndata.hdf5.append.MadeChecksum;

/// Where the structures of an HDF5 file are: superblock, object headers with their messages, B-trees, heaps, symbol
/// tables, and the newer blocks with a checksum at their end. Written after the format's specification and not with the
/// reader's own code, so that a fault of the one is none of the other.
final class Hdf5Anatomy {
    private static final int MOST_BLOCK = 1 << 13;
    private static final List<String> SIGNATURES = List.of("OHDR", "OCHK", "BTHD", "BTIN", "BTLF", "FRHP", "FHIB",
            "FHDB", "FAHD", "FADB", "EAHD", "EAIB", "EASB", "EADB", "TREE", "SNOD", "HEAP", "GCOL");

    /// Bytes from `from` until `to`.
    record Span(int from, int to) {
        boolean has(int at) {
            return at >= from && at < to;
        }
    }

    private final byte[] bytes;
    private final ByteBuffer b;
    private final List<Field> fields = new ArrayList<>();
    private final List<Span> structures = new ArrayList<>();
    private final List<Span> summed = new ArrayList<>();
    private final List<Span> chunks = new ArrayList<>();
    private final List<Span> checkedChunks = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();
    private int base;

    private Hdf5Anatomy(byte[] bytes) {
        this.bytes = bytes;
        this.b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static Hdf5Anatomy of(byte[] bytes) {
        Hdf5Anatomy anatomy = new Hdf5Anatomy(bytes);
        anatomy.superblock();
        anatomy.signatures();
        return anatomy;
    }

    /// Lengths, addresses, types and the like.
    List<Field> fields() {
        return fields;
    }

    /// Blocks of structure.
    List<Span> structures() {
        return structures;
    }

    /// Chunks and other data that were found.
    List<Span> chunks() {
        return chunks;
    }

    /// Blocks behind which a checksum of four bytes stands.
    List<Span> summed() {
        return summed;
    }

    /// Addresses at which structures begin.
    long[] places() {
        return structures.stream().mapToLong(s -> s.from - base).toArray();
    }

    /// Whether a checksum that is as it was, or the length of the file, tells each difference of a mutant.
    boolean tells(byte[] mutant) {
        if (mutant.length < bytes.length) {
            return startsAlike(mutant);
        }
        if (mutant.length > bytes.length) {
            return false;
        }
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] != mutant[at] && !tells(mutant, at)) {
                return false;
            }
        }
        return true;
    }

    private boolean startsAlike(byte[] mutant) {
        for (int at = 0; at < mutant.length; at++) {
            if (bytes[at] != mutant[at]) {
                return false;
            }
        }
        return true;
    }

    private boolean tells(byte[] mutant, int at) {
        return checkedChunks.stream().anyMatch(span -> span.has(at)) || summed.stream().anyMatch(span -> at >= span.from
                && at < span.to + 4 && MadeChecksum.of(mutant, span.from, span.to) != little(mutant, span.to));
    }

    /// Writes the right checksums behind blocks whose bytes were changed.
    void repair(byte[] mutant) {
        for (Span span : summed) {
            if (span.to + 4 <= mutant.length) {
                ByteBuffer.wrap(mutant).order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(span.to, MadeChecksum.of(mutant, span.from, span.to));
            }
        }
    }

    private static int little(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    private void add(Kind kind, int size, int... places) {
        for (int at : places) {
            if (at >= 0 && at + size <= bytes.length) {
                fields.add(new Field(at, size, kind));
            }
        }
    }

    private void superblock() {
        if (b.get(8) >= 2) {
            add(Kind.CODE, 1, 8, 9, 10, 11);
            add(Kind.ADDRESS, 8, 12, 20, 28, 36);
            structures.add(new Span(0, 48));
            summed.add(new Span(0, 44));
            header((int) b.getLong(36));
            return;
        }
        int at = b.get(8) == 1 ? 28 : 24;
        add(Kind.CODE, 1, 8, 9, 10, 12, 13, 14);
        add(Kind.COUNT, 2, 16, 18);
        add(Kind.CODE, 4, 20, at + 48);
        add(Kind.ADDRESS, 8, at, at + 8, at + 16, at + 24, at + 32, at + 40, at + 56, at + 64);
        structures.add(new Span(0, at + 72));
        base = (int) b.getLong(at);
        header((int) b.getLong(at + 40));
    }

    /// The newer blocks end with a checksum: where it is right, the block ends. Nothing of their inside need be known.
    private void signatures() {
        for (int at = 0; at + 8 <= bytes.length; at++) {
            String signature = new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
            if (SIGNATURES.contains(signature)) {
                int to = signature.matches("TREE|SNOD|HEAP|GCOL|FHDB") ? -1 : end(at);
                int last = to < 0 ? Math.min(bytes.length, at + 128) : to;
                structures.add(new Span(at, last));
                if (to > 0) {
                    summed.add(new Span(at, to));
                }
                if (signature.equals("GCOL")) {
                    collection(at);
                }
            }
        }
    }

    private int end(int from) {
        for (int to = from + 6; to + 4 <= bytes.length && to < from + MOST_BLOCK; to++) {
            if (little(bytes, to) == MadeChecksum.of(bytes, from, to)) {
                return to;
            }
        }
        return -1;
    }

    private void collection(int at) {
        add(Kind.CODE, 1, at + 4);
        add(Kind.COUNT, 8, at + 8);
        int end = (int) Math.min(bytes.length, at + b.getLong(at + 8));
        for (int next = at + 16; next + 16 <= end && b.getShort(next) != 0;) {
            add(Kind.COUNT, 2, next);
            add(Kind.COUNT, 8, next + 8);
            int length = (int) b.getLong(next + 8);
            chunks.add(new Span(next + 16, Math.min(bytes.length, next + 16 + length)));
            next += 16 + (length + 7) / 8 * 8;
        }
    }

    private void header(int address) {
        int at = base + address;
        if (address < 0 || at + 16 > bytes.length || !seen.add(at)) {
            return;
        }
        Hdf5Messages messages = new Hdf5Messages(b, this::add);
        if (b.get(at) == 1) {
            add(Kind.CODE, 1, at);
            add(Kind.COUNT, 2, at + 2);
            add(Kind.COUNT, 4, at + 4, at + 8);
            messages.first(at + 16, b.getInt(at + 8), base);
        } else {
            add(Kind.CODE, 1, at + 4, at + 5);
            int flags = b.get(at + 5);
            int size = at + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
            int width = 1 << (flags & 3);
            add(Kind.COUNT, width, size);
            long length = new Field(size, width, Kind.COUNT).get(bytes);
            messages.second(size + width, (int) length, (flags & 4) != 0, base);
        }
        structures.addAll(messages.spans());
        messages.children().forEach(this::header);
        messages.trees().forEach(tree -> tree(base + tree.address(), tree.rank(), tree.checked()));
        messages.data().stream().filter(span -> span.from >= 0 && span.to <= bytes.length && span.from < span.to)
                .forEach(chunks::add);
    }

    /// A B-tree of version 1: of the members of a group, or of chunks, whose keys have `rank` offsets.
    private void tree(int at, int rank, boolean checked) {
        if (at < 0 || at + 24 > bytes.length || little(bytes, at) != 0x45455254 || !seen.add(at)) {
            return;
        }
        add(Kind.CODE, 1, at + 4, at + 5);
        add(Kind.COUNT, 2, at + 6);
        add(Kind.ADDRESS, 8, at + 8, at + 16);
        boolean leaf = b.get(at + 5) == 0;
        int key = b.get(at + 4) == 0 ? 8 : 8 + 8 * rank;
        int entries = b.getShort(at + 6);
        structures.add(new Span(at, Math.min(bytes.length, at + 24 + entries * (key + 8) + key)));
        for (int i = 0, next = at + 24; i < entries && next + key + 8 <= bytes.length; i++, next += key + 8) {
            int child = base + (int) b.getLong(next + key);
            add(Kind.ADDRESS, 8, next + key);
            if (b.get(at + 4) == 0) {
                add(Kind.COUNT, 8, next);
                if (leaf) {
                    symbols(child);
                }
            } else {
                add(Kind.COUNT, 4, next);
                add(Kind.CODE, 4, next + 4);
                for (int d = 0; d < rank; d++) {
                    add(Kind.COUNT, 8, next + 8 + 8 * d);
                }
                if (leaf) {
                    Span chunk = new Span(child, Math.min(bytes.length, child + b.getInt(next)));
                    chunks.add(chunk);
                    if (checked && b.getInt(next + 4) == 0) {
                        checkedChunks.add(chunk);
                    }
                }
            }
            if (!leaf) {
                tree(child, rank, checked);
            }
        }
    }

    private void symbols(int at) {
        if (at < 0 || at + 8 > bytes.length || little(bytes, at) != 0x444f4e53 || !seen.add(at)) {
            return;
        }
        add(Kind.CODE, 1, at + 4);
        add(Kind.COUNT, 2, at + 6);
        int entries = b.getShort(at + 6);
        for (int next = at + 8; entries > 0 && next + 40 <= bytes.length; entries--, next += 40) {
            add(Kind.COUNT, 8, next);
            add(Kind.ADDRESS, 8, next + 8, next + 24, next + 32);
            add(Kind.CODE, 4, next + 16);
            if (b.getInt(next + 16) != 2) {
                header((int) b.getLong(next + 8));
            }
        }
    }
}
