package io.cellwright.anndata;

import java.util.List;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Whole;
import io.cellwright.anndata.store.Elements;
import io.cellwright.anndata.store.Numerals;

/// The indices of a sparse matrix, checked as they go by: every one must be inside. 64 bits are enough for any.
///
/// @param source the matrix
record SparseCheck(MatrixSource source) implements Elements {
    /// Checks that the three arrays fit each other and that all of them are there.
    void requireWhole() {
        boolean rows = source.encoding() == Summary.Encoding.CSR;
        long along = rows ? source.rows() : source.columns();
        if (along >= MatrixReader.MOST_ENTRIES) {
            throw source.store().bad(source.node().path(), "has " + along + (rows ? " rows" : " columns") + ", more than "
                    + MatrixReader.MOST_ENTRIES, "");
        }
        SparseArrays.of(source, (int) along, 0, rows ? "rows" : "columns");
    }

    private Dataset indices() {
        return source.part("indices");
    }

    @Override
    public ElementType type() {
        return indices().type();
    }

    @Override
    public List<Long> shape() {
        return indices().shape();
    }

    @Override
    public void stream(boolean parallel, Dataset.Sink sink) {
        Dataset indices = indices();
        long across = source.encoding() == Summary.Encoding.CSR ? source.columns() : source.rows();
        if (!(indices.type() instanceof Whole type)) {
            throw bad(indices, "should hold integers but holds " + indices.type().label());
        }
        indices.stream(parallel, (bytes, from, first, count) -> {
            long[] index = new long[count];
            try {
                Numerals.longs(type, bytes, from, count, index, 0);
            } catch (Numerals.Inexact e) {
                throw source.store().bad(indices.path(), "holds " + e.getMessage(), source.store().rewrite(), e);
            }
            for (int e = 0; e < count; e++) {
                if (index[e] < 0 || index[e] >= across) {
                    throw bad(indices, "entry " + (first + e) + " is " + index[e] + ", outside 0 until " + across);
                }
            }
            sink.accept(bytes, from, first, count);
        });
    }

    private RuntimeException bad(Dataset dataset, String found) {
        return source.store().bad(dataset.path(), found);
    }
}
