package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import io.cellwright.anndata.store.ChunkStream;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Values;
import io.jhdf.AbstractNode;
import io.jhdf.ObjectHeader;
import io.jhdf.api.Dataset;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.FillValueMessage;
import org.jspecify.annotations.Nullable;

/// An array of elements.
public final class Hdf5Dataset implements io.cellwright.anndata.store.Dataset {
    private static final int PIECE_BYTES = 1 << 20;

    private final Hdf5File file;
    private final String path;
    private final Dataset dataset;
    private final ElementType type;
    private final long[] shape;

    Hdf5Dataset(Hdf5File file, String path, Dataset dataset) {
        this.file = file;
        this.path = path;
        this.dataset = dataset;
        this.type = file.ask(path, () -> TypeReader.of(dataset.getDataType()));
        this.shape = file.ask(path, dataset::getDimensionsAsLong);
        if (type.size() <= 0 || Arrays.stream(shape).anyMatch(d -> d < 0)) {
            throw file.damaged(path, "has shape " + Arrays.toString(shape) + " and elements of " + type.size()
                    + " bytes");
        }
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Hdf5File store() {
        return file;
    }

    @Override
    public Hdf5Attributes attributes() {
        return new Hdf5Attributes(file, path, file.ask(path, dataset::getAttributes));
    }

    @Override
    public ElementType type() {
        return type;
    }

    @Override
    public long elements() {
        return file.ask(path, dataset::getSize);
    }

    @Override
    public Values values() {
        return new Values(file, path, type, shape(), gather(sink -> stream(false, sink)), new TextHeap(file, path));
    }

    @Override
    public void stream(boolean parallel, Sink sink) {
        long count = requirePlausible();
        if (count == 0) {
            return;
        }
        ObjectHeader header = file.ask(path, () -> ((AbstractNode) dataset).getHeader());
        DataLayoutMessage layout = file.ask(path, () -> header.getMessageOfType(DataLayoutMessage.class));
        ChunkTableReader reader = new ChunkTableReader(file, path, shape, type);
        switch (layout) {
            case CompactDataLayoutMessage compact -> streamBuffer(compact.getDataBuffer(), count, sink);
            case ContiguousDataLayoutMessage contiguous -> streamContiguous(contiguous.getAddress(), header, sink);
            case ChunkedDataLayoutMessage chunked ->
                chunks(file.ask(path, () -> reader.read(chunked, header)), header).run(parallel, sink);
            case ChunkedDataLayoutMessageV4 chunked ->
                chunks(file.ask(path, () -> reader.read(chunked, header)), header).run(parallel, sink);
            default -> throw file.bad(path, "is laid out in a way that is not known here", "");
        }
    }

    private void streamBuffer(ByteBuffer stored, long count, Sink sink) {
        byte[] bytes = new byte[stored.remaining()];
        stored.get(bytes);
        if (bytes.length < count * type.size()) {
            throw file.damaged(path, "has " + bytes.length + " bytes for " + count + " elements");
        }
        sink.accept(bytes, 0, 0, (int) count);
    }

    private void streamContiguous(long address, ObjectHeader header, Sink sink) {
        long count = elements();
        int most = Math.max(1, PIECE_BYTES / type.size());
        byte[] piece = new byte[(int) Math.min(most, count) * type.size()];
        boolean stored = address != Hdf5File.NOWHERE;
        if (!stored) {
            fill(piece, fill(header));
        }
        for (long first = 0; first < count; first += most) {
            int n = (int) Math.min(most, count - first);
            if (stored) {
                file.read(address + first * type.size(), ByteBuffer.wrap(piece, 0, n * type.size()), path);
            }
            sink.accept(piece, 0, first, n);
        }
    }

    /// What elements are that were never written, or null for zeros.
    private byte @Nullable [] fill(ObjectHeader header) {
        return file.ask(path, () -> header.getMessagesOfType(FillValueMessage.class).stream()
                .filter(FillValueMessage::isFillValueDefined).map(FillValueMessage::getFillValue)
                .filter(b -> b.remaining() == type.size()).map(b -> {
                    byte[] bytes = new byte[b.remaining()];
                    b.get(bytes);
                    return bytes;
                }).findFirst().orElse(null));
    }

    private static void fill(byte[] piece, byte @Nullable [] value) {
        if (value == null) {
            Arrays.fill(piece, (byte) 0);
            return;
        }
        for (int i = 0; i + value.length <= piece.length; i += value.length) {
            System.arraycopy(value, 0, piece, i, value.length);
        }
    }

    private ChunkStream chunks(ChunkTable table, ObjectHeader header) {
        if (table.grid().bandBytes(type.size()) > Integer.MAX_VALUE - 8) {
            throw file.bad(path, "has chunks of " + table.grid().chunkShape()[0]
                    + " rows, more than fit into memory", "Write it again with smaller chunks");
        }
        byte[] fill = fill(header);
        return new ChunkStream(table.grid(), type.size(), fill == null ? new byte[type.size()] : fill,
                () -> new ChunkDecoder(file, path, table, type.size()));
    }

    @Override
    public List<Long> shape() {
        return Arrays.stream(shape).boxed().toList();
    }
}
