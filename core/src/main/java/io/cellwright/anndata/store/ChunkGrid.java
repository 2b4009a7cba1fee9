package io.cellwright.anndata.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// Data cut into chunks of one shape, which stand in a grid. Number `i` counts through it with the last axis fastest.
///
/// @param shape elements along each axis, of which there is at least one
/// @param chunkShape elements of a chunk along each axis; a chunk at the edge is stored whole
/// @param gridShape chunks along each axis
public record ChunkGrid(long[] shape, int[] chunkShape, int[] gridShape) {
    /// The grid that covers a shape.
    ///
    /// @throws ArithmeticException if there are more chunks than an int counts
    public static ChunkGrid of(long[] shape, int[] chunkShape) {
        int[] gridShape = new int[shape.length];
        int chunks = 1;
        for (int d = 0; d < shape.length; d++) {
            gridShape[d] = Math.toIntExact(Math.ceilDiv(shape[d], chunkShape[d]));
            chunks = Math.multiplyExact(chunks, gridShape[d]);
        }
        return new ChunkGrid(shape, chunkShape, gridShape);
    }

    /// Number of chunks.
    public int chunks() {
        return product(gridShape);
    }

    /// Elements of one chunk.
    public int chunkElements() {
        return product(chunkShape);
    }

    /// Elements of all that share a place along the first axis.
    public long rowElements() {
        long elements = 1;
        for (int d = 1; d < shape.length; d++) {
            elements = Math.multiplyExact(elements, shape[d]);
        }
        return elements;
    }

    /// Bytes of the rows of one row of chunks, which are put together in one array; infinite where that is far too much.
    public double bandBytes(int elementSize) {
        double bytes = (double) chunkShape[0] * elementSize;
        for (int d = 1; d < shape.length; d++) {
            bytes *= shape[d];
        }
        return bytes;
    }

    /// The elements of chunks of a list that are not there, those of neighbouring chunks as one.
    public List<Dataset.Gap> gaps(IntPredicate isThere) {
        List<Dataset.Gap> gaps = new ArrayList<>();
        for (int k = 0; k < chunks(); k++) {
            if (!isThere.test(k)) {
                long first = (long) k * chunkShape[0];
                long end = Math.min(shape[0], first + chunkShape[0]);
                boolean goesOn = !gaps.isEmpty() && gaps.getLast().end() == first;
                gaps.add(new Dataset.Gap(goesOn ? gaps.removeLast().first() : first, end));
            }
        }
        return gaps;
    }

    private static int product(int[] lengths) {
        int product = 1;
        for (int length : lengths) {
            product = Math.multiplyExact(product, length);
        }
        return product;
    }
}
