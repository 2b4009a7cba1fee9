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
    /// Checks that the three arrays have lengths that fit, and that starts rise from 0 to the number of entries.
    void requireStarts() {
        boolean rows = source.encoding() == Summary.Encoding.CSR;
        long along = rows ? source.rows() : source.columns();
        Dataset starts = source.part("indptr");
        long entries = source.part("data").elements();
        requireList(source.part("data"), entries);
        requireList(indices(), entries);
        requireList(starts, along + 1);
        long[] start = starts.values().longs();
        for (int i = 1; i < start.length; i++) {
            if (start[i] < start[i - 1]) {
                throw bad(starts, "falls from " + start[i - 1] + " to " + start[i] + " at " + (rows ? "row "
                        : "column ")
                        + (i - 1));
            }
        }
        if (start[0] != 0 || start[start.length - 1] != entries) {
            throw bad(starts, "runs from " + start[0] + " to " + start[start.length - 1] + ", not from 0 to the "
                    + entries + " entries of data");
        }
    }

    private void requireList(Dataset dataset, long length) {
        if (dataset.rank() != 1 || dataset.length(0) != length) {
            throw bad(dataset, "has shape " + dataset.shapeText() + ", where " + length + " is needed");
        }
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
