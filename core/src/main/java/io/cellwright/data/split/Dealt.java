package io.cellwright.data.split;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.Frame;
import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;

/// Cells that were dealt to the parts of a split.
///
/// @param rows the cells, rising
/// @param part_n part of each
/// @param notes what the user should know, a sentence each
record Dealt(int[] rows, int[] part_n, List<String> notes) {
    /// Deals cells.
    ///
    /// @param rows the cells, rising
    /// @param round tells apart what is drawn from the same seed
    /// @throws IllegalArgumentException if there are too few cells or groups
    static Dealt of(Spread spread, Frame obs, int[] rows, Parts parts, long seed, int round) {
        if (rows.length < parts.count()) {
            throw new IllegalArgumentException(parts.training() ? parts.listed() + " need a cell each, but there are "
                    + rows.length : "folds must be at most the " + rows.length + " cells but were " + parts.count());
        }
        return switch (spread) {
            case Spread.Freely freely -> freely(rows, parts, key(seed, round, 0));
            case Spread.ByLabel label -> new LabelDeal(obs, label.column(), rows, parts, seed, round).deal();
            case Spread.ByGroup group -> new GroupDeal(obs, group.column(), rows, parts, seed, round).deal();
        };
    }

    /// Key of the random numbers for class `c`, or for all cells.
    static long key(long seed, int round, int c) {
        return Rng.key(seed, Stream.SPLIT, round, c);
    }

    private static Dealt freely(int[] rows, Parts parts, long key) {
        int[] size_p = parts.sizes(rows.length);
        int[] part_n = new int[rows.length];
        int at = 0;
        int[] order = Rng.permutation(key, rows.length);
        for (int p = 0; p < size_p.length; p++) {
            for (int i = 0; i < size_p[p]; i++) {
                part_n[order[at++]] = p;
            }
        }
        return new Dealt(rows, part_n, List.of());
    }

    /// The cells of part `p`, rising.
    int[] of(int p) {
        return IntStream.range(0, rows.length).filter(i -> part_n[i] == p).map(i -> rows[i]).toArray();
    }

    /// The cells of all other parts, rising.
    int[] without(int p) {
        return IntStream.range(0, rows.length).filter(i -> part_n[i] != p).map(i -> rows[i]).toArray();
    }

    /// Number of cells in each of `parts` parts.
    int[] sizes(int parts) {
        int[] size_p = new int[parts];
        Arrays.stream(part_n).forEach(p -> size_p[p]++);
        return size_p;
    }
}
