package io.cellwright.anndata.store;

import java.util.List;

/// How an array is cut that is written: along its first axis alone, so that elements in their order fill one chunk
/// after the other.
///
/// @param shape lengths of the axes, of which there is at least one
/// @param chunkShape the same of a chunk
public record RowChunks(long[] shape, int[] chunkShape) {
    /// What our own readers take.
    private static final long MOST_BYTES = 1L << 28;

    /// Chunks of about `most` elements, whole rows each.
    ///
    /// @throws IllegalArgumentException if a single row is more than any chunk may be
    public static RowChunks of(List<Long> lengths, int elementSize, int most) {
        long[] shape = lengths.isEmpty() ? new long[] {1} : lengths.stream().mapToLong(Long::longValue).toArray();
        double row = elementSize;
        int[] chunkShape = new int[shape.length];
        for (int d = 1; d < shape.length; d++) {
            row *= Math.max(1, shape[d]);
        }
        if (row > MOST_BYTES) {
            throw new IllegalArgumentException("rows must have at most " + MOST_BYTES
                    + " bytes but those of an array of "
                    + String.join(" x ", lengths.stream().map(String::valueOf).toList()) + " have more");
        }
        for (int d = 1; d < shape.length; d++) {
            chunkShape[d] = (int) Math.max(1, shape[d]);
        }
        long rows = Math.min((long) (most / (row / elementSize)), (long) (MOST_BYTES / row));
        chunkShape[0] = (int) Math.clamp(shape[0], 1, Math.max(1, rows));
        return new RowChunks(shape, chunkShape);
    }

    /// Elements of one chunk.
    public int elements() {
        int product = 1;
        for (int length : chunkShape) {
            product = Math.multiplyExact(product, length);
        }
        return product;
    }

    /// Number of chunks; none where there are no elements.
    public int count() {
        for (long length : shape) {
            if (length == 0) {
                return 0;
            }
        }
        return Math.toIntExact(Math.ceilDiv(shape[0], chunkShape[0]));
    }
}
