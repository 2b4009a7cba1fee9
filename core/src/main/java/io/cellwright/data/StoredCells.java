package io.cellwright.data;

import java.util.Arrays;
import java.util.List;

/// Cells whose counts stay in a file, which must stay open.
///
/// @param counts n x g
/// @param obs about the cells, n rows
/// @param var about the genes, g rows
/// @param blocks how they are shuffled
/// @param room for decoded counts
public record StoredCells(CountRows counts, Frame obs, Frame var, Blocks blocks, Room room) implements Cells {
    /// Checks that the parts fit.
    public StoredCells {
        if (obs.size() != counts.rows() || var.size() != counts.columns()) {
            throw new IllegalArgumentException("obs and var must have " + counts.rows() + " and " + counts.columns()
                    + " rows but have " + obs.size() + " and " + var.size());
        }
    }

    @Override
    public StoredCells selectGenes(int[] keep) {
        int[] place = new int[genes()];
        Arrays.fill(place, -1);
        for (int j = 0; j < keep.length; j++) {
            place[keep[j]] = j;
        }
        List<String> names = Arrays.stream(keep).mapToObj(var.names()::get).toList();
        return new StoredCells(counts.remap(place, keep.length), obs, new Frame(names, List.of()), blocks, room);
    }
}
