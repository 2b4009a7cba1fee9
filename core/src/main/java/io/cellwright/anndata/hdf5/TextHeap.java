package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

import io.cellwright.anndata.store.Heap;
import io.cellwright.anndata.store.Utf8;

/// Reads texts out of the global heap, where they lie in collections of 4 KiB and more. One reader serves one dataset
/// and keeps the collections used last, as neighbouring rows mostly share one.
final class TextHeap implements Heap {
    private static final int SIGNATURE = 0x4c4f4347;
    private static final int HEADER = 16;
    private static final int FIRST_READ = 4096;
    private static final int MOST_BYTES = 1 << 26;
    private static final int KEPT = 16;

    private final Hdf5File file;
    private final String element;
    private final Map<Long, Collection> kept = new LinkedHashMap<>(KEPT, 0.75f, true);

    TextHeap(Hdf5File file, String element) {
        this.file = file;
        this.element = element;
    }

    /// One collection; `objects` maps the number of an object to its place.
    private record Collection(ByteBuffer bytes, Map<Integer, Integer> objects) {}

    /// The text that the 16 bytes at `at` refer to: length (4 bytes), address (8), number (4).
    @Override
    public String text(ByteBuffer references, int at) {
        int length = references.getInt(at);
        long address = references.getLong(at + 4);
        int number = references.getInt(at + 12);
        if (length == 0 || address == 0) {
            return "";
        }
        Collection collection = collection(address);
        Integer object = collection.objects.get(number);
        if (object == null || length < 0 || length > collection.bytes.getLong(object + 8)) {
            throw file.damaged(element, "refers to text " + number + " of " + length + " bytes at " + address
                    + ", which is not there");
        }
        return Utf8.decode(file, element, collection.bytes.slice(object + HEADER, length));
    }

    private Collection collection(long address) {
        Collection known = kept.get(address);
        if (known != null) {
            return known;
        }
        if (kept.size() == KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        Collection read = index(bytes(address));
        kept.put(address, read);
        return read;
    }

    private ByteBuffer bytes(long address) {
        long left = file.end() - address;
        ByteBuffer first = file.read(address, Math.clamp(left, HEADER, FIRST_READ), element);
        long size = first.getLong(8);
        if (first.getInt(0) != SIGNATURE || size < HEADER || size > MOST_BYTES) {
            throw file.damaged(element, "refers to a text heap at " + address + ", which is not there");
        }
        return size <= first.limit() ? first.limit((int) size) : file.read(address, (int) size, element);
    }

    private Collection index(ByteBuffer bytes) {
        Map<Integer, Integer> objects = new LinkedHashMap<>();
        int at = HEADER;
        while (at + HEADER <= bytes.limit()) {
            int number = bytes.getShort(at) & 0xffff;
            if (number == 0) {
                break;
            }
            long size = bytes.getLong(at + 8);
            if (size < 0 || size > bytes.limit() - at - HEADER) {
                throw file.damaged(element, "refers to a text heap whose entry " + number + " has " + size + " bytes");
            }
            objects.put(number, at);
            at += HEADER + Math.toIntExact((size + 7) / 8 * 8);
        }
        return new Collection(bytes, objects);
    }
}
