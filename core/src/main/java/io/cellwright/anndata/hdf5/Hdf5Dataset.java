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
        boolean fits = shape.length == 0 || elements() == product();
        if (!fits || type.size() <= 0 || Arrays.stream(shape).anyMatch(d -> d < 0)) {
            throw file.damaged(path, "has shape " + Arrays.toString(shape) + " and elements of " + type.size()
                    + " bytes");
        }
    }

    /// Number of elements by the shape, or -1 where that is more than any file holds.
    private long product() {
        long product = 1;
        for (long length : shape) {
            if (length != 0 && product > Long.MAX_VALUE / length) {
                return -1;
            }
            product *= length;
        }
        return product;
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
        file.checkAttributes(path, dataset.getAddress());
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
        Ranges pieces = pieces(count);
        if (pieces instanceof ChunkStream chunks) {
            chunks.run(parallel, sink);
        } else {
            pieces.read(0, count, sink);
        }
    }

    @Override
    public List<Gap> gaps() {
        ObjectHeader header = file.ask(path, () -> ((AbstractNode) dataset).getHeader());
        DataLayoutMessage layout = file.ask(path, () -> header.getMessageOfType(DataLayoutMessage.class));
        ChunkTableReader reader = new ChunkTableReader(file, path, shape, type);
        return switch (layout) {
            case DataLayoutMessage _ when elements() == 0 -> List.of();
            case ContiguousDataLayoutMessage contiguous when contiguous.getAddress() == Hdf5File.NOWHERE ->
                List.of(new Gap(0, elements()));
            case ChunkedDataLayoutMessage chunked -> gaps(file.ask(path, () -> reader.read(chunked, header)));
            case ChunkedDataLayoutMessageV4 chunked -> gaps(file.ask(path, () -> reader.read(chunked, header)));
            default -> List.of();
        };
    }

    private static List<Gap> gaps(ChunkTable table) {
        return table.grid().gaps(k -> table.address()[k] != Hdf5File.NOWHERE);
    }

    @Override
    public Ranges ranges() {
        long count = requirePlausible();
        return count == 0 ? (first, n, sink) -> {} : pieces(count);
    }

    private Ranges pieces(long count) {
        ObjectHeader header = file.ask(path, () -> ((AbstractNode) dataset).getHeader());
        DataLayoutMessage layout = file.ask(path, () -> header.getMessageOfType(DataLayoutMessage.class));
        ChunkTableReader reader = new ChunkTableReader(file, path, shape, type);
        return switch (layout) {
            case CompactDataLayoutMessage compact -> compact(compact.getDataBuffer(), count);
            case ContiguousDataLayoutMessage contiguous -> contiguous(contiguous.getAddress(), header);
            case ChunkedDataLayoutMessage chunked -> chunks(file.ask(path, () -> reader.read(chunked, header)), header);
            case ChunkedDataLayoutMessageV4 chunked ->
                chunks(file.ask(path, () -> reader.read(chunked, header)), header);
            default -> throw file.bad(path, "is laid out in a way that is not known here", "");
        };
    }

    private Ranges compact(ByteBuffer stored, long count) {
        byte[] bytes = new byte[stored.remaining()];
        stored.get(bytes);
        if (bytes.length < count * type.size()) {
            throw file.damaged(path, "has " + bytes.length + " bytes for " + count + " elements");
        }
        return (first, n, sink) -> sink.accept(bytes, (int) first * type.size(), first, (int) n);
    }

    private Ranges contiguous(long address, ObjectHeader header) {
        byte[] fill = fill(header);
        return (first, count, sink) -> {
            int most = Math.max(1, PIECE_BYTES / type.size());
            byte[] piece = new byte[(int) Math.min(most, count) * type.size()];
            boolean stored = address != Hdf5File.NOWHERE;
            if (!stored) {
                fill(piece, fill);
            }
            for (long at = first; at < first + count; at += most) {
                int n = (int) Math.min(most, first + count - at);
                if (stored) {
                    file.read(address + at * type.size(), ByteBuffer.wrap(piece, 0, n * type.size()), path);
                }
                sink.accept(piece, 0, at, n);
            }
        };
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
                new ChunkDecoder.Pool(file, path, table, type.size()));
    }

    @Override
    public List<Long> shape() {
        return Arrays.stream(shape).boxed().toList();
    }
}
