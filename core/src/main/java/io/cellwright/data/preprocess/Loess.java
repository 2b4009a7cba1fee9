package io.cellwright.data.preprocess;

import java.util.Arrays;

/// Local regression of y on one x (Cleveland, Grosse and Shyu 1992), with parabolas and without robustness iterations.
///
/// As in the authors' dloess, and so in R's `loess` and scikit-misc, parabolas are fitted only at a few knots; between
/// them the curve is the cubic with the parabolas' values and slopes (`surface="interpolate"`). Knots are the ends of
/// the range, a little widened, and the cuts of a k-d tree: a cell with more than `points * span * 0.2` points is cut
/// at the median point, or at the nearest one beside it whose right neighbour differs.
///
/// Differs where a neighbourhood holds fewer than three different x: scikit-misc ends with an error there, while here
/// the local curve becomes a line or a constant. Many genes with one count each make such neighbourhoods.
final class Loess {
    private static final double CELL = 0.2;
    /// How far the range is widened, as a share of it.
    private static final double MARGIN = 0.005;
    /// Keeps a product that should be whole from being rounded down.
    private static final double SLACK = 1e-5;

    private final double[] knot;
    private final LocalQuadratic[] curve;

    private Loess(double[] knot, LocalQuadratic[] curve) {
        this.knot = knot;
        this.curve = curve;
    }

    /// The smallest number of points that a span can be used with: a neighbourhood needs four.
    static int fewestPoints(double span) {
        return (int) Math.ceil((4 - SLACK) / span);
    }

    /// Fits the curve.
    ///
    /// @param x positions in any order, all finite
    /// @param y heights, all finite
    /// @param span share of the points in a neighbourhood, above 0 and at most 1
    static Loess fit(double[] x, double[] y, double span) {
        Integer[] order = new Integer[x.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(x[a], x[b]));
        double[] sortedX = new double[x.length];
        double[] sortedY = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            sortedX[i] = x[order[i]];
            sortedY[i] = y[order[i]];
        }
        double[] knot = new Knots(sortedX, (int) (x.length * (span * CELL))).place();
        LocalQuadratic[] curve = new LocalQuadratic[knot.length];
        Arrays.setAll(curve, k -> LocalQuadratic.fit(sortedX, sortedY, neighbours(x.length, span), knot[k]));
        return new Loess(knot, curve);
    }

    private static int neighbours(int points, double span) {
        return Math.min(points, (int) (points * span + SLACK));
    }

    /// Height of the curve at `x`, which must be in the range of the fitted points.
    double at(double x) {
        int found = Arrays.binarySearch(knot, x);
        int right = Math.max(1, found < 0 ? -found - 1 : found);
        double width = knot[right] - knot[right - 1];
        double h = (x - knot[right - 1]) / width;
        LocalQuadratic a = curve[right - 1];
        LocalQuadratic b = curve[right];
        return (1 - h) * (1 - h) * (1 + 2 * h) * a.value() + h * h * (3 - 2 * h) * b.value()
                + (h * (1 - h) * (1 - h) * a.slope() + h * h * (h - 1) * b.slope()) * width;
    }

    /// Places the knots over sorted positions.
    private static final class Knots {
        private final double[] x;
        private final int fewPoints;
        private final double[] knot;
        private int held;

        Knots(double[] x, int fewPoints) {
            this.x = x;
            this.fewPoints = fewPoints;
            // A cut needs a different point each time.
            knot = new double[x.length + 2];
        }

        double[] place() {
            double low = x[0];
            double high = x[x.length - 1];
            double size = Math.max(Math.abs(low), Math.abs(high));
            double margin = MARGIN * Math.max(high - low, 1e-10 * size + 1e-30);
            knot[held++] = low - margin;
            cut(0, x.length - 1, low - margin, high + margin);
            knot[held++] = high + margin;
            return Arrays.copyOf(knot, held);
        }

        /// Cuts the cell from `low` to `high`, which holds the points `first` until and including `last`; adds the
        /// knots from left to right.
        private void cut(int first, int last, double low, double high) {
            if (last - first + 1 <= fewPoints) {
                return;
            }
            int middle = middle(first, last);
            if (x[middle] == low || x[middle] == high) {
                return;
            }
            cut(first, middle, low, x[middle]);
            knot[held++] = x[middle];
            cut(middle + 1, last, x[middle], high);
        }

        /// The median point, or the nearest one beside it, right before left, that differs from its right neighbour.
        private int middle(int first, int last) {
            // The original counts points from 1, which decides how an odd sum is halved.
            int median = (first + last + 2) / 2 - 1;
            int offset = 0;
            while (median + offset < last && median + offset >= first) {
                if (x[median + offset] != x[median + offset + 1]) {
                    return median + offset;
                }
                offset = offset < 0 ? -offset + 1 : offset == 0 ? 1 : -offset;
            }
            return median;
        }
    }
}
