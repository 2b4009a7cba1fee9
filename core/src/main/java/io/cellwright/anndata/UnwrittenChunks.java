package io.cellwright.anndata;

import java.util.List;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.Dataset.Gap;

/// Tells a sparse matrix with chunks that were lost from one whose chunks were left out because they hold nothing but
/// zeros, which is how Zarr stores such.
final class UnwrittenChunks {
    private static final String REMEDY = "Was all of it copied? Copy or download it again";

    private UnwrittenChunks() {}

    /// Checks the arrays of a matrix. Values are not zero, or they would not be stored. Indices may be, one in each row
    /// at most.
    ///
    /// @param start first entry of each row or column, and the number of entries at the end
    /// @throws io.cellwright.data.DataException if a chunk is not there that must be
    static void requireNone(Dataset data, Dataset indices, long[] start) {
        for (Gap gap : data.gaps()) {
            throw data.store().bad(data.path(), "has no chunk with the entries " + gap.text()
                    + ": all of them would have the value that stands for nothing, and a sparse matrix stores no such",
                    REMEDY);
        }
        List<Gap> gaps = indices.gaps();
        for (int i = 0; i + 1 < start.length && !gaps.isEmpty(); i++) {
            for (Gap gap : gaps) {
                if (Math.min(start[i + 1], gap.end()) - Math.max(start[i], gap.first()) > 1) {
                    throw indices.store().bad(indices.path(), "has no chunk with the entries " + gap.text()
                            + ": several of one row would be the same", REMEDY);
                }
            }
        }
    }
}
