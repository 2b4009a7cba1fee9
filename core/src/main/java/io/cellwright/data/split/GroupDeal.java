package io.cellwright.data.split;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.tensor.Rng;

/// Deals whole groups, so that the parts come as near to their sizes as can be found: the largest group first, each to
/// the part that lacks most cells, and then by moves and exchanges of groups. Where there are few groups, so that each
/// of them matters, the same is tried from many random beginnings.
final class GroupDeal {
    private static final int MOST_STARTS = 100;
    /// Pairs of groups that may be looked at in one pass of all beginnings together.
    private static final int PAIRS = 20_000;

    private final int[] rows;
    private final Parts parts;
    private final ObsColumn groups;
    private final int[] size_g;
    private final long seed;
    private final int round;

    GroupDeal(Frame obs, String key, int[] rows, Parts parts, long seed, int round) {
        Column column = ObsColumn.find(obs, key);
        for (int i : rows) {
            if (column.text(i) == null) {
                throw new DataException("obs/" + key, "cell '" + obs.names().get(i) + "' has no value",
                        "Fill in or remove cells without a value: it cannot be said where they belong");
            }
        }
        this.rows = rows;
        this.parts = parts;
        this.seed = seed;
        this.round = round;
        this.groups = ObsColumn.of(column, rows);
        this.size_g = groups.sizes();
        if (size_g.length < parts.count()) {
            throw new IllegalArgumentException("groups must be " + parts.count() + " or more, so that "
                    + (parts.training() ? parts.listed() : "the folds") + " have one each, but obs/" + key + " has "
                    + (size_g.length == 1 ? "one, '" + groups.levels().getFirst() + "'"
                            : "only " + size_g.length + ": " + String.join(", ", groups.levels())));
        }
    }

    Dealt deal() {
        int n = size_g.length;
        long starts = 1 + Math.min(MOST_STARTS, PAIRS / ((long) n * n));
        GroupTable best = largestFirst(Rng.permutation(Dealt.key(seed, round, 0), n));
        best.improve();
        for (int start = 1; start < starts; start++) {
            GroupTable other = random(Dealt.key(seed, round, start));
            other.improve();
            if (other.distance() < best.distance() - GroupTable.EQUAL) {
                best = other;
            }
        }
        GroupTable table = best;
        return new Dealt(rows, IntStream.of(groups.code_n()).map(table::part).toArray(), List.of());
    }

    /// @param order says which of equally large groups comes first
    private GroupTable largestFirst(int[] order) {
        int[] largestFirst = IntStream.of(order).boxed().sorted(Comparator.comparingInt(g -> -size_g[g]))
                .mapToInt(Integer::intValue).toArray();
        GroupTable table = new GroupTable(size_g, parts, rows.length, order);
        for (int i = 0; i < largestFirst.length; i++) {
            table.put(largestFirst[i], table.neediest(largestFirst.length - i));
        }
        return table;
    }

    private GroupTable random(long key) {
        int[] order = Rng.permutation(key, size_g.length);
        GroupTable table = new GroupTable(size_g, parts, rows.length, order);
        for (int i = 0; i < order.length; i++) {
            table.put(order[i], i < parts.count() ? i
                    : (int) Long.remainderUnsigned(Rng.bits(key, order.length + i), parts.count()));
        }
        return table;
    }
}
