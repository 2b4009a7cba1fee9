package io.cellwright.anndata.zarr;

import java.util.zip.DataFormatException;

import io.cellwright.anndata.store.ChunkGrid;
import io.cellwright.anndata.store.ChunkSource;
import io.cellwright.anndata.zarr.ArrayInfo.Layout;
import org.jspecify.annotations.Nullable;

/// Chunks of numbers, truth values, or texts of fixed length. For one thread.
final class ChunkReader implements ChunkSource {
    /// What codecs may add to bytes that they cannot compress.
    private static final long OVERHEAD = 1 << 16;

    private static final int HARMLESS = 1 << 24;
    /// Zstandard makes this of zeros.
    private static final int MOST_RATIO = 1 << 16;

    private final ZarrDataset array;
    private final Layout layout;
    private final StoredChunks chunks;
    private final ChunkDecoder decoder;
    private final int elements;

    ChunkReader(ZarrDataset array, Layout layout, ChunkGrid grid) {
        this.array = array;
        this.layout = layout;
        this.elements = grid.chunkElements();
        this.chunks = new StoredChunks(array, layout, grid, 2L * elements * array.type().size() + OVERHEAD);
        this.decoder = new ChunkDecoder(layout.codecs());
    }

    @Override
    public byte @Nullable [] chunk(int number) {
        byte[] stored = chunks.read(number);
        if (stored == null) {
            if (layout.fill().bytes().isEmpty()) {
                throw array.store().bad(array.path(), "has no chunk " + number
                        + ", and its fill_value is not understood");
            }
            return null;
        }
        int size = elements * array.type().size();
        if (size > HARMLESS && size / MOST_RATIO > chunks.length()) {
            throw array.store().damaged(array.path(), "has a chunk of " + chunks.length() + " bytes that is said to hold "
                    + size + " (number " + number + ")");
        }
        try {
            byte[] decoded = decoder.decode(stored, chunks.length(), size);
            array.info().type().narrow(decoded, elements);
            return decoded;
        } catch (DataFormatException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw array.undecodable(number, e);
        }
    }

    @Override
    public void close() {
        chunks.close();
        decoder.close();
    }
}
