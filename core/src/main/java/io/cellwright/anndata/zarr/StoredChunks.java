package io.cellwright.anndata.zarr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

import io.cellwright.anndata.store.ChunkGrid;
import io.cellwright.anndata.zarr.ArrayInfo.Layout;
import org.jspecify.annotations.Nullable;

/// Reads chunks as they are stored, each under a key of its own or as a part of a shard. Keeps the shard that was read
/// last open. For one thread.
final class StoredChunks implements AutoCloseable {
    private static final int ENTRY = 2 * Long.BYTES;
    private static final int MOST_INDEX = 1 << 26;
    private static final long MISSING = -1;

    private final ZarrDataset array;
    private final Layout layout;
    private final ChunkGrid grid;
    private final ChunkGrid inner;
    private final long most;
    private byte[] bytes = new byte[0];
    private int length;
    private String shardKey = "";
    private @Nullable Stored shard;
    private ByteBuffer index = ByteBuffer.allocate(0);

    /// @param most bytes that a stored chunk may have
    StoredChunks(ZarrDataset array, Layout layout, ChunkGrid grid, long most) {
        this.array = array;
        this.layout = layout;
        this.grid = grid;
        this.inner = inner();
        this.most = most;
    }

    private ChunkGrid inner() {
        try {
            return layout.sharding().inner(layout.chunkShape());
        } catch (ArithmeticException e) {
            throw array.store().bad(array.path(), "has shards of more chunks than an int counts",
                    "Write it again with smaller shards", e);
        }
    }

    /// Where a chunk is.
    ///
    /// @param key what it is kept under, or the shard that it is in
    /// @param within its number in the shard
    private record Place(String key, int within) {}

    private Place place(int k) {
        int rank = grid.shape().length;
        long[] at = new long[rank];
        long left = k;
        for (int d = rank - 1; d >= 0; d--) {
            at[d] = left % grid.gridShape()[d];
            left /= grid.gridShape()[d];
        }
        int within = 0;
        for (int d = 0; d < rank; d++) {
            within = within * inner.gridShape()[d] + (int) (at[d] % inner.gridShape()[d]);
            at[d] /= inner.gridShape()[d];
        }
        return new Place(array.key(layout.keys().name(at, array.rank())), within);
    }

    /// Reads chunk `k` to the front of an array that the next call overwrites; null where it was never written.
    byte @Nullable [] read(int k) {
        Place place = place(k);
        return layout.sharding().sharded() ? part(place.key, place.within) : whole(place.key);
    }

    /// Whether chunk `k` was ever written.
    boolean has(int k) {
        Place place = place(k);
        if (!layout.sharding().sharded()) {
            Optional<Stored> found = array.store().keys().open(place.key);
            found.ifPresent(Stored::close);
            return found.isPresent();
        }
        return inShard(place.key) != null && !isMissing(place.within);
    }

    /// Number of bytes that the last call read.
    int length() {
        return length;
    }

    private byte @Nullable [] whole(String key) {
        Optional<Stored> found = array.store().keys().open(key);
        if (found.isEmpty()) {
            return null;
        }
        try (Stored stored = found.get()) {
            return read(key, stored, 0, stored.size());
        }
    }

    private byte[] read(String key, Stored stored, long at, long count) {
        if (count < 0 || count > most) {
            throw array.store().damaged(key, "has a chunk of " + count + " bytes, where " + most
                    + " are the most that it can have");
        }
        length = (int) count;
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        fill(key, stored, at, bytes, length);
        return bytes;
    }

    private void fill(String key, Stored stored, long at, byte[] into, int count) {
        try {
            stored.read(at, into, count);
        } catch (IOException e) {
            throw array.store().bad(key, "cannot be read: " + e.getMessage(), "Copy or download the store again", e);
        }
    }

    private byte @Nullable [] part(String key, int within) {
        Stored stored = inShard(key);
        if (stored == null || isMissing(within)) {
            return null;
        }
        long at = index.getLong(ENTRY * within);
        long count = index.getLong(ENTRY * within + Long.BYTES);
        if (at < 0 || count < 0 || at > stored.size() - count) {
            throw array.store().damaged(key, "has a chunk of " + count + " bytes at " + at + ", outside its "
                    + stored.size() + " bytes");
        }
        return read(key, stored, at, count);
    }

    /// The shard, opened; null where there is none.
    private @Nullable Stored inShard(String key) {
        if (!key.equals(shardKey)) {
            openShard(key);
        }
        return shard;
    }

    private boolean isMissing(int within) {
        return index.getLong(ENTRY * within) == MISSING && index.getLong(ENTRY * within + Long.BYTES) == MISSING;
    }

    private void openShard(String key) {
        close();
        Stored stored = array.store().keys().open(key).orElse(null);
        shard = stored;
        shardKey = key;
        if (stored == null) {
            return;
        }
        long needed = (long) ENTRY * inner.chunks() + (layout.sharding().indexChecked() ? Integer.BYTES : 0);
        if (needed > MOST_INDEX || needed > stored.size()) {
            throw array.store().damaged(key, "has an index of " + needed + " bytes in a shard of " + stored.size());
        }
        int all = (int) needed;
        int entries = ENTRY * inner.chunks();
        byte[] read = new byte[all];
        fill(key, stored, layout.sharding().indexAtEnd() ? stored.size() - all : 0, read, all);
        index = ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
        if (layout.sharding().indexChecked() && index.getInt(entries) != checksum(read, entries)) {
            throw array.store().damaged(key, "has an index whose checksum is wrong");
        }
    }

    /// CRC-32C of the first bytes.
    static int checksum(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        Stored open = shard;
        if (open != null) {
            open.close();
        }
        shard = null;
        shardKey = "";
    }
}
