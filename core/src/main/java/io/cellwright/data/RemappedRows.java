package io.cellwright.data;

/// Counts with other columns: each block is remapped when it is read.
record RemappedRows(CountRows counts, int[] place, int columns) implements CountRows {
    @Override
    public int rows() {
        return counts.rows();
    }

    @Override
    public long entries(int from, int to) {
        return Math.min(counts.entries(from, to), (long) (to - from) * columns);
    }

    @Override
    public CsrMatrix block(int from, int to) {
        return counts.block(from, to).remap(place, columns);
    }
}
