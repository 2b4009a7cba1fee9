package io.cellwright.kernel;

/// A minibatch of cells in compressed sparse rows, off-heap.
///
/// Cell `i` owns the entries `start[i]` until `start[i + 1]`; within a cell the gene numbers rise strictly.
///
/// @param start address of n + 1 ints
/// @param gene address of the gene number of each entry, ints in [0, g)
/// @param value address of the value of each entry, in the kernels' element type
/// @param n cells
/// @param g genes
public record SparseRows(long start, long gene, long value, int n, int g) {
    /// First entry of cell `i`; of cell `n`: the number of entries.
    public int start(int i) {
        return Memory.int32(start + 4L * i);
    }

    /// Gene of entry `e`.
    public int gene(int e) {
        return Memory.int32(gene + 4L * e);
    }
}
