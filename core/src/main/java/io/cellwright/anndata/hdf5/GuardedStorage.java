package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;

import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;

/// A file as jHDF reads it, through which it gets nothing that is not in the file, and nothing over and over again. By
/// itself jHDF takes memory for as many bytes as a damaged file says there are, and follows circles until the stack is
/// full. Where that happens within a read, the JDK's channel counts a reader for good and can never be closed again.
///
/// For one question: what has been read is counted.
final class GuardedStorage implements HdfBackingStorage {
    /// Most structures are read once or twice; a type that has a name, once for each of the datasets that share it.
    private static final int MOST_ROUNDS = 1 << 12;
    /// All bytes that are read, as a multiple of those that there are, and beside them.
    private static final long MOST_TIMES = 16;
    private static final long HARMLESS = 1 << 24;
    /// More of the stack than a read takes.
    private static final int RESERVED_CALLS = 1_000;

    private final HdfBackingStorage storage;
    private final long end;
    private final Map<Long, Integer> rounds = new HashMap<>();
    private long left;

    /// @param end address of the file's end
    GuardedStorage(HdfBackingStorage storage, long end) {
        this.storage = storage;
        this.end = end;
        this.left = end > Long.MAX_VALUE / MOST_TIMES - HARMLESS ? Long.MAX_VALUE : MOST_TIMES * end + HARMLESS;
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        requireInside(address, length);
        left -= length;
        if (left < 0 || rounds.merge(address, 1, Integer::sum) > MOST_ROUNDS) {
            throw new HdfException("it has structures that lead back to themselves");
        }
        reserve(RESERVED_CALLS);
        return storage.readBufferFromAddress(address, length);
    }

    private void requireInside(long address, long length) {
        if (address < 0 || length < 0 || address > end - length) {
            throw new HdfException("it points at " + length + " bytes at " + Long.toUnsignedString(address)
                    + ", outside the file");
        }
    }

    /// If the stack is to be full, then here, where nothing is under way.
    private static int reserve(int calls) {
        return calls == 0 ? 0 : 1 + reserve(calls - 1);
    }

    @Override
    public ByteBuffer map(long address, long length) {
        requireInside(address, length);
        reserve(RESERVED_CALLS);
        return storage.map(address, length);
    }

    @Override
    public ByteBuffer mapNoOffset(long position, long length) {
        return map(position - getUserBlockSize(), length);
    }

    @Override
    public long getUserBlockSize() {
        return storage.getUserBlockSize();
    }

    @Override
    public Superblock getSuperblock() {
        return storage.getSuperblock();
    }

    @Override
    public FileChannel getFileChannel() {
        return storage.getFileChannel();
    }

    @Override
    public int getSizeOfOffsets() {
        return storage.getSizeOfOffsets();
    }

    @Override
    public int getSizeOfLengths() {
        return storage.getSizeOfLengths();
    }

    /// It is closed with the file.
    @Override
    public void close() {}

    @Override
    public long size() {
        return storage.size();
    }

    @Override
    public boolean inMemory() {
        return storage.inMemory();
    }
}
