package io.cellwright.anndata.hdf5;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

import io.cellwright.anndata.store.ChunkGrid;
import io.cellwright.anndata.store.ElementType;
import io.jhdf.ObjectHeader;
import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.BTreeIndex;
import io.jhdf.dataset.chunked.indexing.ExtensibleArrayIndex;
import io.jhdf.dataset.chunked.indexing.FixedArrayIndex;
import io.jhdf.dataset.chunked.indexing.ImplicitChunkIndex;
import io.jhdf.dataset.chunked.indexing.SingleChunkIndex;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import io.jhdf.storage.HdfBackingStorage;

/// Reads the chunk index of a dataset, of all kinds that HDF5 writes, and checks it.
final class ChunkTableReader {
    /// More than this, and the work buffers of a few threads would not fit into memory.
    private static final long MOST_CHUNK_BYTES = 1L << 28;

    private final Hdf5File file;
    private final String path;
    private final long[] shape;
    private final ElementType type;

    ChunkTableReader(Hdf5File file, String path, long[] shape, ElementType type) {
        this.file = file;
        this.path = path;
        this.shape = shape;
        this.type = type;
    }

    ChunkTable read(ChunkedDataLayoutMessage layout, ObjectHeader header) {
        int[] chunkShape = checked(layout.getChunkDimensions());
        long address = layout.getBTreeAddress();
        Collection<Chunk> chunks = address == Hdf5File.NOWHERE ? List.of()
                : BTreeV1.createDataBTree(file.storage(), address, shape.length).getChunks();
        return table(chunkShape, chunks, filters(header));
    }

    ChunkTable read(ChunkedDataLayoutMessageV4 layout, ObjectHeader header) {
        // The last number is the size of an element.
        int[] dimensions = layout.getChunkDimensions();
        int[] chunkShape = checked(Arrays.copyOf(dimensions, dimensions.length - 1));
        return table(chunkShape, chunks(layout, chunkShape), filters(header));
    }

    private Collection<Chunk> chunks(ChunkedDataLayoutMessageV4 layout, int[] chunkShape) {
        long address = layout.getAddress();
        if (address == Hdf5File.NOWHERE) {
            return List.of();
        }
        HdfBackingStorage storage = file.storage();
        DatasetInfo info = new DatasetInfo(Math.toIntExact(chunkBytes(chunkShape)), shape, chunkShape);
        return switch (layout.getIndexingType()) {
            case ChunkedDataLayoutMessageV4.SINGLE_CHUNK_INDEX -> new SingleChunkIndex(layout, info).getAllChunks();
            case ChunkedDataLayoutMessageV4.IMPLICIT_INDEX -> new ImplicitChunkIndex(address, info).getAllChunks();
            case ChunkedDataLayoutMessageV4.FIXED_ARRAY_INDEX ->
                new FixedArrayIndex(storage, address, info).getAllChunks();
            case ChunkedDataLayoutMessageV4.EXTENSIBLE_ARRAY_INDEX ->
                new ExtensibleArrayIndex(storage, address, info).getAllChunks();
            case ChunkedDataLayoutMessageV4.B_TREE_V2_INDEX -> new BTreeIndex(storage, address, info).getAllChunks();
            default -> throw file.bad(path, "has a chunk index of unknown kind " + layout.getIndexingType(),
                    "Write it again with anndata's write_h5ad");
        };
    }

    private int[] checked(int[] chunkShape) {
        boolean fits = chunkShape.length == shape.length && Arrays.stream(chunkShape).allMatch(d -> d > 0);
        if (!fits) {
            throw file.damaged(path, "has chunks of shape " + Arrays.toString(chunkShape) + " for data of shape "
                    + Arrays.toString(shape));
        }
        if (chunkBytes(chunkShape) > MOST_CHUNK_BYTES) {
            throw file.bad(path, "has chunks of " + chunkBytes(chunkShape) + " bytes, more than " + MOST_CHUNK_BYTES,
                    "Write it again with smaller chunks");
        }
        return chunkShape;
    }

    private long chunkBytes(int[] chunkShape) {
        return Arrays.stream(chunkShape).asLongStream().reduce(type.size(), Math::multiplyExact);
    }

    private ChunkTable table(int[] chunkShape, Collection<Chunk> chunks, List<Filter> filters) {
        ChunkGrid grid = ChunkGrid.of(shape, chunkShape);
        int count = grid.chunks();
        ChunkTable table = new ChunkTable(grid, new long[count], new int[count], new int[count], filters);
        Arrays.fill(table.address(), Hdf5File.NOWHERE);
        for (Chunk chunk : chunks) {
            if (chunk.getAddress() != Hdf5File.NOWHERE) {
                put(table, chunk);
            }
        }
        return table;
    }

    private void put(ChunkTable table, Chunk chunk) {
        long[] offset = chunk.getChunkOffset();
        int at = 0;
        for (int d = 0; d < shape.length; d++) {
            int length = table.grid().chunkShape()[d];
            long place = offset[d] / length;
            if (offset[d] < 0 || offset[d] % length != 0) {
                throw file.damaged(path, "has a chunk at " + Arrays.toString(offset) + ", off the grid");
            }
            if (place >= table.grid().gridShape()[d]) {
                // Left behind when the dataset was made smaller.
                return;
            }
            at = at * table.grid().gridShape()[d] + (int) place;
        }
        if (table.address()[at] != Hdf5File.NOWHERE) {
            throw file.damaged(path, "has two chunks at " + Arrays.toString(offset));
        }
        file.requireInside(chunk.getAddress(), chunk.getSize(), path);
        table.address()[at] = chunk.getAddress();
        table.size()[at] = chunk.getSize();
        BitSet mask = chunk.getFilterMask();
        table.mask()[at] = mask == null || mask.isEmpty() ? 0 : (int) mask.toLongArray()[0];
    }

    private List<Filter> filters(ObjectHeader header) {
        return header.getMessagesOfType(FilterPipelineMessage.class).stream()
                .flatMap(m -> m.getFilters().stream()).map(this::filter).toList();
    }

    private Filter filter(FilterInfo info) {
        return switch (info.getId()) {
            case 1 -> new Filter.Gzip();
            case 2 -> new Filter.Shuffle(info.getData().length > 0 ? info.getData()[0] : type.size());
            case 3 -> new Filter.Fletcher32();
            case 32000 -> new Filter.LibLzf();
            case 32015 -> new Filter.Zstd();
            default -> throw file.bad(path, "is compressed with HDF5 filter " + info.getId() + " (" + info.getName()
                    + "), which is not known here", "Write it again with write_h5ad(path, compression=\"gzip\")");
        };
    }
}
