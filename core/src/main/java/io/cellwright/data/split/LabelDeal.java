package io.cellwright.data.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.tensor.Rng;

/// Deals the cells of each class by the shares of the parts: each part gets the whole part of its share, and one more
/// cell where some are left. Those go first to parts that would have none of the class, then to the parts that still
/// lack most, so that the parts are as large as was asked, too.
///
/// Parts that lack most first: of all tables of 0 and 1 with given sums of rows and columns one is found that way, if
/// there is any (Ryser 1957).
final class LabelDeal {
    private static final int MOST_NAMED = 8;

    private final String column;
    private final int[] rows;
    private final Parts parts;
    private final long seed;
    private final int round;
    private final ObsColumn classes;
    private final int[] size_c;
    private final List<String> notes = new ArrayList<>();

    LabelDeal(Frame obs, String column, int[] rows, Parts parts, long seed, int round) {
        this.column = column;
        this.rows = rows;
        this.parts = parts;
        this.seed = seed;
        this.round = round;
        this.classes = ObsColumn.of(ObsColumn.find(obs, column), rows);
        this.size_c = classes.sizes();
    }

    Dealt deal() {
        int[] small = IntStream.range(0, size_c.length).filter(c -> size_c[c] < parts.count()).toArray();
        if (parts.training() && small.length == size_c.length) {
            throw new DataException("obs/" + column, "no value has the " + parts.count() + " cells that "
                    + parts.listed() + " need", "Name a column of classes, or split at random");
        }
        int[][] count_cp = counts();
        noteMissing(small, count_cp);
        int[] part_n = new int[rows.length];
        int[][] place_c = classes.places();
        for (int c = 0; c < size_c.length; c++) {
            Rng.shuffle(Dealt.key(seed, round, c), place_c[c]);
            int at = 0;
            for (int p = 0; p < parts.count(); p++) {
                for (int i = 0; i < count_cp[c][p]; i++) {
                    part_n[place_c[c][at++]] = p;
                }
            }
        }
        return new Dealt(rows, part_n, List.copyOf(notes));
    }

    private boolean keptWhole(int c) {
        return parts.training() && size_c[c] < parts.count();
    }

    /// Number of cells of each class for each part. Rare classes come first, while every part still lacks cells.
    private int[][] counts() {
        int[] dealt = IntStream.range(0, size_c.length).filter(c -> !keptWhole(c)).boxed()
                .sorted(Comparator.comparingInt(c -> size_c[c])).mapToInt(Integer::intValue).toArray();
        int[] lack_p = parts.sizes(IntStream.of(dealt).map(c -> size_c[c]).sum());
        int[][] count_cp = new int[size_c.length][parts.count()];
        for (int c : dealt) {
            for (int p = 0; p < parts.count(); p++) {
                count_cp[c][p] = parts.floor(size_c[c], p);
                lack_p[p] -= count_cp[c][p];
            }
        }
        for (int c : dealt) {
            int[] count_p = count_cp[c];
            int left = size_c[c] - IntStream.of(count_p).sum();
            Integer[] order = new Integer[parts.count()];
            Arrays.setAll(order, p -> p);
            Arrays.sort(order, Comparator.<Integer>comparingInt(p -> Math.min(1, count_p[p]))
                    .thenComparingInt(p -> -lack_p[p])
                    .thenComparingDouble(p -> parts.floor(size_c[c], p) - size_c[c] * parts.shares()[p]));
            for (int i = 0; i < left; i++) {
                count_p[order[i]]++;
                lack_p[order[i]]--;
            }
        }
        IntStream.range(0, size_c.length).filter(this::keptWhole).forEach(c -> count_cp[c][0] = size_c[c]);
        return count_cp;
    }

    private void noteMissing(int[] small, int[][] count_cp) {
        if (small.length > 0) {
            notes.add("Fewer cells than " + (parts.training() ? "parts" : "folds") + " (" + parts.count() + "): "
                    + listed(small) + (parts.training() ? "; they are kept whole for training"
                            : "; some folds have none of them"));
        }
        for (int p = 0; p < parts.count(); p++) {
            int part = p;
            int[] missing = IntStream.range(0, size_c.length)
                    .filter(c -> size_c[c] >= parts.count() && count_cp[c][part] == 0).toArray();
            if (missing.length > 0) {
                notes.add("No cell in " + parts.names().get(p) + ", whose share of them is less than one: "
                        + listed(missing));
            }
        }
    }

    private String listed(int[] some) {
        String named = IntStream.of(some).limit(MOST_NAMED).mapToObj(c -> "'" + classes.levels().get(c) + "' ("
                + size_c[c] + (size_c[c] == 1 ? " cell)" : " cells)")).collect(Collectors.joining(", "));
        int more = some.length - MOST_NAMED;
        return column + " " + named + (more > 0 ? " and " + more + " more" : "");
    }
}
