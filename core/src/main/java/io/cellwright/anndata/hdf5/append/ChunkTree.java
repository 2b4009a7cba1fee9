package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.cellwright.anndata.hdf5.Hdf5File;

/// Writes the version 1 B-tree that finds the chunks of a dataset that is cut along its first axis alone.
final class ChunkTree {
    private static final int SIGNATURE = 0x45455254;
    /// HDF5's default: a node has at most twice 32 children. A file with other nodes would have to say so.
    private static final int MOST_CHILDREN = 64;

    private final Hdf5Appender file;
    private final long chunkLength;
    private final long end;
    private final int rank;
    private final int nodeBytes;

    /// A tree for `chunks` chunks of `chunkLength` elements along the first of `rank` axes.
    ChunkTree(Hdf5Appender file, long chunkLength, int chunks, int rank) {
        this.file = file;
        this.chunkLength = chunkLength;
        this.end = chunkLength * chunks;
        this.rank = rank;
        int key = 2 * Integer.BYTES + Long.BYTES * (rank + 1);
        this.nodeBytes = 24 + MOST_CHILDREN * (key + Long.BYTES) + key;
    }

    /// Children of one level: their addresses, the first row of each, and the stored size of the first chunk below.
    private record Level(long[] address, long[] first, int[] size) {}

    /// Writes all levels, from the chunks up.
    ///
    /// @param address where each chunk lies
    /// @param size its bytes in the file
    /// @return address of the top node
    long write(long[] address, int[] size) throws IOException {
        if (address.length == 0) {
            return Hdf5File.NOWHERE;
        }
        long[] first = new long[address.length];
        for (int i = 0; i < first.length; i++) {
            first[i] = i * chunkLength;
        }
        Level level = new Level(address, first, size);
        for (int height = 0;; height++) {
            level = writeLevel(level, height);
            if (level.address.length == 1) {
                return level.address[0];
            }
        }
    }

    private Level writeLevel(Level below, int height) throws IOException {
        int count = below.address.length;
        int nodes = Math.ceilDiv(count, MOST_CHILDREN);
        Level level = new Level(new long[nodes], new long[nodes], new int[nodes]);
        for (int i = 0; i < nodes; i++) {
            level.address[i] = file.allocate(nodeBytes);
            level.first[i] = below.first[i * MOST_CHILDREN];
            level.size[i] = below.size[i * MOST_CHILDREN];
        }
        for (int i = 0; i < nodes; i++) {
            int from = i * MOST_CHILDREN;
            int to = Math.min(count, from + MOST_CHILDREN);
            Bytes node = new Bytes().u32(SIGNATURE).u8(1).u8(height).u16(to - from)
                    .u64(i > 0 ? level.address[i - 1] : Hdf5File.NOWHERE)
                    .u64(i < nodes - 1 ? level.address[i + 1] : Hdf5File.NOWHERE);
            for (int c = from; c < to; c++) {
                key(node, below.size[c], below.first[c]).u64(below.address[c]);
            }
            key(node, 0, to < count ? below.first[to] : end);
            node.zeros(nodeBytes - node.size());
            file.write(ByteBuffer.wrap(node.toArray()), level.address[i]);
        }
        return level;
    }

    /// Stored bytes, filters left out, place of the first element along each axis and within the element.
    private Bytes key(Bytes node, int size, long first) {
        node.u32(size).u32(0).u64(first);
        return node.zeros(Long.BYTES * rank);
    }
}
