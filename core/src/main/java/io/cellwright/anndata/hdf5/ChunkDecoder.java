package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;

import io.cellwright.anndata.codec.Shuffle;
import io.cellwright.anndata.codec.Zlib;
import io.cellwright.anndata.codec.Zstd;
import io.cellwright.anndata.store.ChunkSource;
import org.jspecify.annotations.Nullable;

/// Reads chunks of one dataset and takes their filters off. Has buffers of its own: one decoder for each thread. Who comes
/// after it is closed gets it again, unless a chunk failed: a block of rows has some dozens of chunks, for which to set up a
/// decoder and clear its buffers costs a tenth of decoding them.
final class ChunkDecoder implements ChunkSource {
    private static final int HARMLESS = 1 << 24;
    private static final int MOST_RATIO = 2_000;

    private final Hdf5File file;
    private final String path;
    private final ChunkTable table;
    private final int chunkBytes;
    private final Pool pool;
    private final Zlib zlib;
    private final Zstd zstd = new Zstd();
    private byte[] current;
    private byte[] spare;
    private boolean hasFailed;

    /// Decoders of one dataset: those that are idle, and new ones where there are none.
    static final class Pool implements Supplier<ChunkDecoder> {
        /// Buffers for chunks above a mebibyte go, as do those of more decoders than can be at work: nobody counts their
        /// memory.
        private static final int MOST_KEPT = (1 << 20) + 64;
        private static final int MOST_IDLE = Runtime.getRuntime().availableProcessors();

        private final Hdf5File file;
        private final String path;
        private final ChunkTable table;
        private final int chunkBytes;
        private final Queue<ChunkDecoder> idle = new ConcurrentLinkedQueue<>();

        Pool(Hdf5File file, String path, ChunkTable table, int elementSize) {
            this.file = file;
            this.path = path;
            this.table = table;
            this.chunkBytes = Math.multiplyExact(table.grid().chunkElements(), elementSize);
        }

        @Override
        public ChunkDecoder get() {
            ChunkDecoder kept = idle.poll();
            return kept == null ? new ChunkDecoder(this) : kept;
        }

        private boolean takeBack(ChunkDecoder decoder) {
            return !decoder.hasFailed && decoder.current.length <= MOST_KEPT && idle.size() < MOST_IDLE
                    && idle.add(decoder);
        }
    }

    private ChunkDecoder(Pool pool) {
        this.pool = pool;
        this.file = pool.file;
        this.path = pool.path;
        this.table = pool.table;
        this.chunkBytes = pool.chunkBytes;
        this.zlib = new Zlib(Zlib.isFast());
        this.current = new byte[0];
        this.spare = new byte[0];
    }

    @Override
    public byte @Nullable [] chunk(int k) {
        if (table.address()[k] == Hdf5File.NOWHERE) {
            return null;
        }
        hasFailed = true;
        byte[] bytes = decode(k);
        hasFailed = false;
        return bytes;
    }

    /// The bytes of chunk `k`, at the front of an array that the next call overwrites.
    private byte[] decode(int k) {
        int length = table.size()[k];
        if (chunkBytes > HARMLESS && chunkBytes / MOST_RATIO > length) {
            throw file.bad(path, "has a chunk of " + length + " bytes that is said to hold " + chunkBytes + " (number "
                    + k + ")", "The file is damaged, or has far too large chunks: write it again with smaller ones");
        }
        // Filters that only rearrange need room for the stored bytes on both sides.
        int room = Math.max(length, chunkBytes + Integer.BYTES * table.filters().size());
        if (current.length < room) {
            current = new byte[room];
            spare = new byte[room];
        }
        file.read(table.address()[k], ByteBuffer.wrap(current, 0, length), path);
        try {
            for (int f = table.filters().size() - 1; f >= 0; f--) {
                if ((table.mask()[k] & (1 << f)) == 0) {
                    length = undo(table.filters().get(f), length, sizeBefore(k, f));
                }
            }
        } catch (DataFormatException | IndexOutOfBoundsException e) {
            throw file.bad(path, "has a chunk that cannot be decoded (number " + k + "): " + e.getMessage(),
                    "The file is damaged: copy or download it again", e);
        }
        if (length != chunkBytes) {
            throw file.damaged(path, "has a chunk of " + length + " bytes, not " + chunkBytes + " (number " + k + ")");
        }
        return current;
    }

    /// Bytes that filter `f` of chunk `k` was given, which is what undoing it must yield.
    private int sizeBefore(int k, int f) throws DataFormatException {
        int size = chunkBytes;
        List<Filter> filters = table.filters();
        for (int i = 0; i < f; i++) {
            boolean applied = (table.mask()[k] & (1 << i)) == 0;
            if (applied && filters.get(i).compresses() && filters.get(f).compresses()) {
                throw new DataFormatException("it is compressed twice");
            }
            size += applied ? filters.get(i).added() : 0;
        }
        return size;
    }

    /// Takes one filter off `current`.
    ///
    /// @return number of bytes then in `current`
    private int undo(Filter filter, int length, int size) throws DataFormatException {
        switch (filter) {
            case Filter.Gzip() -> zlib.inflate(current, 0, length, spare, 0, size);
            case Filter.LibLzf() -> requireSize(Lzf.decode(current, length, spare), size);
            case Filter.Zstd() -> zstd.decode(current, 0, length, spare, 0, size);
            case Filter.Shuffle(int elementSize) -> Shuffle.undo(current, length, elementSize, spare, 0);
            case Filter.Fletcher32() -> {
                Fletcher32.check(current, length);
                return length - Integer.BYTES;
            }
        }
        byte[] done = spare;
        spare = current;
        current = done;
        return filter instanceof Filter.Shuffle ? length : size;
    }

    private static void requireSize(int count, int size) throws DataFormatException {
        if (count != size) {
            throw new DataFormatException("it holds " + count + " bytes, not " + size);
        }
    }

    @Override
    public void close() {
        if (!pool.takeBack(this)) {
            zlib.close();
        }
    }
}
