package io.cellwright.anndata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/// A file that remembers what is done to it and fails at a step that is given, or when its disk is full.
final class WatchedChannel extends FileChannel {
    private final FileChannel file;
    private final int failingStep;
    private long bytesLeft;
    private final List<String> steps = new ArrayList<>();

    private WatchedChannel(FileChannel file, int failingStep, long bytesLeft) {
        this.file = file;
        this.failingStep = failingStep;
        this.bytesLeft = bytesLeft;
    }

    static WatchedChannel failingAtStep(FileChannel file, int step) {
        return new WatchedChannel(file, step, Long.MAX_VALUE);
    }

    static WatchedChannel withRoomFor(FileChannel file, long bytes) {
        return new WatchedChannel(file, Integer.MAX_VALUE, bytes);
    }

    /// What was done: `write` or `superblock`, `force`, `truncate`.
    List<String> steps() {
        return List.copyOf(steps);
    }

    private void step(String what) throws IOException {
        if (steps.size() == failingStep) {
            throw new IOException("the power failed");
        }
        steps.add(what);
    }

    private int checked(ByteBuffer from, long position) throws IOException {
        step(position == 0 ? "superblock" : "write");
        if (from.remaining() > bytesLeft) {
            // As a real disk does: what fits is written first.
            ByteBuffer part = from.slice(from.position(), (int) bytesLeft);
            bytesLeft = 0;
            file.write(part, position);
            throw new IOException("No space left on device");
        }
        bytesLeft -= from.remaining();
        return file.write(from, position);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int count = checked(from, file.position());
        file.position(file.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        return checked(from, position);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        step("force");
        file.force(metaData);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        step("truncate");
        file.truncate(size);
        return this;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return file.read(into);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return file.read(into, position);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        file.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
