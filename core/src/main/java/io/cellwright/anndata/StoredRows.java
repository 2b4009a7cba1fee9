package io.cellwright.anndata;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.EntryRoom;

/// A matrix in compressed rows that stays in its file. Where each row begins is in memory; entries are read by blocks
/// of rows, with the checks of [MatrixReader].
final class StoredRows implements CountRows {
    private final SparseArrays arrays;
    private final Dataset.Ranges indices;
    private final Dataset.Ranges data;

    StoredRows(SparseArrays arrays) {
        this.arrays = arrays;
        this.indices = arrays.indices().ranges();
        this.data = arrays.data().ranges();
    }

    @Override
    public int rows() {
        return arrays.along();
    }

    @Override
    public int columns() {
        return arrays.across();
    }

    @Override
    public long entries(int from, int to) {
        return arrays.start()[to] - arrays.start()[from];
    }

    @Override
    public CsrMatrix block(int from, int to) {
        int count = arrays.count(from, to);
        SparseArrays.Entries entries = arrays.read(from, to, new int[count], new float[count], indices, data);
        return CsrMatrix.ofEntries(to - from, columns(), entries.start(), entries.index(), entries.value());
    }

    @Override
    public CsrMatrix block(int from, int to, EntryRoom room) {
        EntryRoom.Arrays into = room.take(arrays.count(from, to));
        SparseArrays.Entries entries = arrays.read(from, to, into.column(), into.value(), indices, data);
        return CsrMatrix.ofEntries(to - from, columns(), entries.start(), into);
    }
}
