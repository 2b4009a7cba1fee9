package io.cellwright.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Cells with their counts: n cells, g genes.
///
/// @param counts n x g
/// @param obs about the cells, n rows
/// @param var about the genes, g rows
public record CellTable(CsrMatrix counts, Frame obs, Frame var) {
    /// Checks that the parts fit.
    public CellTable {
        if (obs.size() != counts.rows() || var.size() != counts.columns()) {
            throw new IllegalArgumentException("obs and var must have " + counts.rows() + " and " + counts.columns()
                    + " rows but have " + obs.size() + " and " + var.size());
        }
    }

    /// Number of cells.
    public int cells() {
        return counts.rows();
    }

    /// Number of genes.
    public int genes() {
        return counts.columns();
    }

    /// Where each gene of this table stands among these: -1 where it does not. Of genes that share a name the first
    /// counts.
    public int[] placesAmong(List<String> genes) {
        Map<String, Integer> known = new HashMap<>();
        for (int g = 0; g < genes.size(); g++) {
            known.putIfAbsent(genes.get(g), g);
        }
        boolean[] taken = new boolean[genes.size()];
        int[] place = new int[genes()];
        for (int j = 0; j < place.length; j++) {
            int at = known.getOrDefault(var.names().get(j), -1);
            place[j] = at >= 0 && !taken[at] ? at : -1;
            if (at >= 0) {
                taken[at] = true;
            }
        }
        return place;
    }

    /// Some of the cells, in the order given.
    public CellTable selectRows(int[] rows) {
        return new CellTable(counts.selectRows(rows), obs.selectRows(rows), var);
    }

    /// The counts of these genes, in this order, found by name; of those that the table lacks they are 0.
    public CsrMatrix countsOf(List<String> genes) {
        return var.names().equals(genes) ? counts : counts.remap(placesAmong(genes), genes.size());
    }
}
