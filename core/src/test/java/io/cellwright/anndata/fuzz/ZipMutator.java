package io.cellwright.anndata.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import io.cellwright.anndata.fuzz.Field.Kind;
import io.cellwright.anndata.fuzz.Hdf5Anatomy.Span;

/// Changes a Zarr store in a zip archive: the store within, packed again with right checksums, or the archive: its
/// directory, the heads of its entries, their bytes, their names.
final class ZipMutator implements Mutator {
    private static final int DIRECTORY = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final List<String> NAMES = List.of("../zarr.json", "a/../../b", "/zarr.json", "C:/x", "x\\y",
            "obs//x", "obs/./x", "obs/\0", "X/data/0", "X/data/c/0", "obs/zarr.json", "obs/.zattrs", "x/zarr.json",
            "\ud83e\uddec/zarr.json");

    private final byte[] whole;
    private final Map<String, byte[]> files;
    private final ZarrMutator inside;
    private final List<Field> fields = new ArrayList<>();
    private final List<Span> summed = new ArrayList<>();

    ZipMutator(byte[] whole) {
        this.whole = whole;
        this.files = unpacked(whole);
        this.inside = new ZarrMutator(files);
        ByteBuffer b = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 4 <= whole.length; at++) {
            if (b.getInt(at) == DIRECTORY) {
                entry(b, at);
            } else if (b.getInt(at) == END) {
                add(Kind.COUNT, 2, at + 4, at + 6, at + 8, at + 10, at + 20);
                add(Kind.COUNT, 4, at + 12, at + 16);
            }
        }
    }

    private void add(Kind kind, int size, int... places) {
        for (int at : places) {
            fields.add(new Field(at, size, kind));
        }
    }

    private void entry(ByteBuffer b, int at) {
        add(Kind.CODE, 2, at + 4, at + 6, at + 8, at + 10);
        add(Kind.COUNT, 4, at + 16, at + 20, at + 24, at + 42);
        add(Kind.COUNT, 2, at + 28, at + 30, at + 32, at + 34);
        int local = b.getInt(at + 42);
        add(Kind.CODE, 2, local + 4, local + 6, local + 8);
        add(Kind.COUNT, 4, local + 14, local + 18, local + 22);
        add(Kind.COUNT, 2, local + 26, local + 28);
        int from = local + 30 + b.getShort(local + 26) + b.getShort(local + 28);
        summed.add(new Span(from, from + b.getInt(at + 20)));
    }

    private static Map<String, byte[]> unpacked(byte[] whole) {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(whole))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The files as an archive, some of them stored as they are.
    static byte[] packed(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                if (file.getValue().length % 2 == 0) {
                    CRC32 crc = new CRC32();
                    crc.update(file.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(file.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public Mutant mutant(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> within(random);
            case 3 -> named(random);
            case 4, 5 -> {
                byte[] bytes = whole.clone();
                Field field = fields.get(random.nextInt(fields.size()));
                field.spoil(bytes, new long[] {0, whole.length / 2, whole.length - 22}, random);
                yield Mutant.of("archive, " + field, "", bytes, false);
            }
            case 6 -> {
                byte[] bytes = whole.clone();
                Span span = summed.get(random.nextInt(summed.size()));
                if (span.to() > span.from()) {
                    bytes[random.nextInt(span.from(), span.to())] ^= (byte) (1 << random.nextInt(8));
                }
                yield Mutant.of("data of the entry from " + span, "", bytes, true);
            }
            default -> {
                int length = random.nextInt(whole.length);
                yield Mutant.of("archive cut to " + length, "", Arrays.copyOf(whole, length), false);
            }
        };
    }

    private Mutant within(Random random) {
        Mutant mutant = inside.mutant(random);
        Map<String, byte[]> changed = new TreeMap<>(files);
        mutant.changes().forEach((name, bytes) -> bytes.ifPresentOrElse(b -> changed.put(name, b),
                () -> changed.remove(name)));
        return new Mutant(mutant.what(), Map.of("", Optional.of(packed(changed))), mutant.seen());
    }

    /// An entry more, under a name that may lead elsewhere or be there already.
    private Mutant named(Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        Map<String, byte[]> changed = new TreeMap<>(files);
        byte[] any = files.values().stream().skip(random.nextInt(files.size())).findFirst().orElseThrow();
        String free = changed.containsKey(name) ? "~".repeat(name.length()) : name;
        changed.put(free, any);
        byte[] bytes = packed(changed);
        if (!free.equals(name)) {
            rename(bytes, free, name);
        }
        return Mutant.of("archive with one more " + name, "", bytes, false);
    }

    /// Two entries of one name, which no zip library writes willingly.
    private static void rename(byte[] bytes, String from, String to) {
        byte[] old = from.getBytes(StandardCharsets.UTF_8);
        byte[] fresh = to.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at + old.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + old.length, old, 0, old.length)) {
                System.arraycopy(fresh, 0, bytes, at, fresh.length);
            }
        }
    }
}
