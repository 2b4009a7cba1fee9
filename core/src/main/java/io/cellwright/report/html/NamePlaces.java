package io.cellwright.report.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.report.html.CellMap.Groups;

/// Where on a map the names of groups stand: in the middle of their cells, moved up or down until none hides another.
final class NamePlaces {
    static final double WIDTH = 640;
    static final double HEIGHT = 480;
    private static final double LETTER = 8;
    private static final double LINE = 16;
    private static final double LOWEST = HEIGHT - 8;
    private static final int TRIES = 8;
    private static final int FEW = 30;
    /// With more groups than this, names would hide the cells.
    private static final int MOST = 40;

    private NamePlaces() {}

    /// A name and its place in a picture of [#WIDTH] x [#HEIGHT].
    record Name(int group, String text, double x, double y) {
        private double half() {
            return text.length() * LETTER / 2 + 3;
        }

        private boolean hides(Name other) {
            return Math.abs(x - other.x) < half() + other.half() && Math.abs(y - other.y) < LINE;
        }

        private Name moved(double by) {
            return new Name(group, text, x, Math.clamp(y + by, LINE, LOWEST));
        }
    }

    /// The names of all groups that have cells, large groups first. A name that finds no room is left out; it stands in
    /// the legend anyway.
    static List<Name> of(MapPoints points, Groups groups) {
        int[] codes = points.codes(groups);
        int[] x = points.x();
        int[] y = points.y();
        int[] counts = groups.counts();
        List<Name> places = new ArrayList<>();
        if (groups.levels().size() > MOST) {
            return places;
        }
        IntStream.range(0, counts.length).boxed().sorted(Comparator.comparingInt(g -> -counts[g])).forEach(g -> {
            int[] own = IntStream.range(0, codes.length).filter(i -> codes[i] == g).toArray();
            if (own.length > 0) {
                // Over a few cells the name would hide them, so it stands above the highest.
                double height = own.length < FEW ? HEIGHT * lowest(y, own) - LINE / 2 : HEIGHT * median(y, own);
                String text = HeatMap.shortened(groups.levels().get(g));
                Name name = new Name(g, text, WIDTH * median(x, own), height).moved(0);
                place(inside(name), places);
            }
        });
        return places;
    }

    private static Name inside(Name name) {
        double half = Math.min(name.half(), WIDTH / 2);
        return new Name(name.group(), name.text(), Math.clamp(name.x(), half, WIDTH - half), name.y());
    }

    private static void place(Name name, List<Name> places) {
        for (int t = 0; t < TRIES; t++) {
            int lines = Math.ceilDiv(t, 2);
            Name tried = name.moved(LINE * (t % 2 == 0 ? lines : -lines));
            if (places.stream().noneMatch(tried::hides)) {
                places.add(tried);
                return;
            }
        }
    }

    private static double lowest(int[] values, int[] own) {
        return (double) Arrays.stream(own).map(i -> values[i]).min().orElse(0) / MapPoints.FULL;
    }

    private static double median(int[] values, int[] own) {
        int[] sorted = Arrays.stream(own).map(i -> values[i]).sorted().toArray();
        return (double) sorted[sorted.length / 2] / MapPoints.FULL;
    }
}
