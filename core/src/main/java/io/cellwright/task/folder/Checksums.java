package io.cellwright.task.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cellwright.data.DataException;

/// The file `SHA256SUMS` of a folder, as `sha256sum` writes it and `sha256sum -c` checks it.
public final class Checksums {
    public static final String FILE = "SHA256SUMS";
    /// Far more than a line a file needs.
    private static final int MOST_BYTES = 1 << 16;
    private static final int HEX = 64;

    private final Path folder;
    private final Map<String, String> sums;

    private Checksums(Path folder, Map<String, String> sums) {
        this.folder = folder;
        this.sums = sums;
    }

    /// The text of the file for these files of a folder.
    public static String of(Path folder, List<String> files) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String file : files) {
            text.append(sha256(folder.resolve(file))).append("  ").append(file).append('\n');
        }
        return text.toString();
    }

    /// Reads the file of a folder.
    public static Checksums read(Path folder) {
        Path file = folder.resolve(FILE);
        String text = new String(bytes(file, MOST_BYTES), StandardCharsets.ISO_8859_1);
        Map<String, String> sums = new LinkedHashMap<>();
        int line = 0;
        for (int at = 0; at < text.length();) {
            line++;
            int end = text.indexOf('\n', at);
            if (end < 0 || !wellFormed(text.substring(at, end))) {
                throw new DataException(file, "line " + line, "it is not a SHA-256, two blanks and a file name",
                        ModelFolder.DAMAGED);
            }
            if (sums.put(text.substring(at + HEX + 2, end), text.substring(at, at + HEX)) != null) {
                throw new DataException(file, "line " + line, "the file is named twice", ModelFolder.DAMAGED);
            }
            at = end + 1;
        }
        return new Checksums(folder, sums);
    }

    private static boolean wellFormed(String line) {
        return line.length() > HEX + 2 && line.startsWith("  ", HEX)
                && line.substring(0, HEX).chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0);
    }

    /// Checks that these files are named and no others.
    public void requireExactly(List<String> files) {
        for (String name : sums.keySet()) {
            if (!files.contains(name)) {
                throw new DataException(folder.resolve(FILE), name, "no model has such a file", ModelFolder.DAMAGED);
            }
        }
        files.forEach(this::sum);
    }

    /// Checks a file against its sum, and gives the sum.
    public String verify(String name) {
        String wanted = sum(name);
        Path file = folder.resolve(name);
        try {
            String found = sha256(file);
            if (!found.equals(wanted)) {
                throw changed(file, wanted, found);
            }
            return found;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// The bytes of a file, after they were checked against its sum.
    public byte[] verifiedBytes(String name, int most) {
        String wanted = sum(name);
        byte[] bytes = bytes(folder.resolve(name), most);
        String found = HexFormat.of().formatHex(digest().digest(bytes));
        if (!found.equals(wanted)) {
            throw changed(folder.resolve(name), wanted, found);
        }
        return bytes;
    }

    private String sum(String name) {
        String sum = sums.get(name);
        if (sum == null) {
            throw new DataException(folder.resolve(FILE), name, "there is no line for this file", ModelFolder.DAMAGED);
        }
        return sum;
    }

    private static DataException changed(Path file, String wanted, String found) {
        return new DataException(file, "", "the file was changed or cut short since it was saved: its SHA-256 is " + found
                + " but " + FILE + " says " + wanted, ModelFolder.DAMAGED);
    }

    private static DataException unreadable(Path file, IOException cause) {
        return cause instanceof NoSuchFileException
                ? new DataException(file, "", "the file is missing", ModelFolder.DAMAGED, cause)
                : new DataException(file, "", "it cannot be read: " + cause, "Check the file and its rights", cause);
    }

    /// All bytes of a small file.
    public static byte[] bytes(Path file, int most) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new DataException(file, "", "it is longer than " + most + " bytes", ModelFolder.DAMAGED);
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// What writes its bytes.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// The SHA-256 of what would be written.
    public static String sha256(Content content) throws IOException {
        MessageDigest digest = digest();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            content.writeTo(out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
