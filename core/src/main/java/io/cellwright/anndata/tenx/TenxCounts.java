package io.cellwright.anndata.tenx;

import java.util.Arrays;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.ElementType.Whole;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Numerals;
import io.cellwright.anndata.table.CountEntries;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;

/// The matrix of a `.h5` file of Cell Ranger: `data`, `indices` and `indptr` with genes in rows, compressed by columns,
/// which are the cells; seen with cells in rows they are compressed rows. Genes of a cell may come in any order.
///
/// @param group where it is
/// @param cells number of cells
/// @param features number of features
record TenxCounts(Group group, int cells, int features) {
    static final String REMEDY = "The file is damaged, or something else than Cell Ranger wrote it: make or "
            + "download it again";

    /// Checks the shape against the names.
    static TenxCounts of(Group group, int cells, int features) {
        TenxCounts counts = new TenxCounts(group, cells, features);
        long[] shape = counts.part("shape").values().longs();
        if (shape.length != 2 || shape[0] != features || shape[1] != cells) {
            throw counts.bad("shape", "is " + Arrays.toString(shape) + " but " + features + " features and " + cells
                    + " barcodes are named");
        }
        return counts;
    }

    Dataset part(String name) {
        return group.dataset(name).orElseThrow(() -> group.store().bad(group.path(), "has no " + name, REMEDY));
    }

    CsrMatrix read() {
        Dataset data = part("data");
        Dataset indices = part("indices");
        long declared = data.requirePlausible();
        if (declared > CountEntries.MOST) {
            throw bad("data", "has " + declared + " entries, more than " + CountEntries.MOST);
        }
        int count = (int) declared;
        requireList(data, count);
        requireList(indices, count);
        indices.requirePlausible();
        long[] start = starts(count);
        int[] gene = genes(indices, count);
        CountEntries.repeated(start, gene, features).ifPresent(place -> {
            throw bad("indices", "has gene " + place.gene() + " more than once in cell " + place.cell());
        });
        return CsrMatrix.ofEntries(cells, features, start, gene, values(data, count));
    }

    private long[] starts(int count) {
        Dataset indptr = part("indptr");
        requireList(indptr, cells + 1L);
        long[] start = indptr.values().longs();
        if (start[0] != 0 || start[cells] != count) {
            throw bad("indptr", "runs from " + start[0] + " to " + start[cells] + ", not from 0 to the " + count
                    + " entries of data");
        }
        for (int i = 0; i < cells; i++) {
            if (start[i + 1] < start[i]) {
                throw bad("indptr", "falls from " + start[i] + " to " + start[i + 1] + " at cell " + i);
            }
        }
        return start;
    }

    private int[] genes(Dataset indices, int count) {
        if (!(indices.type() instanceof Whole type)) {
            throw bad("indices", "should hold integers but holds " + indices.type().label());
        }
        int[] gene = new int[count];
        indices.stream(true, (bytes, from, first, n) -> {
            try {
                Numerals.ints(type, bytes, from, n, gene, (int) first);
            } catch (Numerals.Inexact e) {
                throw bad("indices", "holds " + e.getMessage());
            }
            for (int e = (int) first; e < (int) first + n; e++) {
                if (gene[e] < 0 || gene[e] >= features) {
                    throw bad("indices", "entry " + e + " is " + gene[e] + ", outside 0 until " + features);
                }
            }
        });
        return gene;
    }

    private float[] values(Dataset data, int count) {
        if (!(data.type() instanceof Numeric type)) {
            throw bad("data", "should hold numbers but holds " + data.type().label());
        }
        float[] value = new float[count];
        data.stream(true, (bytes, from, first, n) -> {
            try {
                Numerals.floats(type, bytes, from, n, value, (int) first);
            } catch (Numerals.Inexact e) {
                throw group.store().bad(data.path(), "holds " + e.getMessage(),
                        "Numbers are kept as float32: check whether these are counts at all");
            }
        });
        return value;
    }

    private void requireList(Dataset dataset, long length) {
        if (dataset.rank() != 1 || dataset.length(0) != length) {
            throw group.store().bad(dataset.path(), "has shape " + dataset.shapeText() + ", where " + length
                    + " is needed", REMEDY);
        }
    }

    private DataException bad(String member, String found) {
        return group.store().bad(group.path() + "/" + member, found, REMEDY);
    }
}
