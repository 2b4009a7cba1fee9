package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
public final class Hdf5Dataset implements Hdf5Node {
    /// More than a byte of file can stand for with any filter that we know; deflate ends at about 1,030.
    private static final long MOST_RATIO = 2_000;
    /// Small declared sizes are never worth a refusal.
    private static final long HARMLESS = 1 << 20;
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

    /// Receives elements in pieces.
    @FunctionalInterface
    public interface Sink {
        /// Takes `count` elements that begin at byte `from` of `bytes`; the first is element number `first` of the
        /// dataset, counted with the last axis fastest. The array is used again afterwards.
        void accept(byte[] bytes, int from, long first, int count);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Hdf5File file() {
        return file;
    }

    @Override
    public long address() {
        return dataset.getAddress();
    }

    @Override
    public Attributes attributes() {
        return new Attributes(file, path, file.ask(path, dataset::getAttributes));
    }

    /// What one element is.
    public ElementType type() {
        return type;
    }

    /// Number of axes; 0 for a single value.
    public int rank() {
        return shape.length;
    }

    /// Length of axis `d`.
    public long length(int d) {
        return shape[d];
    }

    /// Number of elements.
    public long elements() {
        return file.ask(path, dataset::getSize);
    }

    /// The shape for messages, such as `700 x 765`.
    public String shapeText() {
        return shape.length == 0 ? "scalar"
                : String.join(" x ", Arrays.stream(shape).mapToObj(Long::toString).toList());
    }

    /// Everything, for datasets that are known to be small beside the matrices.
    public Values values() {
        long count = requirePlausible();
        if (count * type.size() > Integer.MAX_VALUE - 8) {
            throw file.bad(path, "has " + count + " elements, more than fit into one array", "");
        }
        byte[] bytes = new byte[(int) count * type.size()];
        stream(false, (piece, from, first, n) ->
            System.arraycopy(piece, from, bytes, (int) first * type.size(), n * type.size()));
        return new Values(file, path, type, Arrays.stream(shape).boxed().toList(), bytes);
    }

    /// Checks that the file can hold what it declares, before anything is allocated for it.
    ///
    /// @return number of elements
    public long requirePlausible() {
        long count = elements();
        long most = Math.max(HARMLESS, file.size() * MOST_RATIO);
        if (count > most / type.size()) {
            throw file.damaged(path, "declares " + count + " elements of " + type.size() + " bytes, which a file of "
                    + file.size() + " bytes cannot hold");
        }
        return count;
    }

    /// Hands all elements to a sink. Where `parallel`, pieces come in any order and from several threads; else they
    /// come one after the other.
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
            case ChunkedDataLayoutMessage chunked -> streamChunks(file.ask(path, () -> reader.read(chunked, header)),
                    fill(header), parallel, sink);
            case ChunkedDataLayoutMessageV4 chunked -> streamChunks(file.ask(path, () -> reader.read(chunked, header)),
                    fill(header), parallel, sink);
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

    /// Threads take runs of neighbouring chunks along the first axis, each with a decoder of its own.
    private void streamChunks(ChunkTable table, byte @Nullable [] fill, boolean parallel, Sink sink) {
        requireFits(table);
        int bands = table.gridShape()[0];
        int runs = parallel ? Math.min(bands, 4 * Runtime.getRuntime().availableProcessors()) : 1;
        IntStream run = IntStream.range(0, runs);
        (parallel ? run.parallel() : run).forEach(r -> {
            try (ChunkDecoder decoder = new ChunkDecoder(file, path, table, type.size())) {
                ChunkBand band = new ChunkBand(table, shape, type.size(), decoder, value(fill));
                for (int b = (int) ((long) bands * r / runs); b < (int) ((long) bands * (r + 1) / runs); b++) {
                    band.read(b, sink);
                }
            }
        });
    }

    /// The rows of a row of chunks are put together in one array.
    private void requireFits(ChunkTable table) {
        double bytes = (double) table.chunkShape()[0] * type.size();
        for (int d = 1; d < shape.length; d++) {
            bytes *= shape[d];
        }
        if (bytes > Integer.MAX_VALUE - 8) {
            throw file.bad(path, "has chunks of " + table.chunkShape()[0] + " rows, more than fit into memory",
                    "Write it again with smaller chunks");
        }
    }

    private byte[] value(byte @Nullable [] fill) {
        return fill == null ? new byte[type.size()] : fill;
    }

    /// The axes as a list.
    public List<Long> shape() {
        return Arrays.stream(shape).boxed().toList();
    }
}
