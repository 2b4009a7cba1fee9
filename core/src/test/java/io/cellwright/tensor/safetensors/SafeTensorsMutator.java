package io.cellwright.tensor.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import io.cellwright.fuzz.JsonMutator;

/// Changes safetensors files where it matters: the length of the header, the arrays that it names with their types,
/// shapes and places, and the numbers.
public final class SafeTensorsMutator {
    private static final long[] LENGTHS = {0, 1, 7, 8, 0x7fffffffL, 0x80000000L, 0xffffffffL, 100_000_001,
        Long.MAX_VALUE, -1};

    private SafeTensorsMutator() {}

    /// A file with something changed.
    public static byte[] mutant(byte[] file, Random random) {
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        byte[] bytes = file.clone();
        switch (random.nextInt(10)) {
            case 0 -> {
                long other = random.nextBoolean() ? LENGTHS[random.nextInt(LENGTHS.length)]
                        : length + random.nextInt(-20, 20);
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(other);
            }
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 50));
            case 2 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 3 -> bytes[8 + random.nextInt(length)] = (byte) random.nextInt(128);
            case 4 -> bytes = withHeader(file, length, twice(header(file, length), random));
            default -> bytes = withHeader(file, length, JsonMutator.mutant(header(file, length), random));
        }
        return bytes;
    }

    private static byte[] header(byte[] file, int length) {
        return Arrays.copyOfRange(file, 8, 8 + length);
    }

    private static byte[] withHeader(byte[] file, int length, byte[] header) {
        return ByteBuffer.allocate(file.length - length + header.length).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length).put(header).put(file, 8 + length, file.length - 8 - length).array();
    }

    /// One array stands twice, which JSON that is only read does not tell.
    private static byte[] twice(byte[] header, Random random) {
        String text = new String(header, StandardCharsets.UTF_8);
        String[] arrays = text.strip().replaceFirst("^\\{", "").replaceFirst("}$", "").split("(?<=}),", -1);
        return ("{" + String.join(",", arrays) + "," + arrays[random.nextInt(arrays.length)] + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
