package io.cellwright.anndata;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.EntryRoom;
import io.cellwright.data.RowCheck;

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
        int[] column = new int[count];
        float[] value = new float[count];
        long[] start = arrays.starts(from, to);
        RowCheck check = read(from, start, column, value);
        return CsrMatrix.ofEntries(to - from, columns(), start, column, value, check);
    }

    @Override
    public CsrMatrix block(int from, int to, EntryRoom room) {
        EntryRoom.Arrays into = room.take(arrays.count(from, to));
        long[] start = arrays.starts(from, to);
        RowCheck check = read(from, start, into.column(), into.value());
        return CsrMatrix.ofEntries(to - from, columns(), start, into, check);
    }

    private RowCheck read(int from, long[] start, int[] column, float[] value) {
        RowCheck check = new RowCheck(start);
        arrays.read(from, new SparseArrays.Entries(start, column, value), check, indices, data);
        return check;
    }
}
