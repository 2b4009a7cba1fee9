package io.cellwright.graph;

import java.util.Arrays;
import java.util.concurrent.RecursiveAction;

import io.cellwright.tensor.Rng;

/// An order of cells in which near ones stand together, that of a k-d tree: all cells are cut in two at their mean in
/// the dimension in which they vary most, each part again, until there are no more than stay together. At the mean, not
/// in the middle of the order: so clouds are parted where nothing is between them, however large they are.
final class CutOrder extends RecursiveAction {
    /// Fewer cells are cut by the thread that has them.
    private static final int LEAST_FORKED = 4096;

    /// Each part has at least this share of the cells, which bounds the depth.
    private static final int LEAST_SHARE = 8;

    private static final long serialVersionUID = 1;

    private final transient Points points;
    private final int[] number;
    private final int from;
    private final int to;
    private final int together;

    private CutOrder(Points points, int[] number, int from, int to, int together) {
        this.points = points;
        this.number = number;
        this.from = from;
        this.to = to;
        this.together = together;
    }

    /// The numbers of the cells in order. Each `together` of them, counted from the first, were not cut.
    static int[] of(Points points, int together) {
        int[] number = new int[points.cells()];
        Arrays.setAll(number, i -> i);
        new CutOrder(points, number, 0, number.length, together).invoke();
        return number;
    }

    @Override
    protected void compute() {
        int parts = (to - from + together - 1) / together;
        if (parts < 2) {
            return;
        }
        int k = widest();
        int middle = from + partsBelowMean(k, parts) * together;
        cut(k, middle);
        CutOrder left = new CutOrder(points, number, from, middle, together);
        CutOrder right = new CutOrder(points, number, middle, to, together);
        if (to - from < LEAST_FORKED) {
            left.compute();
            right.compute();
        } else {
            invokeAll(left, right);
        }
    }

    /// The dimension of the largest variance. Coordinates are counted from the first cell's, for the sake of rounding.
    private int widest() {
        int widest = 0;
        double most = -1;
        for (int k = 0; k < points.dimensions(); k++) {
            double origin = points.at(number[from], k);
            double sum = 0;
            double squares = 0;
            for (int i = from; i < to; i++) {
                double x = points.at(number[i], k) - origin;
                sum += x;
                squares += x * x;
            }
            double spread = squares - sum / (to - from) * sum;
            if (spread > most) {
                most = spread;
                widest = k;
            }
        }
        return widest;
    }

    /// How many parts make up for the cells that are below the mean, as nearly as it can be.
    private int partsBelowMean(int k, int parts) {
        double mean = 0;
        for (int i = from; i < to; i++) {
            mean += points.at(number[i], k) / (to - from);
        }
        int below = 0;
        for (int i = from; i < to; i++) {
            below += points.at(number[i], k) < mean ? 1 : 0;
        }
        int least = Math.max(1, parts / LEAST_SHARE);
        return Math.clamp((below + together / 2) / together, least, parts - least);
    }

    /// Puts the cells that are less in dimension `k` in front of `middle` and those that are more behind it:
    /// quickselect after Hoare. The pivot is a random one, so that no order of cells is slow.
    private void cut(int k, int middle) {
        int low = from;
        int high = to - 1;
        while (low < high) {
            int any = low + (int) Long.remainderUnsigned(Rng.bits(low, high), high - low + 1);
            double pivot = points.at(number[any], k);
            int i = low;
            int j = high;
            while (i <= j) {
                while (points.at(number[i], k) < pivot) {
                    i++;
                }
                while (points.at(number[j], k) > pivot) {
                    j--;
                }
                if (i <= j) {
                    int swapped = number[i];
                    number[i++] = number[j];
                    number[j--] = swapped;
                }
            }
            if (middle <= j) {
                high = j;
            } else if (middle >= i) {
                low = i;
            } else {
                return;
            }
        }
    }
}
