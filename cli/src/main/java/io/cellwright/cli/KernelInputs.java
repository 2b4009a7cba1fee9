package io.cellwright.cli;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;

import io.cellwright.data.CellTable;
import io.cellwright.kernel.Memory;
import io.cellwright.kernel.SparseRows;

/// Made numbers outside of the heap for kernels to work on: the same on every machine.
///
/// @param arena how long they live
record KernelInputs(Arena arena) {
    /// So many zeros.
    long zeros(long count) {
        return Memory.allocate(arena, 4 * count).address();
    }

    /// So many numbers between `-size` and `size`, which depend on the seed alone.
    long numbers(long count, double size, long seed) {
        long at = zeros(count);
        SplittableRandom random = new SplittableRandom(seed);
        for (long i = 0; i < count; i++) {
            Memory.float32(at + 4 * i, (float) ((2 * random.nextDouble() - 1) * size));
        }
        return at;
    }

    /// So many times the same number.
    long repeated(long count, double value) {
        long at = zeros(count);
        for (long i = 0; i < count; i++) {
            Memory.float32(at + 4 * i, (float) value);
        }
        return at;
    }

    /// The counts of all cells of the table.
    SparseRows counts(CellTable cells) {
        int n = cells.cells();
        int entries = cells.counts().start(n);
        long start = zeros(n + 1L);
        long gene = zeros(entries);
        long value = zeros(entries);
        for (int i = 0; i <= n; i++) {
            Memory.int32(start + 4L * i, cells.counts().start(i));
        }
        for (int e = 0; e < entries; e++) {
            Memory.int32(gene + 4L * e, cells.counts().column(e));
            Memory.float32(value + 4L * e, cells.counts().value(e));
        }
        return new SparseRows(start, gene, value, n, cells.genes());
    }

    /// Log of the sum of each cell's counts.
    long logLibrary(CellTable cells) {
        long at = zeros(cells.cells());
        for (int i = 0; i < cells.cells(); i++) {
            Memory.float32(at + 4L * i, (float) Math.log(cells.counts().rowSum(i)));
        }
        return at;
    }
}
