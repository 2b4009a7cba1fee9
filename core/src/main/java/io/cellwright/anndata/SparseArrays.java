package io.cellwright.anndata;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType.Whole;
import io.cellwright.anndata.store.Numerals;
import io.cellwright.data.DataException;
import io.cellwright.data.RowCheck;

/// The three arrays of a sparse matrix in a file. `start` rises from 0 to the number of entries; every entry that is
/// read is checked.
///
/// @param source where they are
/// @param across number of columns, or of rows where the columns are compressed
/// @param start first entry of each row, and the number of entries at the end; may go beyond what one array holds
/// @param indices column of each entry
/// @param data value of each entry
record SparseArrays(MatrixSource source, int across, long[] start, Dataset indices, Dataset data) {

    /// Entries in memory, and where each row begins among them.
    record Entries(long[] start, int[] index, float[] value) {}

    /// Opens them and checks that they fit each other.
    ///
    /// @param along number of rows, or of columns where these are compressed
    /// @param lines which of both, for messages
    static SparseArrays of(MatrixSource source, int along, int across, String lines) {
        Dataset data = source.part("data");
        Dataset indices = source.part("indices");
        requireList(data, data.elements());
        requireList(indices, data.elements());
        long[] start = starts(source, along, data.elements(), lines);
        data.requirePlausible();
        indices.requirePlausible();
        UnwrittenChunks.requireNone(data, indices, start);
        return new SparseArrays(source, across, start, indices, data);
    }

    private static long[] starts(MatrixSource source, int along, long count, String lines) {
        Dataset indptr = source.part("indptr");
        requireList(indptr, along + 1L);
        long[] start = indptr.values().longs();
        if (start[0] != 0 || start[along] != count) {
            throw bad(indptr, "runs from " + start[0] + " to " + start[along] + ", not from 0 to the " + count
                    + " entries of data");
        }
        for (int i = 0; i < along; i++) {
            if (start[i + 1] < start[i]) {
                throw bad(indptr, "falls from " + start[i] + " to " + start[i + 1] + " at " + lines + " " + i);
            }
        }
        return start;
    }

    private static void requireList(Dataset dataset, long length) {
        if (dataset.rank() != 1 || dataset.length(0) != length) {
            throw bad(dataset, "has shape " + dataset.shapeText() + ", where " + length + " is needed");
        }
    }

    /// Number of rows, or of columns where these are compressed.
    int along() {
        return start.length - 1;
    }

    /// All entries.
    ///
    /// @throws DataException if an index or a value cannot be, or if there are more than one array holds
    Entries readAll() {
        int count = requireHoldable(start[along()]);
        Entries entries = new Entries(start.clone(), new int[count], new float[count]);
        indices.stream(true, indexSink(entries, 0));
        data.stream(true, valueSink(entries, 0));
        return entries;
    }

    /// Number of entries of rows `from` until `to`.
    ///
    /// @throws DataException if there are more than one array holds
    int count(int from, int to) {
        return requireHoldable(start[to] - start[from]);
    }

    /// Where rows `from` until `to` begin among their own entries, and how many these are.
    long[] starts(int from, int to) {
        long[] mine = new long[to - from + 1];
        for (int i = 0; i < mine.length; i++) {
            mine[i] = start[from + i] - start[from];
        }
        return mine;
    }

    /// Reads the entries of the rows from `from` on.
    ///
    /// @param entries their starts, and arrays into which they are put
    /// @param check sees them as they come
    /// @param indexRanges of `indices`
    /// @param dataRanges of `data`
    /// @throws DataException if an index or a value cannot be
    void read(int from, Entries entries, RowCheck check, Dataset.Ranges indexRanges, Dataset.Ranges dataRanges) {
        long first = start[from];
        long count = entries.start[entries.start.length - 1];
        Dataset.Sink columns = indexSink(entries, first);
        indexRanges.read(first, count, (bytes, at, element, n) -> {
            columns.accept(bytes, at, element, n);
            check.columns(entries.index, (int) (element + n - first));
        });
        Dataset.Sink values = valueSink(entries, first);
        dataRanges.read(first, count, (bytes, at, element, n) -> {
            values.accept(bytes, at, element, n);
            check.values(entries.value, (int) (element + n - first));
        });
    }

    private int requireHoldable(long count) {
        if (count > MatrixReader.MOST_ENTRIES) {
            throw source.store().bad(source.node().path(), "has " + count + " entries, more than "
                    + MatrixReader.MOST_ENTRIES, "They must be read block by block, as the command line does with "
                            + "--memory 8g");
        }
        return (int) count;
    }

    private Dataset.Sink indexSink(Entries entries, long base) {
        return (bytes, from, first, n) -> {
            int at = (int) (first - base);
            wholes(indices, bytes, from, n, entries.index, at);
            requireInside(entries.index, at, at + n, base);
        };
    }

    private void requireInside(int[] index, int from, int to, long base) {
        int least = 0;
        int most = 0;
        for (int e = from; e < to; e++) {
            least = Math.min(least, index[e]);
            most = Math.max(most, index[e]);
        }
        if (least == 0 && most < across) {
            return;
        }
        for (int e = from; e < to; e++) {
            if (index[e] < 0 || index[e] >= across) {
                throw bad(indices, "entry " + (base + e) + " is " + index[e] + ", outside 0 until " + across);
            }
        }
    }

    private Dataset.Sink valueSink(Entries entries, long base) {
        return (bytes, from, first, n) -> values(data, bytes, from, n, entries.value, (int) (first - base));
    }

    private static void wholes(Dataset dataset, byte[] bytes, int from, int n, int[] into, int at) {
        if (!(dataset.type() instanceof Whole whole)) {
            throw bad(dataset, "should hold integers but holds " + dataset.type().label());
        }
        try {
            Numerals.ints(whole, bytes, from, n, into, at);
        } catch (Numerals.Inexact e) {
            throw bad(dataset, "holds " + e.getMessage());
        }
    }

    /// Values of a matrix as float32.
    static void values(Dataset dataset, byte[] bytes, int from, int n, float[] into, int at) {
        MatrixReader.floats(dataset.store(), dataset.path(), dataset.type(), bytes, from, n, into, at);
    }

    private static DataException bad(Dataset dataset, String found) {
        return dataset.store().bad(dataset.path(), found);
    }
}
