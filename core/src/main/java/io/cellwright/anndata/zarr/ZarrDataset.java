package io.cellwright.anndata.zarr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonObject;
import io.cellwright.anndata.store.ChunkGrid;
import io.cellwright.anndata.store.ChunkStream;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Values;
import io.cellwright.anndata.zarr.ArrayInfo.Layout;
import io.cellwright.data.DataException;

/// An array of a Zarr store.
///
/// @param store what it is in
/// @param path where it is
/// @param json its attributes
/// @param info what its metadata say
record ZarrDataset(ZarrStore store, String path, JsonObject json, ArrayInfo info) implements Dataset {
    /// More than this, and the work buffers of a few threads would not fit into memory.
    private static final long MOST_CHUNK_BYTES = 1L << 28;
    /// So many chunks may be tiny; each of more must hold some bytes, or looking for them would not end.
    private static final int MOST_TINY = 1 << 16;
    private static final int TINY_BYTES = 256;

    @Override
    public ZarrAttributes attributes() {
        return new ZarrAttributes(store, path, json);
    }

    @Override
    public ElementType type() {
        return info.type().type();
    }

    @Override
    public List<Long> shape() {
        return Arrays.stream(info.shape()).boxed().toList();
    }

    @Override
    public long elements() {
        long elements = 1;
        for (long length : info.shape()) {
            if (length != 0 && elements > Long.MAX_VALUE / length) {
                throw store.damaged(path, "has shape " + shapeText() + ", more than any file holds");
            }
            elements *= length;
        }
        return elements;
    }

    @Override
    public Values values() {
        List<String> texts = new ArrayList<>();
        byte[] bytes = gather(sink -> stream(false, texts, sink));
        return new Values(store, path, type(), shape(), bytes, (references, at) -> texts.get(references.getInt(at)));
    }

    @Override
    public void stream(boolean parallel, Sink sink) {
        stream(parallel && !info.type().isTexts(), new ArrayList<>(), sink);
    }

    private void stream(boolean parallel, List<String> texts, Sink sink) {
        Layout layout = info.layout().get().withAxis();
        if (requirePlausible() > 0) {
            chunks(layout, texts).run(parallel, sink);
        }
    }

    @Override
    public Ranges ranges() {
        Layout layout = info.layout().get().withAxis();
        return requirePlausible() == 0 ? (first, count, sink) -> {} : chunks(layout, new ArrayList<>());
    }

    private ChunkStream chunks(Layout layout, List<String> texts) {
        ChunkGrid grid = grid(layout);
        byte[] fill = layout.fill().bytes().orElseGet(() -> new byte[type().size()]);
        if (info.type().isTexts()) {
            texts.add(layout.fill().text());
            return new ChunkStream(grid, type().size(), fill, () -> new TextReader(this, layout, grid, texts));
        }
        return new ChunkStream(grid, type().size(), fill, () -> new ChunkReader(this, layout, grid));
    }

    @Override
    public List<Gap> gaps() {
        Layout layout = info.layout().get().withAxis();
        if (requirePlausible() == 0) {
            return List.of();
        }
        ChunkGrid grid = grid(layout);
        try (StoredChunks chunks = new StoredChunks(this, layout, grid, 0)) {
            return grid.gaps(chunks::has);
        }
    }

    /// The grid of the chunks.
    private ChunkGrid grid(Layout layout) {
        int[] chunkShape = layout.chunkShape();
        long[] shape = rank() == 0 ? new long[] {1} : info.shape();
        double chunkBytes = type().size();
        for (int length : chunkShape) {
            chunkBytes *= length;
        }
        if (chunkBytes > MOST_CHUNK_BYTES) {
            throw store.bad(path, "has chunks of shape " + Arrays.toString(chunkShape) + ", more than "
                    + MOST_CHUNK_BYTES + " bytes", "Write it again with smaller chunks");
        }
        try {
            ChunkGrid grid = ChunkGrid.of(shape, chunkShape);
            if (grid.chunks() > MOST_TINY && chunkBytes < TINY_BYTES) {
                throw store.bad(path, "has " + grid.chunks() + " chunks of " + (long) chunkBytes + " bytes",
                        "Write it again with larger chunks");
            }
            if (grid.bandBytes(type().size()) > Integer.MAX_VALUE - 8) {
                throw store.bad(path, "has chunks of " + chunkShape[0] + " rows, more than fit into memory",
                        "Write it again with smaller chunks");
            }
            return grid;
        } catch (ArithmeticException e) {
            throw store.bad(path, "has more chunks than an int counts", "Write it again with larger chunks", e);
        }
    }

    /// The key of a chunk.
    String key(String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    DataException undecodable(int number, Exception cause) {
        return store.bad(path, "has a chunk that cannot be decoded (number " + number + "): "
                + Optional.ofNullable(cause.getMessage()).orElse(cause.toString()),
                "The store is damaged: copy or download it again", cause);
    }
}
