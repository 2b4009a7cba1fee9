package io.cellwright.tensor.safetensors;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.Tensor;

/// Gathers named arrays and writes them as one safetensors file.
///
/// The same arrays in the same order give the same bytes: there is neither time nor machine in the file. Arrays are not
/// copied; their numbers are taken when the file is written.
public final class SafeTensorsWriter {
    private static final int CHUNK_BYTES = 1 << 16;

    private final List<Item> items = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    @FunctionalInterface
    private interface Source {
        /// Puts `count` numbers from number `from` on.
        void put(ByteBuffer to, long from, int count);
    }

    @FunctionalInterface
    private interface OneByOne {
        void put(ByteBuffer to, long i);
    }

    private record Item(String name, DType dtype, Shape shape, Source source) {}

    /// No arrays yet.
    public SafeTensorsWriter() {}

    /// All parameters and buffers in their order, under their names.
    public static SafeTensorsWriter of(Parameters parameters) {
        SafeTensorsWriter writer = new SafeTensorsWriter();
        parameters.entries().forEach(entry -> writer.add(entry.name(), entry.tensor()));
        return writer;
    }

    /// Adds a tensor: F32, or F64 where its device computes in float64. Nothing is rounded.
    public SafeTensorsWriter add(String name, Tensor tensor) {
        return tensor.home().device().isDouble()
                ? add(name, DType.F64, tensor.shape(), (to, i) -> to.putDouble(tensor.get(i)))
                : add(name, DType.F32, tensor.shape(), (to, i) -> to.putFloat((float) tensor.get(i)));
    }

    /// Adds an array of F32.
    public SafeTensorsWriter add(String name, Shape shape, float[] values) {
        requireLength(name, shape, values.length);
        return add(name, DType.F32, shape, (to, i) -> to.putFloat(values[(int) i]));
    }

    /// Adds an array of F64.
    public SafeTensorsWriter add(String name, Shape shape, double[] values) {
        requireLength(name, shape, values.length);
        return add(name, DType.F64, shape, (to, i) -> to.putDouble(values[(int) i]));
    }

    /// Adds an array of I32.
    public SafeTensorsWriter add(String name, Shape shape, int[] values) {
        requireLength(name, shape, values.length);
        return add(name, DType.I32, shape, (to, i) -> to.putInt(values[(int) i]));
    }

    /// Adds an array of I64.
    public SafeTensorsWriter add(String name, Shape shape, long[] values) {
        requireLength(name, shape, values.length);
        return add(name, DType.I64, shape, (to, i) -> to.putLong(values[(int) i]));
    }

    /// Adds an array of any type by its bytes as they shall stand in the file.
    public SafeTensorsWriter add(String name, DType dtype, Shape shape, byte[] values) {
        requireLength(name, shape, values.length / dtype.bytes());
        if (values.length % dtype.bytes() != 0) {
            throw new IllegalArgumentException("bytes of " + name + " must be a multiple of " + dtype.bytes()
                    + " but were " + values.length);
        }
        int size = dtype.bytes();
        return add(name, dtype, shape, (to, from, count) -> to.put(values, (int) from * size, count * size));
    }

    private static void requireLength(String name, Shape shape, int length) {
        if (shape.count() != length) {
            throw new IllegalArgumentException(name + " must have the " + shape.count() + " numbers of shape " + shape
                    + " but has " + length);
        }
    }

    private SafeTensorsWriter add(String name, DType dtype, Shape shape, OneByOne numbers) {
        return add(name, dtype, shape, (to, from, count) -> {
            for (long i = from; i < from + count; i++) {
                numbers.put(to, i);
            }
        });
    }

    private SafeTensorsWriter add(String name, DType dtype, Shape shape, Source source) {
        if (name.equals(Header.METADATA) || !names.add(name)) {
            throw new IllegalArgumentException("names must differ, and from " + Header.METADATA + ", but " + name
                    + (name.equals(Header.METADATA) ? " was given" : " stands twice"));
        }
        items.add(new Item(name, dtype, shape, source));
        return this;
    }

    /// Writes the file beside its place, forces it to the disk and then gives it its name: either all of it is there,
    /// or what was there before.
    ///
    /// @throws IOException if it cannot be written; nothing is left behind then
    public void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        // Not Files.createTempFile, whose files nobody else may read.
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                write(channel);
                channel.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// Writes what the file would hold, such as into a digest.
    public void write(OutputStream out) throws IOException {
        write(Channels.newChannel(out));
    }

    private void write(WritableByteChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = header();
        drain(buffer.putLong(header.length), channel);
        ByteBuffer text = ByteBuffer.wrap(header);
        while (text.hasRemaining()) {
            channel.write(text);
        }
        for (Item item : items) {
            long count = item.shape().count();
            int size = item.dtype().bytes();
            for (long i = 0; i < count;) {
                if (buffer.remaining() < size) {
                    drain(buffer, channel);
                }
                int fit = (int) Math.min(buffer.remaining() / size, count - i);
                item.source().put(buffer, i, fit);
                i += fit;
            }
        }
        drain(buffer, channel);
    }

    private static void drain(ByteBuffer buffer, WritableByteChannel channel) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    private byte[] header() throws IOException {
        StringWriter text = new StringWriter();
        JsonWriter json = new JsonWriter(text);
        json.setStrictness(Strictness.STRICT);
        json.beginObject();
        long at = 0;
        for (Item item : items) {
            long end = Math.addExact(at, Math.multiplyExact(item.shape().count(), (long) item.dtype().bytes()));
            json.name(item.name()).beginObject().name("dtype").value(item.dtype().name()).name("shape").beginArray();
            for (int size : item.shape().axes()) {
                json.value(size);
            }
            json.endArray().name("data_offsets").beginArray().value(at).value(end).endArray().endObject();
            at = end;
        }
        json.endObject().flush();
        // The encoder, unlike String.getBytes, refuses half a surrogate pair where that would write '?'.
        ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text.getBuffer()));
        int padded = Math.multiplyExact((bytes.remaining() + 7) / 8, 8);
        if (padded > Header.MOST_BYTES) {
            throw new IOException("the names and shapes of " + items.size() + " arrays need a header of " + padded
                    + " bytes; the format allows " + Header.MOST_BYTES);
        }
        byte[] header = new byte[padded];
        int length = bytes.remaining();
        bytes.get(header, 0, length);
        Arrays.fill(header, length, padded, (byte) ' ');
        return header;
    }
}
