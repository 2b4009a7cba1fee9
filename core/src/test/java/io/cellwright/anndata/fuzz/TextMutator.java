package io.cellwright.anndata.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

import io.cellwright.anndata.text.Texts;

/// Changes lines and words of a text, plain or within gzip, or the bytes of gzip itself: its flags, its checksum, its
/// length.
final class TextMutator implements Mutator {
    private static final List<String> WORDS = List.of("", "0", "-1", "1", "2147483647", "2147483648", "4294967296",
            "9223372036854775808", "16777217", "1e38", "1e39", "1e-400", "1e999999999", "NaN", "inf", "-0", "0x10",
            "1.5", "1,5", "\"", "\"\"", "%%MatrixMarket", "\0", "\ufeff", "\ud83e\uddec", "#", "..", "../x", "a\tb",
            "99999999999999999999999",
            "Gene Expression", "Peaks", "coordinate", "array", "pattern", "symmetric");
    private static final int LONG_WORD = 200_000;

    private final String name;
    private final byte[] whole;
    private final boolean gzip;

    TextMutator(String name, byte[] whole) {
        this.name = name;
        this.whole = whole;
        this.gzip = whole.length > 18 && whole[0] == 0x1f && whole[1] == (byte) 0x8b;
    }

    @Override
    public Mutant mutant(Random random) {
        if (gzip && random.nextInt(3) == 0) {
            return packed(random);
        }
        byte[] text = (gzip ? unpacked(whole) : whole).clone();
        StringBuilder what = new StringBuilder();
        for (int i = 1 + random.nextInt(2); i > 0 && text.length > 0; i--) {
            text = random.nextInt(4) == 0 ? bytes(text, random, what) : words(text, random, what);
        }
        return Mutant.of(what.toString(), name, gzip ? Texts.gzip(text) : text, false);
    }

    private static byte[] unpacked(byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every change of gzip is one that its checksum tells, or one that changes nothing.
    private Mutant packed(Random random) {
        byte[] bytes = whole.clone();
        int at = switch (random.nextInt(4)) {
            case 0 -> random.nextInt(10);
            case 1 -> bytes.length - 1 - random.nextInt(8);
            default -> random.nextInt(bytes.length);
        };
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, at);
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes = Texts.joined(bytes, random.nextBoolean() ? new byte[1 + random.nextInt(20)]
                    : "x".getBytes(StandardCharsets.US_ASCII));
            default -> bytes[at] = (byte) random.nextInt();
        }
        // What no longer begins as gzip does is another file: a text, if a strange one.
        boolean gzipStill = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        return Mutant.of("gzip, byte " + at, name, bytes, gzipStill);
    }

    private static byte[] bytes(byte[] text, Random random, StringBuilder what) {
        int at = random.nextInt(text.length);
        what.append("byte ").append(at).append("; ");
        if (random.nextInt(3) == 0) {
            return Arrays.copyOf(text, at);
        }
        text[at] = (byte) random.nextInt();
        return text;
    }

    private static byte[] words(byte[] text, Random random, StringBuilder what) {
        List<String> lines = new ArrayList<>(List.of(new String(text, StandardCharsets.ISO_8859_1).split("\n", -1)));
        int line = random.nextInt(lines.size());
        switch (random.nextInt(8)) {
            case 0 -> {
                if (lines.size() > 1) {
                    lines.remove(line);
                }
            }
            case 1 -> lines.add(line, lines.get(random.nextInt(lines.size())));
            case 2 -> Collections.swap(lines, line, random.nextInt(lines.size()));
            case 3 -> lines.set(line, lines.get(line) + "9".repeat(random.nextInt(LONG_WORD)));
            default -> {
                String[] parts = lines.get(line).split("(?<=[ ,\t])|(?=[ ,\t])", -1);
                parts[random.nextInt(parts.length)] = WORDS.get(random.nextInt(WORDS.size()));
                lines.set(line, String.join("", parts));
            }
        }
        what.append("line ").append(line + 1).append("; ");
        byte[] changed = String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
        return lines.get(Math.min(line, lines.size() - 1)).chars().anyMatch(c -> c > 0xff)
                ? String.join("\n", lines).getBytes(StandardCharsets.UTF_8) : changed;
    }
}
