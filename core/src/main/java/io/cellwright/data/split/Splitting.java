package io.cellwright.data.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.cellwright.data.Frame;

/// Makes splits by dealing cells to parts.
final class Splitting {
    private static final int[] NONE = {};
    /// Parts may be so much smaller or larger than was asked before anything is said, or one cell.
    private static final double UNNOTICED = 0.01;

    private Splitting() {}

    static Split holdout(SplitRule.Holdout rule, Frame obs, int[] rows) {
        Parts parts = rule.sizes().parts();
        Dealt dealt = Dealt.of(rule.spread(), obs, sorted(obs, rows), parts, rule.seed(), 0);
        return new Split(dealt.of(0), part(dealt, parts, Parts.VALIDATION), part(dealt, parts, Parts.TEST), rule,
                notes(dealt, parts));
    }

    private static int[] part(Dealt dealt, Parts parts, String name) {
        int p = parts.names().indexOf(name);
        return p < 0 ? NONE : dealt.of(p);
    }

    static Split fold(SplitRule.Fold rule, Frame obs, int[] rows) {
        Parts folds = Parts.folds(rule.folds());
        Dealt dealt = Dealt.of(rule.spread(), obs, sorted(obs, rows), folds, rule.seed(), 0);
        int[] test = dealt.of(rule.number() - 1);
        int[] others = dealt.without(rule.number() - 1);
        List<String> notes = new ArrayList<>(notes(dealt, folds));
        if (rule.validation() == 0) {
            return new Split(others, NONE, test, rule, notes);
        }
        Parts parts = Parts.holdout(1 - rule.validation(), rule.validation(), 0);
        Dealt rest = Dealt.of(rule.spread(), obs, others, parts, rule.seed(), rule.number());
        notes.addAll(notes(rest, parts));
        return new Split(rest.of(0), rest.of(1), test, rule, notes);
    }

    /// The rows, rising.
    ///
    /// @throws IllegalArgumentException if one stands twice or is not there
    static int[] sorted(Frame obs, int[] rows) {
        int[] sorted = rows.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            boolean twice = i > 0 && sorted[i] == sorted[i - 1];
            if (twice || sorted[i] < 0 || sorted[i] >= obs.size()) {
                throw new IllegalArgumentException("rows must be different numbers in [0, " + obs.size() + ") but "
                        + sorted[i] + (twice ? " stands twice" : " was given"));
            }
        }
        return sorted;
    }

    private static List<String> notes(Dealt dealt, Parts parts) {
        List<String> notes = new ArrayList<>(dealt.notes());
        double n = dealt.rows().length;
        int[] size_p = dealt.sizes(parts.count());
        if (IntStream.range(0, parts.count()).anyMatch(p -> Math.abs(size_p[p] / n - parts.shares()[p])
                > Math.max(UNNOTICED, 1 / n))) {
            notes.add("Of the cells " + shares(parts, p -> size_p[p] / n) + ", where " + shares(parts,
                    p -> parts.shares()[p]) + " were asked");
        }
        return notes;
    }

    private static String shares(Parts parts, IntToDoubleFunction share) {
        return IntStream.range(0, parts.count())
                .mapToObj(p -> Parts.percent(share.applyAsDouble(p)) + " " + parts.names().get(p))
                .collect(Collectors.joining(", "));
    }
}
