package io.cellwright.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Cells with their counts, n cells, g genes: in memory, or with counts that stay in a file.
public sealed interface Cells permits CellTable, StoredCells {
    /// Counts, n x g.
    CountRows counts();

    /// About the cells, n rows.
    Frame obs();

    /// About the genes, g rows.
    Frame var();

    /// The cells with these genes only, by number, in this order.
    Cells selectGenes(int[] keep);

    /// Number of cells.
    default int cells() {
        return counts().rows();
    }

    /// Number of genes.
    default int genes() {
        return counts().columns();
    }

    /// Where each gene of these cells stands among others: -1 where it does not. Of genes that share a name the first
    /// counts.
    default int[] placesAmong(List<String> genes) {
        Map<String, Integer> known = new HashMap<>();
        for (int g = 0; g < genes.size(); g++) {
            known.putIfAbsent(genes.get(g), g);
        }
        boolean[] taken = new boolean[genes.size()];
        int[] place = new int[genes()];
        for (int j = 0; j < place.length; j++) {
            int at = known.getOrDefault(var().names().get(j), -1);
            place[j] = at >= 0 && !taken[at] ? at : -1;
            if (at >= 0) {
                taken[at] = true;
            }
        }
        return place;
    }

    /// The counts of these genes, in this order, found by name; of those that the cells lack they are 0.
    default CountRows countsOf(List<String> genes) {
        return var().names().equals(genes) ? counts() : counts().remap(placesAmong(genes), genes.size());
    }
}
