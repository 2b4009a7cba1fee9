package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;

/// A file as jHDF reads it, through which it gets nothing that is not in the file, and no more of it in all than
/// structures without circles have. By itself jHDF takes memory for as many bytes as a damaged file says there are.
///
/// For one question: what has been read is counted.
final class GuardedStorage implements HdfBackingStorage {
    /// The same structure may be read under several names, but not without end.
    private static final long MOST_ROUNDS = 16;
    private static final long HARMLESS = 1 << 24;

    private final HdfBackingStorage storage;
    private final long end;
    private long left;

    /// @param end address of the file's end
    GuardedStorage(HdfBackingStorage storage, long end) {
        this.storage = storage;
        this.end = end;
        this.left = end > Long.MAX_VALUE / MOST_ROUNDS - HARMLESS ? Long.MAX_VALUE : MOST_ROUNDS * end + HARMLESS;
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        if (address < 0 || length < 0 || address > end - length) {
            throw new HdfException("it points at " + length + " bytes at " + Long.toUnsignedString(address)
                    + ", outside the file");
        }
        left -= length;
        if (left < 0) {
            throw new HdfException("it has structures that lead back to themselves");
        }
        return storage.readBufferFromAddress(address, length);
    }

    /// Not mapped: a file that became shorter meanwhile would end the program.
    @Override
    public ByteBuffer map(long address, long length) {
        if (length > Integer.MAX_VALUE) {
            throw new HdfException("it has a structure of " + length + " bytes");
        }
        return readBufferFromAddress(address, (int) length);
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
