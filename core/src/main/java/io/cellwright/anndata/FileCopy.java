package io.cellwright.anndata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;

import io.cellwright.anndata.hdf5.Hdf5File;

/// A copy of an HDF5 file that is being made on a thread of its own, while new objects are written behind its end.
final class FileCopy implements AutoCloseable {
    private static final long PIECE = 1 << 26;

    private final FutureTask<Void> task;
    private volatile boolean left;

    private FileCopy() {
        task = new FutureTask<>(() -> null);
    }

    private FileCopy(Hdf5File file, FileChannel from, FileChannel to, BooleanSupplier stop) {
        task = new FutureTask<>(() -> {
            copy(file, from, to, () -> left || stop.getAsBoolean());
            return null;
        });
    }

    /// Where nothing is copied.
    static FileCopy none() {
        FileCopy nothing = new FileCopy();
        nothing.task.run();
        return nothing;
    }

    /// Begins to copy.
    ///
    /// @param stop whether to leave off
    static FileCopy begin(Hdf5File file, FileChannel from, FileChannel to, BooleanSupplier stop) {
        FileCopy copy = new FileCopy(file, from, to, stop);
        Thread.ofPlatform().daemon().name("cellwright-copy").start(copy.task);
        return copy;
    }

    /// The file as it was when it was opened: what another program adds meanwhile stands behind its end, and its first
    /// block may be another by now.
    private static void copy(Hdf5File file, FileChannel from, FileChannel to, BooleanSupplier stop)
            throws IOException {
        long end = file.superblock().end();
        long at = 0;
        to.position(0);
        while (at < end) {
            if (stop.getAsBoolean()) {
                throw new CancellationException("writing was stopped");
            }
            long count = from.transferTo(at, Math.min(PIECE, end - at), to);
            if (count <= 0) {
                throw new IOException("the file to copy became shorter while it was read");
            }
            at += count;
        }
        ByteBuffer first = ByteBuffer.wrap(file.superblock().bytes());
        for (long place = file.superblock().base(); first.hasRemaining();) {
            place += to.write(first, place);
        }
    }

    /// Fails where the copy has: what is written beside it would be in vain.
    void requireWell() throws IOException {
        if (task.isDone()) {
            finish();
        }
    }

    /// Waits for the end.
    ///
    /// @throws CancellationException if it was wished to leave off
    void finish() throws IOException {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the thread was interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw new IOException(e);
            }
        }
    }

    /// Leaves off, if it is not done: afterwards nothing is written any more.
    @Override
    public void close() {
        left = true;
        boolean interrupted = false;
        while (!task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException told) {
                // What came first is told already.
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
