package io.cellwright.anndata.store;

import java.util.Arrays;

/// Puts the chunks that share a place along the first axis together into whole rows. For one thread.
final class ChunkBand {
    private final ChunkGrid grid;
    private final long[] shape;
    private final int elementSize;
    private final ChunkSource source;
    private final byte[] fill;
    private final long rowElements;
    private final int chunksPerBand;
    private byte[] rows = new byte[0];

    ChunkBand(ChunkGrid grid, int elementSize, ChunkSource source, byte[] fill) {
        this.grid = grid;
        this.shape = grid.shape();
        this.elementSize = elementSize;
        this.source = source;
        this.fill = fill;
        int chunks = 1;
        for (int d = 1; d < shape.length; d++) {
            chunks = Math.multiplyExact(chunks, grid.gridShape()[d]);
        }
        this.rowElements = grid.rowElements();
        this.chunksPerBand = chunks;
    }

    /// Hands the rows of band `b` to the sink.
    void read(int b, Dataset.Sink sink) {
        int most = grid.chunkShape()[0];
        long firstRow = (long) b * most;
        int count = (int) Math.min(most, shape[0] - firstRow);
        long first = firstRow * rowElements;
        int elements = Math.toIntExact(count * rowElements);
        boolean whole = chunksPerBand == 1 && grid.chunkElements() == (long) most * rowElements;
        byte[] only = whole ? source.chunk(b) : null;
        if (only != null) {
            sink.accept(only, 0, first, elements);
            return;
        }
        int bytes = Math.multiplyExact(elements, elementSize);
        if (rows.length < bytes) {
            rows = new byte[bytes];
        }
        for (int c = 0; c < chunksPerBand; c++) {
            place(b, c, count);
        }
        sink.accept(rows, 0, first, elements);
    }

    /// Copies chunk `c` of band `b` into the rows, run by run along the last axis.
    private void place(int b, int c, int count) {
        int rank = shape.length;
        int[] start = new int[rank];
        int[] length = new int[rank];
        int left = c;
        for (int d = rank - 1; d >= 1; d--) {
            start[d] = left % grid.gridShape()[d] * grid.chunkShape()[d];
            left /= grid.gridShape()[d];
            length[d] = (int) Math.min(grid.chunkShape()[d], shape[d] - start[d]);
        }
        length[0] = count;
        int chunk = b * chunksPerBand + c;
        byte[] from = source.chunk(chunk);
        int[] at = new int[rank];
        do {
            long to = 0;
            int inChunk = 0;
            for (int d = 0; d < rank; d++) {
                to = to * (d == 0 ? 1 : shape[d]) + start[d] + at[d];
                inChunk = inChunk * (d == 0 ? 1 : grid.chunkShape()[d]) + at[d];
            }
            int run = length[rank - 1] * elementSize;
            int target = (int) to * elementSize;
            if (from != null) {
                System.arraycopy(from, inChunk * elementSize, rows, target, run);
            } else {
                for (int i = 0; i < run; i += elementSize) {
                    System.arraycopy(fill, 0, rows, target + i, elementSize);
                }
            }
        } while (next(at, length));
    }

    /// Steps to the next run: counts up all axes but the last.
    private static boolean next(int[] at, int[] length) {
        for (int d = at.length - 2; d >= 0; d--) {
            if (++at[d] < length[d]) {
                Arrays.fill(at, d + 1, at.length, 0);
                return true;
            }
        }
        return false;
    }
}
