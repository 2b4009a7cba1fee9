package io.cellwright.anndata.text;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// The lines of a file of text, plain or compressed with gzip, which is told by its first bytes. Text is UTF-8.
///
/// Lines are numbered from 1. A line of more than [#MOST_BYTES] is refused, so that what is allocated does not depend
/// on what a small compressed file becomes.
public final class TextLines implements AutoCloseable {
    /// Enough for the names of millions of cells in one line.
    static final int MOST_BYTES = 1 << 28;

    private static final int PIECE = 1 << 16;
    private static final String DAMAGED = "The file is damaged or was cut off: copy or download it again";

    private final Path path;
    private final long size;
    private final InputStream in;
    private final boolean compressed;
    private byte[] buffer = new byte[2 * PIECE];
    private int from;
    private int to;
    private int end;
    private boolean ended;
    private long number;

    private TextLines(Path path, long size, InputStream in, boolean compressed) {
        this.path = path;
        this.size = size;
        this.in = in;
        this.compressed = compressed;
    }

    /// Opens a file.
    ///
    /// @throws DataException if it cannot be opened
    public static TextLines open(Path path) {
        InputStream file = null;
        try {
            long size = Files.size(path);
            boolean compressed = isGzip(path);
            file = Files.newInputStream(path);
            TextLines lines = new TextLines(path, size, compressed ? new GzipMembers(file, size) : file, compressed);
            file = null;
            lines.skipMark();
            return lines;
        } catch (NoSuchFileException e) {
            throw new DataException(path, "", "no such file", "Check the path", e);
        } catch (ZipException | EOFException e) {
            throw new DataException(path, "", "is no whole gzip file: " + e.getMessage(), DAMAGED, e);
        } catch (IOException e) {
            throw new DataException(path, "", "cannot be read: " + e.getMessage(), "", e);
        } finally {
            closeQuietly(file);
        }
    }

    /// Whether a file begins as those of gzip do.
    public static boolean isGzip(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(2);
            return start.length == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
        }
    }

    /// The first bytes of a text, or all of it where there are fewer.
    ///
    /// @throws DataException if it cannot be read
    public static String start(Path path, int bytes) {
        try (TextLines lines = open(path)) {
            while (lines.end - lines.from < bytes && !lines.ended) {
                lines.fill();
            }
            int count = Math.min(bytes, lines.end - lines.from);
            return new String(lines.buffer, lines.from, count, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new DataException(path, "", "cannot be read: " + e.getMessage(), DAMAGED, e);
        }
    }

    /// Some editors put a mark in front of UTF-8; text of 16 bits begins with another, and is not read.
    private void skipMark() throws IOException {
        while (end - from < 3 && !ended) {
            fill();
        }
        if (end - from >= 3 && buffer[0] == (byte) 0xef && buffer[1] == (byte) 0xbb && buffer[2] == (byte) 0xbf) {
            from = 3;
            to = 3;
        } else if (end - from >= 2 && (buffer[0] & 0xff) + (buffer[1] & 0xff) == 0xff + 0xfe) {
            throw new DataException(path, "", "is text in UTF-16", "Save it as UTF-8");
        }
    }

    /// Goes to the next line.
    ///
    /// @return whether there is one
    public boolean next() {
        int at = number == 0 ? from : to + 1;
        from = Math.min(at, end);
        int seen = from;
        while (true) {
            for (int i = seen; i < end; i++) {
                if (buffer[i] == '\n') {
                    to = i;
                    number++;
                    return true;
                }
            }
            seen = end;
            if (ended) {
                to = end;
                number++;
                return from < end;
            }
            int moved = from;
            more();
            seen -= moved;
        }
    }

    /// Moves what is left of the current line to the front and reads on.
    private void more() {
        System.arraycopy(buffer, from, buffer, 0, end - from);
        end -= from;
        from = 0;
        if (end > MOST_BYTES) {
            throw bad(number + 1, "has more than " + MOST_BYTES + " bytes",
                    "No table of counts has such lines: is it another kind of file?");
        }
        if (buffer.length - end < PIECE) {
            buffer = Arrays.copyOf(buffer, buffer.length + Math.max(PIECE, buffer.length / 2));
        }
        try {
            fill();
        } catch (EOFException e) {
            throw new DataException(path, "", "is cut off after line " + number + ", inside of what gzip compressed",
                    DAMAGED, e);
        } catch (IOException e) {
            throw bad(number + 1, "cannot be read: " + e.getMessage(), DAMAGED, e);
        }
    }

    private void fill() throws IOException {
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            ended = true;
        } else {
            end += count;
        }
    }

    /// Number of the current line, counted from 1.
    public long number() {
        return number;
    }

    /// The array that holds the current line, which begins at [#from] and ends before [#to]. It is used again.
    public byte[] bytes() {
        return buffer;
    }

    /// First byte of the current line.
    public int from() {
        return from;
    }

    /// End of the current line, without what ends it.
    public int to() {
        return to > from && buffer[to - 1] == '\r' ? to - 1 : to;
    }

    /// The current line as text.
    public String text() {
        return text(from(), to());
    }

    /// A part of the current line as text.
    ///
    /// @throws DataException if it is no UTF-8
    public String text(int first, int last) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, first, last - first)).toString();
        } catch (CharacterCodingException e) {
            throw bad("is no text in UTF-8", "Save the file as UTF-8");
        }
    }

    /// The file.
    public Path path() {
        return path;
    }

    /// At most so many bytes of text can come of the file, by its size.
    public long mostText() {
        // What deflate makes of zeros.
        return compressed ? size * 1032 : size;
    }

    /// An error of the current line.
    public DataException bad(String found, String remedy) {
        return bad(number, found, remedy);
    }

    private DataException bad(long line, String found, String remedy) {
        return new DataException(path, "line " + line, found, remedy);
    }

    private DataException bad(long line, String found, String remedy, Exception cause) {
        return new DataException(path, "line " + line, found, remedy, cause);
    }

    @Override
    public void close() {
        closeQuietly(in);
    }

    /// Only for what was read from: nothing can be lost.
    private static void closeQuietly(@Nullable InputStream in) {
        if (in == null) {
            return;
        }
        try {
            in.close();
        } catch (IOException e) {
            System.getLogger(TextLines.class.getName()).log(System.Logger.Level.DEBUG, "closing a file", e);
        }
    }
}
