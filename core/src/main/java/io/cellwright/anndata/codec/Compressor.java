package io.cellwright.anndata.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;

/// Compresses whole chunks. These are values without state, for any number of threads, and give the same bytes on every
/// machine: native libraries are left out.
public sealed interface Compressor {
    /// The bytes to be stored for those of a chunk.
    byte[] compress(byte[] bytes);

    /// Leaves bytes as they are.
    record None() implements Compressor {
        @Override
        public byte[] compress(byte[] bytes) {
            return bytes;
        }
    }

    /// RFC 1952.
    record Gzip(int level) implements Compressor {
        @Override
        public byte[] compress(byte[] bytes) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 64);
            try (GZIPOutputStream gzip = new LevelStream(out, level)) {
                gzip.write(bytes);
            } catch (IOException e) {
                // There is no disk that could fail.
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }

        private static final class LevelStream extends GZIPOutputStream {
            LevelStream(ByteArrayOutputStream out, int level) throws IOException {
                super(out, 1 << 16);
                def.setLevel(level);
            }
        }
    }

    /// RFC 1950 behind a shuffle by bytes, which is what HDF5 has under the name of gzip.
    record ShuffledZlib(int level, int elementSize) implements Compressor {
        @Override
        public byte[] compress(byte[] bytes) {
            try (Deflater deflater = new Deflater(level)) {
                deflater.setInput(Shuffle.apply(bytes, 0, bytes.length, elementSize));
                deflater.finish();
                byte[] out = new byte[bytes.length / 2 + 64];
                int count = 0;
                while (!deflater.finished()) {
                    if (count == out.length) {
                        out = Arrays.copyOf(out, 2 * out.length);
                    }
                    count += deflater.deflate(out, count, out.length - count);
                }
                return Arrays.copyOf(out, count);
            }
        }
    }

    /// One frame of Zstandard.
    record Zstd() implements Compressor {
        /// The only one that aircompressor has.
        public static final int LEVEL = 3;

        @Override
        public byte[] compress(byte[] bytes) {
            ZstdJavaCompressor compressor = new ZstdJavaCompressor();
            byte[] out = new byte[compressor.maxCompressedLength(bytes.length)];
            return Arrays.copyOf(out, compressor.compress(bytes, 0, bytes.length, out, 0, out.length));
        }
    }

    /// Blosc 1 around LZ4, shuffled by bytes: blocks of 256 KiB, each one stream.
    ///
    /// @param elementSize bytes that belong together; 1 for those that are not shuffled
    record BloscLz4(int elementSize) implements Compressor {
        /// What Blosc calls usual; the bytes here do not depend on it.
        public static final int LEVEL = 5;

        private static final int HEADER = 16;
        private static final int BLOCK_BYTES = 1 << 18;
        private static final int SHUFFLED = 1;
        private static final int NOT_SPLIT = 16;
        private static final int LZ4 = 1 << 5;

        @Override
        public byte[] compress(byte[] bytes) {
            int block = Math.max(1, Math.min(bytes.length, BLOCK_BYTES - BLOCK_BYTES % elementSize));
            int blocks = Math.ceilDiv(bytes.length, block);
            Lz4JavaCompressor lz4 = new Lz4JavaCompressor();
            int room = block + Integer.BYTES;
            byte[] all = new byte[HEADER + blocks * (Integer.BYTES + room)];
            ByteBuffer out = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
            out.position(HEADER + Integer.BYTES * blocks);
            for (int b = 0; b < blocks; b++) {
                out.putInt(HEADER + Integer.BYTES * b, out.position());
                int from = b * block;
                put(lz4, Shuffle.apply(bytes, from, Math.min(block, bytes.length - from), elementSize), out);
            }
            int flags = LZ4 | NOT_SPLIT | (elementSize > 1 ? SHUFFLED : 0);
            out.put(0, (byte) 2).put(1, (byte) 1).put(2, (byte) flags).put(3, (byte) elementSize)
                    .putInt(4, bytes.length).putInt(8, block).putInt(12, out.position());
            return Arrays.copyOf(all, out.position());
        }

        /// A block that does not become smaller is kept as it is, which its length tells.
        private static void put(Lz4JavaCompressor lz4, byte[] block, ByteBuffer out) {
            byte[] packed = new byte[lz4.maxCompressedLength(block.length)];
            int count = lz4.compress(block, 0, block.length, packed, 0, packed.length);
            if (count < block.length) {
                out.putInt(count).put(packed, 0, count);
            } else {
                out.putInt(block.length).put(block);
            }
        }
    }
}
