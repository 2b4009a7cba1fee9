package io.cellwright.data;

/// Counts of cells wherever they are kept, n x g: in memory ([CsrMatrix]) or in a file, from which blocks of
/// consecutive rows are read as they are asked for. A block is the same however it was cut, so what is computed block
/// by block does not depend on where the counts are.
///
/// May be read from several threads.
public interface CountRows {
    /// Number of rows (cells).
    int rows();

    /// Number of columns (genes).
    int columns();

    /// Number of stored entries in rows `from` until `to`, at most: a file may hold zeros and repeated places, which a
    /// block leaves out.
    long entries(int from, int to);

    /// Rows `from` until `to`, decoded and checked.
    ///
    /// @throws DataException if they are damaged, or more than one matrix in memory holds
    CsrMatrix block(int from, int to);

    /// The same rows, with their entries in arrays of `room` where these are of use. They are valid until it is given
    /// back.
    ///
    /// @throws DataException as above
    default CsrMatrix block(int from, int to, EntryRoom room) {
        return block(from, to);
    }

    /// Number of stored entries, at most.
    default long entries() {
        return entries(0, rows());
    }

    /// The counts with `newColumns` columns in which column `j` of these stands at `place[j]`, or nowhere where that is
    /// negative.
    default CountRows remap(int[] place, int newColumns) {
        return new RemappedRows(this, place.clone(), newColumns);
    }

    /// Hands all rows to a visitor, block by block, in order. While it works on one the next are decoded.
    default void forEachBlock(Visitor visitor) {
        new BlockPass(this).run(visitor);
    }

    /// The same in blocks of `rows` rows at most.
    default void forEachBlock(int rows, Visitor visitor) {
        new BlockPass(this, rows).run(visitor);
    }

    /// Takes blocks one after the other.
    @FunctionalInterface
    interface Visitor {
        /// Takes the rows that begin with row `first`.
        void take(int first, CsrMatrix rows);
    }
}
