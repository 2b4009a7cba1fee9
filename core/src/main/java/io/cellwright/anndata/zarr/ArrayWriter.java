package io.cellwright.anndata.zarr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.cellwright.anndata.codec.Compressor;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.ChunkFeed;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Elements;
import io.cellwright.anndata.store.RowChunks;

/// Writes one array.
///
/// @param out what writes the store
/// @param path where the array is
/// @param attributes its attributes
record ArrayWriter(ZarrWriter out, String path, List<Attribute> attributes) {
    /// More than this is no element that Blosc could shuffle.
    private static final int MOST_SHUFFLED = 255;

    void write(Elements elements) throws IOException {
        ZarrLayout layout = out.layout();
        ElementType type = elements.type();
        RowChunks chunks = RowChunks.of(elements.shape(), type.size(), layout.elements());
        int perShard = layout.shardElements() / chunks.elements();
        if (chunks.count() < 2 || layout.shardElements() == 0) {
            perShard = 0;
        } else {
            perShard = Math.clamp(perShard, 1, chunks.count());
        }
        Compressor compressor = compressor(type);
        out.documents(path, out.format().array(new NodeFormat.Told(type, elements.shape(), chunks, perShard,
                compressor),
                Documents.attributes(attributes)));
        ShardWriter shards = new ShardWriter(this, elements.shape().size(), perShard);
        if (elements instanceof StoredElements stored && type instanceof ElementType.HeapText) {
            texts(stored.texts(), chunks, compressor, shards);
        } else {
            ChunkFeed.run(elements, chunks.elements(), compressor::compress, shards::accept, layout.stop());
        }
        shards.finish();
    }

    /// Elements whose bytes may be shuffled; others count as single bytes.
    private Compressor compressor(ElementType type) {
        boolean shuffled = !(type instanceof ElementType.HeapText) && type.size() <= MOST_SHUFFLED;
        return out.layout().compressor().apply(shuffled ? type.size() : 1);
    }

    private void texts(List<String> texts, RowChunks chunks, Compressor compressor, ShardWriter shards)
            throws IOException {
        for (int k = 0; k < chunks.count(); k++) {
            if (out.layout().stop().getAsBoolean()) {
                throw new CancellationException("writing was stopped");
            }
            int from = k * chunks.elements();
            List<String> some = texts.subList(from, Math.min(texts.size(), from + chunks.elements()));
            shards.accept(k, compressor.compress(vlen(some, chunks.elements())));
        }
    }

    /// The number of texts, then each with its length; numbers take four bytes. Chunks are whole: empty texts follow.
    private static byte[] vlen(List<String> texts, int count) {
        List<byte[]> encoded = new ArrayList<>(texts.size());
        int size = Integer.BYTES * (count + 1);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            encoded.add(bytes);
            size = Math.addExact(size, bytes.length);
        }
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).putInt(count);
        encoded.forEach(bytes -> b.putInt(bytes.length).put(bytes));
        return b.array();
    }

    void put(int number, int rank, byte[] bytes) throws IOException {
        out.keys().put(path + "/" + out.format().chunk(number, rank), bytes);
    }
}
