package io.cellwright.anndata.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;

import io.cellwright.anndata.fuzz.Field.Kind;
import io.cellwright.fuzz.JsonMutator;

/// Changes the metadata of a Zarr store, and its chunks where their lengths, flags and checksums are: headers of Blosc,
/// trailers of gzip, the index of a shard. Takes files away and puts one in another's place.
final class ZarrMutator implements Mutator {
    private final Map<String, byte[]> files;
    private final List<String> metadata;
    private final List<String> chunks;

    ZarrMutator(Map<String, byte[]> files) {
        this.files = new TreeMap<>(files);
        this.metadata = this.files.keySet().stream().filter(ZarrMutator::isMetadata).toList();
        this.chunks = this.files.keySet().stream().filter(name -> !isMetadata(name)).toList();
    }

    private byte[] file(String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private static boolean isMetadata(String name) {
        return name.matches("(.*/)?(zarr\\.json|\\.z[a-z]+)");
    }

    @Override
    public Mutant mutant(Random random) {
        int choice = random.nextInt(10);
        if (choice < 5) {
            String name = pick(metadata, random);
            return Mutant.of("value of " + name, name, JsonMutator.mutant(file(name), random), false);
        }
        String name = pick(chunks, random);
        if (choice < 6) {
            String other = pick(random.nextBoolean() ? chunks : metadata, random);
            return new Mutant(name + " away, or " + other + " in its place", random.nextBoolean()
                    ? Map.of(name, Optional.empty()) : Map.of(name, Optional.of(file(other))), false);
        }
        byte[] bytes = file(name).clone();
        if (bytes.length == 0) {
            return Mutant.of("byte in " + name, name, new byte[] {1}, false);
        }
        String what = change(bytes, random);
        boolean cut = random.nextInt(8) == 0;
        byte[] changed = cut ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
        return Mutant.of(what + (cut ? "cut to " + changed.length + " " : "") + "in " + name, name, changed,
                isChecked(name) && !what.contains("repaired"));
    }

    /// Whether the bytes of a chunk have a checksum: by the codecs of its array, of the text of whose metadata this is
    /// plain enough.
    private boolean isChecked(String chunk) {
        for (String folder = chunk; folder.contains("/");) {
            folder = folder.substring(0, folder.lastIndexOf('/'));
            for (String kind : List.of("/zarr.json", "/.zarray")) {
                byte[] json = files.get(folder + kind);
                if (json != null) {
                    String text = new String(json, StandardCharsets.UTF_8);
                    return !text.contains("sharding") && text.replaceAll("\\s", "")
                            .matches(".*\"(name|id)\":\"(gzip|zlib|crc32c)\".*");
                }
            }
        }
        return false;
    }

    private static String change(byte[] bytes, Random random) {
        int last = bytes.length;
        return switch (random.nextInt(6)) {
            case 0 -> {
                // The header of Blosc; of texts that are not compressed their number and the first length.
                int size = random.nextBoolean() ? 4 : 1;
                yield spoiled(bytes, new Field(random.nextInt(20) / size * size, size, Kind.COUNT), random);
            }
            case 1 -> {
                // The index of a shard, or the trailer of gzip.
                int back = 4 + random.nextInt(132) / 4 * 4;
                boolean repair = random.nextBoolean();
                String what = spoiled(bytes, new Field(last - back, random.nextBoolean() ? 4 : 8, Kind.COUNT), random);
                yield repair ? what + repaired(bytes, random) : what;
            }
            case 2 -> {
                int from = random.nextInt(last);
                Arrays.fill(bytes, from, Math.min(last, from + 1 + random.nextInt(16)), (byte) random.nextInt());
                yield "filled from " + from + " ";
            }
            default -> {
                int at = random.nextInt(last);
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield "bit of byte " + at + " ";
            }
        };
    }

    private static String spoiled(byte[] bytes, Field field, Random random) {
        if (field.isIn(bytes)) {
            field.spoil(bytes, new long[0], random);
        }
        return field + " ";
    }

    /// A checksum as a shard's index of some number of entries has it.
    private static String repaired(byte[] bytes, Random random) {
        int length = 16 * (1 + random.nextInt(9));
        if (bytes.length >= length + 4) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, bytes.length - 4 - length, length);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, (int) crc.getValue());
        }
        return "repaired ";
    }

    private static String pick(List<String> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }
}
