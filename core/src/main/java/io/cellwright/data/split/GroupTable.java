package io.cellwright.data.split;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Which group is in which part, and how many cells the parts lack.
final class GroupTable {
    /// Distances that differ by less are the same.
    static final double EQUAL = 1e-6;
    /// With more groups than this they are small, and moves do what exchanges would.
    private static final int MOST_EXCHANGED = 300;

    private final int[] size_g;
    private final int[] order_g;
    private final int[] part_g;
    private final double[] lack_p;
    private final int[] groups_p;

    /// @param order_g in which order groups are tried
    GroupTable(int[] size_g, Parts parts, int cells, int[] order_g) {
        this.size_g = size_g;
        this.order_g = order_g;
        this.part_g = new int[size_g.length];
        this.lack_p = Arrays.stream(parts.shares()).map(share -> share * cells).toArray();
        this.groups_p = new int[parts.count()];
    }

    int part(int group) {
        return part_g[group];
    }

    void put(int group, int part) {
        part_g[group] = part;
        lack_p[part] -= size_g[group];
        groups_p[part]++;
    }

    /// The part that lacks most; one without a group where the groups that are left are needed to fill those.
    int neediest(int groupsLeft) {
        boolean fill = IntStream.of(groups_p).filter(count -> count == 0).count() == groupsLeft;
        return IntStream.range(0, groups_p.length).filter(p -> !fill || groups_p[p] == 0).boxed()
                .max(Comparator.<Integer>comparingDouble(p -> lack_p[p]).thenComparingInt(p -> -p)).orElseThrow();
    }

    /// Sum of squares of what the parts lack.
    double distance() {
        return Arrays.stream(lack_p).map(lack -> lack * lack).sum();
    }

    /// Moves and exchanges groups as long as that brings the parts nearer to their sizes; no part is emptied.
    void improve() {
        boolean better;
        do {
            better = moveOne() || exchangeTwo();
        } while (better);
    }

    private boolean moveOne() {
        for (int g : order_g) {
            int from = part_g[g];
            for (int to = 0; to < groups_p.length && groups_p[from] > 1; to++) {
                if (to != from && isBetter(from, to, size_g[g])) {
                    groups_p[from]--;
                    groups_p[to]++;
                    shift(from, to, size_g[g]);
                    part_g[g] = to;
                    return true;
                }
            }
        }
        return false;
    }

    private boolean exchangeTwo() {
        if (size_g.length > MOST_EXCHANGED) {
            return false;
        }
        for (int g : order_g) {
            for (int h : order_g) {
                int from = part_g[g];
                int to = part_g[h];
                if (from != to && size_g[g] > size_g[h] && isBetter(from, to, size_g[g] - size_g[h])) {
                    shift(from, to, size_g[g] - size_g[h]);
                    part_g[g] = to;
                    part_g[h] = from;
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isBetter(int from, int to, int cells) {
        double newFrom = lack_p[from] + cells;
        double newTo = lack_p[to] - cells;
        return newFrom * newFrom + newTo * newTo < lack_p[from] * lack_p[from] + lack_p[to] * lack_p[to] - EQUAL;
    }

    private void shift(int from, int to, int cells) {
        lack_p[from] += cells;
        lack_p[to] -= cells;
    }
}
