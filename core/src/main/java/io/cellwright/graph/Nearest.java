package io.cellwright.graph;

/// The nearest of the cells that one cell was offered so far, in order: by distance, equally near ones by number.
final class Nearest {
    private final double[] point;
    private final int skip;
    private final double[] squared;
    private final int[] cell;
    private int held;
    private double bound = Double.POSITIVE_INFINITY;

    /// @param point where the cell is
    /// @param k how many cells are kept
    /// @param skip number of a cell that does not count, or -1
    Nearest(double[] point, int k, int skip) {
        this.point = point;
        this.skip = skip;
        squared = new double[k];
        cell = new int[k];
    }

    double[] point() {
        return point;
    }

    /// The squared distance of the last that is kept: what is farther is not wanted. Infinite as long as there are too
    /// few.
    double bound() {
        return bound;
    }

    /// Offers the cells of a box, whose squared distances begin at its first place.
    void offer(double[] candidates, CellBoxes boxes, int b) {
        int first = boxes.first(b);
        int cells = boxes.cells(b);
        // Kept apart from the field: this loop looks at every pair of cells that are not far from each other.
        double most = bound;
        for (int i = 0; i < cells; i++) {
            if (candidates[first + i] <= most) {
                insert(boxes.number(b, i), candidates[first + i]);
                most = bound;
            }
        }
    }

    private void insert(int candidate, double distance) {
        if (candidate == skip || (held == cell.length && !isBefore(candidate, distance, held - 1))) {
            return;
        }
        int place = held == cell.length ? held - 1 : held++;
        while (place > 0 && isBefore(candidate, distance, place - 1)) {
            squared[place] = squared[place - 1];
            cell[place] = cell[place - 1];
            place--;
        }
        squared[place] = distance;
        cell[place] = candidate;
        bound = held == cell.length ? squared[held - 1] : Double.POSITIVE_INFINITY;
    }

    private boolean isBefore(int candidate, double distance, int place) {
        return distance < squared[place] || (distance == squared[place] && candidate < cell[place]);
    }

    /// Numbers of the cells that are kept.
    int[] cells() {
        return cell;
    }

    /// Their distances.
    double[] distances() {
        double[] distances = new double[squared.length];
        for (int j = 0; j < distances.length; j++) {
            distances[j] = Math.sqrt(squared[j]);
        }
        return distances;
    }
}
