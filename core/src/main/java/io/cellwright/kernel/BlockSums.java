package io.cellwright.kernel;

/// Sums that each block of cells makes for itself and that are added up in the order of the blocks, so that they do not
/// depend on who made which. A block has some rows of h numbers, filled up to whole vectors.
///
/// @param start where they lie
/// @param blocks how many blocks there are
/// @param rows rows of a block
/// @param h numbers of a row
record BlockSums(long start, int blocks, int rows, int h) {
    /// Rows that a worker adds up at a time.
    private static final int ROWS_AT_A_TIME = 64;

    /// What happens to a row of h sums.
    interface Output {
        void put(int row, long sums_h);
    }

    /// Bytes of a row.
    long row() {
        return 4L * CellColumns.filledUp(h);
    }

    long bytes() {
        return (long) Math.max(blocks, 1) * rows * row();
    }

    /// Row `row` of a block.
    long at(int block, int row) {
        return start + ((long) block * rows + row) * row();
    }

    /// Adds up all rows; the sums take the place of the first block's. Those of no block are 0.
    void addUp(WorkerPool pool, Output output) {
        if (blocks == 0) {
            Memory.zero(start, bytes());
        }
        pool.run((rows + ROWS_AT_A_TIME - 1) / ROWS_AT_A_TIME, (from, to, worker) -> {
            for (int i = from * ROWS_AT_A_TIME; i < Math.min(to * ROWS_AT_A_TIME, rows); i++) {
                for (int block = 1; block < blocks; block++) {
                    VectorSparseMatmul.addRow(at(block, i), at(0, i), (int) (row() / 4));
                }
                output.put(i, at(0, i));
            }
        });
    }
}
