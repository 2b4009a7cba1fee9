package io.cellwright.metric;

import java.util.stream.IntStream;

import io.cellwright.graph.Points;

/// Sums over cells on the unit sphere (or at the origin, where they have no direction), counted from the middle of all
/// cells. Half the squared distance of two of them is their cosine distance, and where they are counted from does not
/// change it; but counted from the origin, sums of cells that lie in nearly the same direction lose what parts them.
///
/// @param middle the mean of all cells on the sphere
/// @param sum_k of the coordinates
/// @param squares sum of the squared distances to the middle
/// @param cells how many are summed
record CosineSums(double[] middle, double[] sum_k, double squares, int cells) {
    /// Of all cells.
    static CosineSums ofAll(Points points) {
        double[] middle = new double[points.dimensions()];
        CosineSums none = new CosineSums(new double[middle.length], new double[middle.length], 0, 0);
        for (int i = 0; i < points.cells(); i++) {
            double[] place = none.place(points, i);
            for (int k = 0; k < middle.length; k++) {
                middle[k] += place[k] / points.cells();
            }
        }
        return new CosineSums(middle, none.sum_k, 0, 0).of(points, IntStream.range(0, points.cells()).toArray());
    }

    /// Of some cells, counted from the same middle.
    CosineSums of(Points points, int[] members) {
        double[] sum = new double[middle.length];
        double sumOfSquares = 0;
        for (int i : members) {
            double[] place = place(points, i);
            for (int k = 0; k < sum.length; k++) {
                sum[k] += place[k];
                sumOfSquares += place[k] * place[k];
            }
        }
        return new CosineSums(middle, sum, sumOfSquares, members.length);
    }

    /// Where cell `i` is on the sphere, counted from the middle.
    double[] place(Points points, int i) {
        double[] place = points.point(i);
        double squares = 0;
        for (double x : place) {
            squares += x * x;
        }
        double length = squares == 0 ? 1 : Math.sqrt(squares);
        for (int k = 0; k < place.length; k++) {
            place[k] = place[k] / length - middle[k];
        }
        return place;
    }

    /// The sum of the cosine distances of the cell at this {@link #place} to these cells.
    double distances(double[] place) {
        double square = 0;
        double product = 0;
        for (int k = 0; k < place.length; k++) {
            square += place[k] * place[k];
            product += place[k] * sum_k[k];
        }
        return (cells * square + squares) / 2 - product;
    }
}
