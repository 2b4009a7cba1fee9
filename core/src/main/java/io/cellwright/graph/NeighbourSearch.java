package io.cellwright.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Searches the nearest reference cells of each cell of a query, exactly, and leaves out what cannot be near: boxes of
/// reference cells that are farther from a cell than its k-th nearest so far. The cells of a box of the query are
/// searched together, from the nearest box on.
///
/// How much is left out depends on how cells lie. Of a million cells in ten clouds of 10 dimensions each meets about one
/// in 50. Where they lie alike in all of 50 dimensions each meets all, in no more time than it takes without boxes.
final class NeighbourSearch {
    private final CellBoxes reference;
    private final CellBoxes query;
    private final int k;
    private final boolean withoutSelf;

    private NeighbourSearch(CellBoxes reference, CellBoxes query, int k, boolean withoutSelf) {
        this.reference = reference;
        this.query = query;
        this.k = k;
        this.withoutSelf = withoutSelf;
    }

    /// The `k` nearest cells of `reference`.
    ///
    /// @return how many pairs of a cell of the query and one of the reference were looked at
    static long of(Points reference, Points query, int k, NeighbourVisitor visitor) {
        return new NeighbourSearch(CellBoxes.of(reference), CellBoxes.of(query), k, false).run(visitor);
    }

    /// The `k` nearest others.
    ///
    /// @return how many pairs of cells were looked at, of which each counts twice
    static long ofOthers(Points points, int k, NeighbourVisitor visitor) {
        CellBoxes boxes = CellBoxes.of(points);
        return new NeighbourSearch(boxes, boxes, k, true).run(visitor);
    }

    private long run(NeighbourVisitor visitor) {
        return IntStream.range(0, query.boxes()).parallel().mapToLong(q -> search(q, visitor)).sum();
    }

    private long search(int q, NeighbourVisitor visitor) {
        Nearest[] nearest = new Nearest[query.cells(q)];
        Arrays.setAll(nearest, i -> new Nearest(query.point(q, i), k, withoutSelf ? query.number(q, i) : -1));
        double[] gap_b = new double[reference.boxes()];
        reference.squaredGaps(query, q, gap_b);
        double[] gaps = new double[Points.BLOCK];
        double[] squared = new double[Points.BLOCK];
        long pairs = 0;
        double farthest = Double.POSITIVE_INFINITY;
        for (int b : byGap(gap_b)) {
            if (gap_b[b] > farthest) {
                continue;
            }
            query.squaredGapsToCells(reference, b, q, gaps);
            for (int i = 0; i < nearest.length; i++) {
                if (gaps[query.first(q) + i] <= nearest[i].bound()) {
                    reference.squaredDistances(nearest[i].point(), b, squared);
                    nearest[i].offer(squared, reference, b);
                    pairs += reference.cells(b);
                }
            }
            farthest = farthest(nearest);
        }
        for (int i = 0; i < nearest.length; i++) {
            visitor.visit(query.number(q, i), nearest[i].cells(), nearest[i].distances());
        }
        return pairs;
    }

    private static double farthest(Nearest[] nearest) {
        double most = 0;
        for (Nearest one : nearest) {
            most = Math.max(most, one.bound());
        }
        return most;
    }

    /// Numbers of boxes from the nearest on. Where gaps differ by their last bits only, whose place the number takes,
    /// the order is another.
    private static int[] byGap(double[] gap_b) {
        long mask = Long.highestOneBit(gap_b.length) * 2 - 1;
        long[] keyed = new long[gap_b.length];
        Arrays.setAll(keyed, b -> (Double.doubleToRawLongBits(gap_b[b]) & ~mask) | b);
        Arrays.sort(keyed);
        return Arrays.stream(keyed).mapToInt(key -> (int) (key & mask)).toArray();
    }
}
