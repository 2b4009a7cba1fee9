package io.cellwright.anndata;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;

/// A dense matrix that stays in its file, read by blocks of rows.
final class StoredDense implements CountRows {
    private final Dataset dataset;
    private final Dataset.Ranges values;
    private final int rows;
    private final int columns;

    StoredDense(Dataset dataset, int rows, int columns) {
        this.dataset = dataset;
        this.values = dataset.ranges();
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    /// As many as there are places.
    @Override
    public long entries(int from, int to) {
        return (long) (to - from) * columns;
    }

    @Override
    public CsrMatrix block(int from, int to) {
        DenseRows sink = new DenseRows(to - from, columns);
        values.read((long) from * columns, entries(from, to), MatrixReader.denseSink(dataset, sink));
        return sink.finish();
    }
}
