package io.cellwright.anndata.zarr;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// Keys as entries of a zip archive.
///
/// zarr-python adds metadata again when they change, so that names of metadata may stand in an archive several times:
/// the last counts. Any other name must stand there once.
final class ZipKeys implements Keys {
    private static final int MOST_UNPACKED = 1 << 28;

    private final Path path;
    private final ZipFile zip;
    private final Map<String, TreeSet<String>> children = new HashMap<>();
    private long size;

    ZipKeys(Path path) throws IOException {
        this.path = path;
        this.zip = new ZipFile(path.toFile());
        try {
            index();
        } catch (RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private void index() {
        Set<String> names = new HashSet<>();
        for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().<ZipEntry>map(e -> e)::iterator) {
            String name = entry.getName();
            List<String> parts = Arrays.asList(withoutSlash(name).split("/", -1));
            if (!parts.stream().allMatch(Names::isPlain)) {
                throw new DataException(path, name, "is no name that may stand in an archive: it leads elsewhere",
                        "Make the archive again, of the folder's own files");
            }
            if (!names.add(name) && !METADATA.contains(parts.getLast())) {
                throw new DataException(path, name, "stands twice in the archive", "Make the archive again");
            }
            size += entry.getCompressedSize();
            if (METADATA.contains(parts.getLast())) {
                addNode(parts.subList(0, parts.size() - 1));
            }
        }
    }

    private static String withoutSlash(String name) {
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private void addNode(List<String> parts) {
        if (!parts.isEmpty()) {
            String group = String.join("/", parts.subList(0, parts.size() - 1));
            children.computeIfAbsent(group, g -> new TreeSet<>()).add(parts.getLast());
        }
    }

    @Override
    public Optional<Stored> open(String key) {
        return Optional.ofNullable(zip.getEntry(key)).filter(e -> !e.isDirectory()).map(Entry::new);
    }

    /// One entry. What is compressed in the archive is unpacked whole, at the first read.
    private final class Entry implements Stored {
        private final ZipEntry entry;
        private byte @Nullable [] unpacked;

        Entry(ZipEntry entry) {
            this.entry = entry;
        }

        @Override
        public long size() {
            return entry.getSize();
        }

        @Override
        public void read(long at, byte[] into, int length) throws IOException {
            if (at == 0 && length == size()) {
                readAll(into, length);
                return;
            }
            if (entry.getMethod() == ZipEntry.STORED) {
                try (InputStream in = zip.getInputStream(entry)) {
                    in.skipNBytes(at);
                    requireLength(in.readNBytes(into, 0, length), length);
                }
                return;
            }
            byte[] all = unpacked;
            if (all == null) {
                if (size() > MOST_UNPACKED) {
                    throw new IOException("it is compressed in the archive, of " + size()
                            + " bytes, which cannot be read in parts: make the archive again without compression");
                }
                all = new byte[(int) size()];
                readAll(all, all.length);
                unpacked = all;
            }
            System.arraycopy(all, (int) at, into, 0, length);
        }

        private void readAll(byte[] into, int length) throws IOException {
            try (InputStream in = zip.getInputStream(entry)) {
                requireLength(in.readNBytes(into, 0, length), length);
                if (in.read() >= 0) {
                    throw new IOException("it is longer than the " + length + " bytes that the archive tells");
                }
            }
            CRC32 crc = new CRC32();
            crc.update(into, 0, length);
            if (crc.getValue() != entry.getCrc()) {
                throw new IOException("its checksum in the archive is another");
            }
        }

        private static void requireLength(int count, int length) throws IOException {
            if (count != length) {
                throw new IOException("it ends after " + count + " bytes, not " + length);
            }
        }

        @Override
        public void close() {
            unpacked = null;
        }
    }

    @Override
    public List<String> children(String group) {
        return List.copyOf(children.getOrDefault(group, new TreeSet<>()));
    }

    @Override
    public long bytes(long enough) {
        return size;
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new DataException(path, "", "cannot be closed: " + e.getMessage(), "", e);
        }
    }
}
