package io.cellwright.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Cells in an order in which near ones stand together, cut into boxes of equally many, the last box excepted, with the
/// least and the largest coordinate of each box in each dimension.
final class CellBoxes {
    /// Cells of a box. A block of points is a whole number of boxes.
    static final int CELLS = 128;

    private static final int BOXES = Points.BLOCK / CELLS;

    private final Points points;
    private final int[] number;
    private final double[][] low_kb;
    private final double[][] high_kb;

    private CellBoxes(Points points, int[] number) {
        this.points = points;
        this.number = number;
        low_kb = new double[points.dimensions()][boxes()];
        high_kb = new double[points.dimensions()][boxes()];
        IntStream.range(0, points.dimensions()).parallel().forEach(this::measure);
    }

    static CellBoxes of(Points points) {
        int[] number = CutOrder.of(points, CELLS);
        return new CellBoxes(points.select(number), number);
    }

    private void measure(int k) {
        for (int b = 0; b < boxes(); b++) {
            low_kb[k][b] = Double.POSITIVE_INFINITY;
            high_kb[k][b] = Double.NEGATIVE_INFINITY;
            for (int place = b * CELLS; place < b * CELLS + cells(b); place++) {
                low_kb[k][b] = Math.min(low_kb[k][b], points.at(place, k));
                high_kb[k][b] = Math.max(high_kb[k][b], points.at(place, k));
            }
        }
    }

    int boxes() {
        return (number.length + CELLS - 1) / CELLS;
    }

    /// How many cells box `b` has.
    int cells(int b) {
        return Math.min(CELLS, number.length - b * CELLS);
    }

    /// Number of cell `i` of box `b`.
    int number(int b, int i) {
        return number[b * CELLS + i];
    }

    /// A copy of the coordinates of cell `i` of box `b`.
    double[] point(int b, int i) {
        return points.point(b * CELLS + i);
    }

    /// Where the cells of box `b` stand in what is put out for them: those of a block have all places of their own.
    int first(int b) {
        return b % BOXES * CELLS;
    }

    /// Squared distances of a point to the cells of box `b`, put into `out` from `first(b)`.
    void squaredDistances(double[] point, int b, double[] out) {
        points.squaredDistances(point, b / BOXES, first(b), first(b) + cells(b), out);
    }

    /// Squared gaps between box `b` of `others` and all of these boxes.
    void squaredGaps(CellBoxes others, int b, double[] out_b) {
        Gaps.squared(others.low(b), others.high(b), low_kb, high_kb, 0, boxes(), out_b);
    }

    /// Squared gaps between box `b` of `others` and the cells of box `own`, put into `out` from `first(own)`.
    void squaredGapsToCells(CellBoxes others, int b, int own, double[] out) {
        double[][] x_ki = points.block(own / BOXES);
        Gaps.squared(others.low(b), others.high(b), x_ki, x_ki, first(own), first(own) + cells(own), out);
    }

    private double[] low(int b) {
        return Arrays.stream(low_kb).mapToDouble(low_b -> low_b[b]).toArray();
    }

    private double[] high(int b) {
        return Arrays.stream(high_kb).mapToDouble(high_b -> high_b[b]).toArray();
    }
}
