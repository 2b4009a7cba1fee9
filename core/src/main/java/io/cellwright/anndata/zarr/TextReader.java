package io.cellwright.anndata.zarr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.DataFormatException;

import io.cellwright.anndata.store.ChunkGrid;
import io.cellwright.anndata.store.ChunkSource;
import io.cellwright.anndata.store.Utf8;
import io.cellwright.anndata.zarr.ArrayInfo.Layout;
import org.jspecify.annotations.Nullable;

/// Chunks of texts of any length: the texts go to a list, and an element is the number of its text there.
///
/// In a chunk stand the number of texts and, for each, its length and its UTF-8; numbers take four bytes.
final class TextReader implements ChunkSource {
    private static final int MOST_BYTES = 1 << 28;
    private static final long MOST_RATIO = 2_000;
    /// Texts that are all alike are packed to next to nothing: so many bytes of each are no bomb.
    private static final long BYTES_OF_TEXT = 256;
    private static final long HARMLESS = 1 << 20;

    private final ZarrDataset array;
    private final StoredChunks chunks;
    private final ChunkDecoder decoder;
    private final List<String> texts;
    private final ByteBuffer numbers;

    /// @param texts where the texts go, of which the first is there: what stands in chunks that were never written
    TextReader(ZarrDataset array, Layout layout, ChunkGrid grid, List<String> texts) {
        this.array = array;
        this.chunks = new StoredChunks(array, layout, grid, MOST_BYTES);
        this.decoder = new ChunkDecoder(layout.codecs());
        this.texts = texts;
        this.numbers = ByteBuffer.allocate(grid.chunkElements() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public byte @Nullable [] chunk(int number) {
        byte[] stored = chunks.read(number);
        if (stored == null) {
            return null;
        }
        long alike = BYTES_OF_TEXT * (numbers.capacity() / Integer.BYTES);
        long most = Math.min(MOST_BYTES, chunks.length() * MOST_RATIO + HARMLESS + alike);
        try {
            take(decoder.decodeTexts(stored, chunks.length(), (int) most));
        } catch (DataFormatException | IndexOutOfBoundsException e) {
            throw array.undecodable(number, e);
        }
        return numbers.array();
    }

    private void take(ByteBuffer bytes) throws DataFormatException {
        int count = numbers.capacity() / Integer.BYTES;
        if (bytes.remaining() < Integer.BYTES || bytes.getInt() != count) {
            throw new DataFormatException("it does not hold " + count + " texts");
        }
        for (int i = 0; i < count; i++) {
            int length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                throw new DataFormatException("text " + i + " has " + length + " bytes, more than there are");
            }
            numbers.putInt(i * Integer.BYTES, texts.size());
            texts.add(Utf8.decode(array.store(), array.path(), bytes.slice(bytes.position(), length)));
            bytes.position(bytes.position() + length);
        }
    }

    @Override
    public void close() {
        chunks.close();
        decoder.close();
    }
}
