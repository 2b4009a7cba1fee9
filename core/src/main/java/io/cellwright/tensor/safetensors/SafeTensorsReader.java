package io.cellwright.tensor.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

import io.cellwright.tensor.Tensor;

/// An open safetensors file. The header is read and checked when it is opened, numbers when they are asked for.
public final class SafeTensorsReader implements Closeable {
    private static final int LENGTH_BYTES = 8;
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final Header header;
    private final long dataStart;

    private SafeTensorsReader(Path file, FileChannel channel, Header header, long dataStart) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        this.dataStart = dataStart;
    }

    /// Opens a file and checks all that its header says.
    ///
    /// @throws SafeTensorsException if the file breaks the format
    /// @throws IOException if it cannot be read
    public static SafeTensorsReader open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            long size = channel.size();
            if (size < LENGTH_BYTES) {
                throw new SafeTensorsException(file, "header", "the file has " + size + " bytes; there must be at least "
                        + LENGTH_BYTES);
            }
            long length = read(file, channel, 0, LENGTH_BYTES).getLong();
            if (length < 0 || length > Header.MOST_BYTES || length > size - LENGTH_BYTES) {
                throw new SafeTensorsException(file, "header", "its length is given as " + Long.toUnsignedString(length)
                        + " bytes; it must be at most " + Math.min(Header.MOST_BYTES, size - LENGTH_BYTES));
            }
            ByteBuffer text = read(file, channel, LENGTH_BYTES, (int) length);
            Header header = Header.read(file, text, size - LENGTH_BYTES - length);
            return new SafeTensorsReader(file, channel, header, LENGTH_BYTES + length);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// All arrays in the order of the header.
    public List<TensorInfo> tensors() {
        return header.tensors();
    }

    /// The array of that name.
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(header.find(name));
    }

    /// A text of the file's metadata.
    public Optional<String> metadata(String key) {
        return Optional.ofNullable(header.metadata(key));
    }

    /// All numbers of an array of F64, F32, F16 or BF16, row-major. None is rounded.
    ///
    /// @throws SafeTensorsException if there is no such array, or it holds no floating-point numbers
    public double[] doubles(String name) throws IOException {
        TensorInfo tensor = require(name);
        double[] values = new double[length(tensor)];
        readFloating(tensor, (i, value) -> values[(int) i] = value);
        return values;
    }

    /// Copies an array of F64, F32, F16 or BF16 into a tensor of the same shape, rounded to its device's type.
    ///
    /// @throws SafeTensorsException if there is no such array, its shape differs, or it holds no floating-point numbers
    public void copyTo(String name, Tensor to) throws IOException {
        TensorInfo tensor = require(name);
        if (!tensor.shape().equals(to.shape())) {
            throw fault(tensor, "its shape is " + tensor.shape() + " but " + to.shape() + " is needed");
        }
        readFloating(tensor, to::set);
    }

    /// All numbers of an array of BOOL or of integers but U64, row-major.
    ///
    /// @throws SafeTensorsException if there is no such array, or it holds no such integers
    public long[] integers(String name) throws IOException {
        TensorInfo tensor = require(name);
        long[] values = new long[length(tensor)];
        DType type = tensor.dtype();
        if (type == DType.U64 || isFloating(type)) {
            throw fault(tensor, "it holds " + type + ", which is no integer that fits a long");
        }
        chunks(tensor, (first, bytes) -> {
            for (long i = first; bytes.hasRemaining(); i++) {
                values[(int) i] = switch (type) {
                    case BOOL, U8 -> Byte.toUnsignedLong(bytes.get());
                    case I8 -> bytes.get();
                    case U16 -> Short.toUnsignedLong(bytes.getShort());
                    case I16 -> bytes.getShort();
                    case U32 -> Integer.toUnsignedLong(bytes.getInt());
                    case I32 -> bytes.getInt();
                    case U64, I64 -> bytes.getLong();
                    case F16, BF16, F32, F64 -> throw new IllegalStateException(type + " is no integer");
                };
            }
        });
        return values;
    }

    /// The bytes of an array as they stand in the file.
    ///
    /// @throws SafeTensorsException if there is no such array
    public byte[] bytes(String name) throws IOException {
        TensorInfo tensor = require(name);
        if (tensor.end() - tensor.begin() > Integer.MAX_VALUE - 8) {
            throw fault(tensor, "its " + (tensor.end() - tensor.begin()) + " bytes do not fit one Java array");
        }
        byte[] all = new byte[(int) (tensor.end() - tensor.begin())];
        int size = tensor.dtype().bytes();
        chunks(tensor, (first, bytes) -> bytes.get(all, (int) first * size, bytes.remaining()));
        return all;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static boolean isFloating(DType type) {
        return switch (type) {
            case F16, BF16, F32, F64 -> true;
            case BOOL, U8, I8, U16, I16, U32, I32, U64, I64 -> false;
        };
    }

    @FunctionalInterface
    private interface Sink {
        void set(long i, double value);
    }

    private void readFloating(TensorInfo tensor, Sink sink) throws IOException {
        DType type = tensor.dtype();
        if (!isFloating(type)) {
            throw fault(tensor, "it holds " + type + ", not floating-point numbers");
        }
        chunks(tensor, (first, bytes) -> {
            for (long i = first; bytes.hasRemaining(); i++) {
                sink.set(i, switch (type) {
                    case F64 -> bytes.getDouble();
                    case F32 -> bytes.getFloat();
                    case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
                    case F16 -> Float.float16ToFloat(bytes.getShort());
                    case BOOL, U8, I8, U16, I16, U32, I32, U64, I64 -> throw new IllegalStateException(
                            type + " is no floating-point number");
                });
            }
        });
    }

    @FunctionalInterface
    private interface Chunk {
        void take(long firstNumber, ByteBuffer bytes);
    }

    /// Whole numbers at a time: a chunk is a multiple of every size of number.
    private void chunks(TensorInfo tensor, Chunk chunk) throws IOException {
        for (long at = tensor.begin(); at < tensor.end(); at += CHUNK_BYTES) {
            int bytes = (int) Math.min(CHUNK_BYTES, tensor.end() - at);
            chunk.take((at - tensor.begin()) / tensor.dtype().bytes(), read(file, channel, dataStart + at, bytes));
        }
    }

    private static ByteBuffer read(Path file, FileChannel channel, long at, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new SafeTensorsException(file, "byte " + (at + buffer.position()), "the file ends here; it became"
                        + " shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private TensorInfo require(String name) throws SafeTensorsException {
        TensorInfo tensor = header.find(name);
        if (tensor == null) {
            throw new SafeTensorsException(file, Header.place(name), "there is no such tensor");
        }
        return tensor;
    }

    private int length(TensorInfo tensor) throws SafeTensorsException {
        long count = tensor.shape().count();
        if (count > Integer.MAX_VALUE - 8) {
            throw fault(tensor, "its " + count + " numbers do not fit one Java array");
        }
        return (int) count;
    }

    private SafeTensorsException fault(TensorInfo tensor, String found) {
        return new SafeTensorsException(file, Header.place(tensor.name()), found);
    }
}
