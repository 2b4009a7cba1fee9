package io.cellwright.anndata.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/// Cuts elements that come one after the other into chunks, encodes several at once and hands them over in their order,
/// so that what is written does not depend on the number of threads. Chunks are whole: behind the last element come
/// zeros.
public final class ChunkFeed {
    private static final int BYTES_AT_ONCE = 1 << 23;

    private final int chunkBytes;
    private final int most;
    private final UnaryOperator<byte[]> encoder;
    private final Receiver receiver;
    private final BooleanSupplier stop;
    private final List<byte[]> pending = new ArrayList<>();
    private byte[] chunk = new byte[0];
    private int filled;
    private int next;

    /// Takes encoded chunks.
    @FunctionalInterface
    public interface Receiver {
        /// Takes chunk `number`, counted from 0.
        void accept(int number, byte[] encoded) throws IOException;
    }

    /// For elements that are handed over as they come.
    ///
    /// @param chunkBytes bytes of a chunk
    /// @param encoder makes of the bytes of a chunk those to be stored; from several threads
    /// @param receiver takes these, one after the other
    /// @param stop whether to leave off
    public ChunkFeed(int chunkBytes, UnaryOperator<byte[]> encoder, Receiver receiver, BooleanSupplier stop) {
        this.chunkBytes = chunkBytes;
        this.most = Math.max(1, BYTES_AT_ONCE / chunkBytes);
        this.encoder = encoder;
        this.receiver = receiver;
        this.stop = stop;
    }

    /// Runs all elements through.
    ///
    /// @param chunkElements elements of a chunk
    /// @param encoder makes of the bytes of a chunk those to be stored; from several threads
    /// @param stop whether to leave off
    /// @throws CancellationException if that was wished
    public static void run(Elements elements, int chunkElements, UnaryOperator<byte[]> encoder, Receiver receiver,
            BooleanSupplier stop) throws IOException {
        int size = elements.type().size();
        ChunkFeed feed = new ChunkFeed(Math.multiplyExact(chunkElements, size), encoder, receiver, stop);
        try {
            elements.stream(false, (bytes, from, first, count) -> {
                try {
                    feed.take(bytes, from, count * size);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        feed.finish();
    }

    /// Takes the next bytes.
    ///
    /// @throws CancellationException if it was wished to leave off
    public void take(byte[] bytes, int from, int count) throws IOException {
        int at = from;
        int end = from + count;
        while (at < end) {
            if (filled == 0) {
                chunk = new byte[chunkBytes];
            }
            int part = Math.min(end - at, chunkBytes - filled);
            System.arraycopy(bytes, at, chunk, filled, part);
            at += part;
            filled += part;
            if (filled == chunkBytes) {
                full();
            }
        }
    }

    private void full() throws IOException {
        pending.add(chunk);
        filled = 0;
        if (pending.size() == most) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (stop.getAsBoolean()) {
            throw new CancellationException("writing was stopped");
        }
        List<byte[]> encoded = pending.parallelStream().map(encoder).toList();
        pending.clear();
        for (byte[] one : encoded) {
            receiver.accept(next++, one);
        }
    }

    /// Hands over what is left.
    public void finish() throws IOException {
        if (filled > 0) {
            pending.add(chunk);
        }
        flush();
    }
}
