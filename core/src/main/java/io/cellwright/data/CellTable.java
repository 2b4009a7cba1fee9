package io.cellwright.data;

import java.util.Arrays;
import java.util.List;

/// Cells with their counts, all in memory: n cells, g genes.
///
/// @param counts n x g
/// @param obs about the cells, n rows
/// @param var about the genes, g rows
public record CellTable(CsrMatrix counts, Frame obs, Frame var) implements Cells {
    /// Checks that the parts fit.
    public CellTable {
        if (obs.size() != counts.rows() || var.size() != counts.columns()) {
            throw new IllegalArgumentException("obs and var must have " + counts.rows() + " and " + counts.columns()
                    + " rows but have " + obs.size() + " and " + var.size());
        }
    }

    @Override
    public CellTable selectGenes(int[] keep) {
        List<String> names = Arrays.stream(keep).mapToObj(var.names()::get).toList();
        return new CellTable(counts.selectColumns(keep), obs, new Frame(names, List.of()));
    }

    /// Some of the cells, in the order given.
    public CellTable selectRows(int[] rows) {
        return new CellTable(counts.selectRows(rows), obs.selectRows(rows), var);
    }

    @Override
    public CsrMatrix countsOf(List<String> genes) {
        return var.names().equals(genes) ? counts : counts.remap(placesAmong(genes), genes.size());
    }
}
