package io.cellwright.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

import io.cellwright.data.DataException;
import io.cellwright.task.estimator.Fitted;

/// A matrix of float32 that goes to disk as a model answers, never whole in memory: numpy's `.npy`, version 1.0, read by
/// `numpy.load(path, mmap_mode="r")`. The file takes its name when all rows are there, in {@link #close}; until then, and
/// where they are not, nothing of that name is changed.
///
/// ```
/// try (NpyFile file = NpyFile.of(path, cells.cells(), genes)) { trained.reconstruct(cells, file); }
/// ```
///
/// Source: numpy, `numpy.lib.format`.
public final class NpyFile implements Fitted.Rows, AutoCloseable {
    private static final int ALIGNMENT = 64;
    private static final int MAGIC_AND_LENGTH = 10;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

    private final Path path;
    private final Path part;
    private final FileChannel channel;
    private final long rows;
    private final int columns;
    private long taken;

    private NpyFile(Path path, Path part, FileChannel channel, long rows, int columns) {
        this.path = path;
        this.part = part;
        this.channel = channel;
        this.rows = rows;
        this.columns = columns;
    }

    /// A file of that many rows and columns.
    ///
    /// @throws IllegalArgumentException if there are fewer than no rows or one column
    /// @throws DataException if it cannot be made
    public static NpyFile of(Path path, long rows, int columns) {
        if (rows < 0 || columns < 1) {
            throw new IllegalArgumentException("rows must be at least 0 and columns at least 1 but were " + rows + " and "
                    + columns);
        }
        try {
            // A link stays a link: what it points to is replaced.
            Path place = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            Path part = place.resolveSibling("." + place.getFileName() + "."
                    + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
            FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            NpyFile file = new NpyFile(place, part, channel, rows, columns);
            file.write(header(rows, columns));
            return file;
        } catch (IOException unwritable) {
            throw unwritable(path, unwritable);
        }
    }

    private static ByteBuffer header(long rows, int columns) {
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        int length = (MAGIC_AND_LENGTH + text.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT - MAGIC_AND_LENGTH;
        String padded = text + " ".repeat(length - text.length() - 1) + "\n";
        return ByteBuffer.allocate(MAGIC_AND_LENGTH + length).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC)
                .putShort((short) length).put(padded.getBytes(StandardCharsets.US_ASCII)).flip();
    }

    /// @throws IllegalArgumentException if these are not the next rows of the matrix
    /// @throws DataException if they cannot be written
    @Override
    public void take(int first, int count, double[] values) {
        if (first != taken || taken + count > rows || values.length != (long) count * columns) {
            throw new IllegalArgumentException("rows must come in order, " + rows + " of " + columns + " numbers, but after "
                    + taken + " came " + count + " rows from " + first + " of " + values.length + " numbers");
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putFloat((float) value);
        }
        try {
            write(bytes.flip());
        } catch (IOException unwritable) {
            throw unwritable(path, unwritable);
        }
        taken += count;
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Puts the file in its place, if all rows are there; else it leaves nothing behind.
    ///
    /// @throws DataException if it cannot
    @Override
    public void close() {
        try {
            try {
                channel.force(true);
                channel.close();
                if (taken == rows) {
                    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
                }
            } finally {
                channel.close();
                Files.deleteIfExists(part);
            }
        } catch (IOException unwritable) {
            throw unwritable(path, unwritable);
        }
    }

    private static DataException unwritable(Path path, IOException why) {
        return new DataException(path, "", "cannot be written: " + why,
                "Name a file in a folder that exists, can be written to and has room", why);
    }
}
