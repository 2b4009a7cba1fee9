package io.cellwright.metric.integration;

import io.cellwright.graph.Points;
import io.cellwright.graph.PrincipalAxes;

/// Share of an embedding's variance that the batches explain (Büttner and others 2019): `sum over principal components
/// of r2 * variance / sum of variances`, where r2 is that of a linear regression of the component on the batches; 0 to
/// 1, lower is better mixed.
///
/// Over all components this is the variance between the batches' means over the whole variance, whatever the axes, and
/// is computed so.
public final class PrincipalComponentRegression {
    private PrincipalComponentRegression() {}

    /// A comparison of an embedding before integration with the one after.
    ///
    /// @param before share that the batches explain in the embedding before, 0 to 1
    /// @param after the same after
    public record Comparison(double before, double after) {
        /// scIB's score: `(before - after) / before`, 0 where the share grew; 0 to 1, 1 where nothing is left of the
        /// batches. NaN where the batches explained nothing before.
        public double score() {
            return before == 0 ? Double.NaN : Math.max(0, (before - after) / before);
        }

        /// `after - before`, -1 to 1, negative where the share fell.
        public double difference() {
            return after - before;
        }
    }

    /// Compares two embeddings of the same cells.
    ///
    /// @param before cells before integration, say the principal components of log-normalized counts
    /// @param after the embedding
    /// @param batch batch of each cell, any whole number
    /// @throws IllegalArgumentException if sizes do not fit or there is a single batch
    public static Comparison compare(Points before, Points after, int[] batch) {
        return new Comparison(ofBatches(before, batch), ofBatches(after, batch));
    }

    /// The share that batches explain.
    ///
    /// @throws IllegalArgumentException if sizes do not fit or there is a single batch
    public static double ofBatches(Points points, int[] batch) {
        Groups batches = Groups.several("batch", batch, points.cells());
        double explained = 0;
        double total = 0;
        for (int k = 0; k < points.dimensions(); k++) {
            double mean = mean(points, k);
            double[] sum_b = new double[batches.count()];
            for (int i = 0; i < points.cells(); i++) {
                double centred = points.at(i, k) - mean;
                sum_b[batches.group()[i]] += centred;
                total += centred * centred;
            }
            for (int b = 0; b < sum_b.length; b++) {
                explained += sum_b[b] * sum_b[b] / batches.size()[b];
            }
        }
        return explained / total;
    }

    /// The same of the first `components` principal components alone, as others report it.
    ///
    /// @param components 1 until the number of dimensions
    /// @throws IllegalArgumentException also if `components` is out of range
    public static double ofBatches(Points points, int[] batch, int components) {
        return ofBatches(PrincipalAxes.of(points).project(points, components), batch);
    }

    /// The share that a number of each cell explains, such as its sequencing depth.
    ///
    /// @param covariate a number for each cell, at most 1e140 in size
    /// @throws IllegalArgumentException if sizes do not fit, a number is out of range or all numbers are the same
    public static double ofNumbers(Points points, double[] covariate) {
        if (covariate.length != points.cells()) {
            throw new IllegalArgumentException("covariate must have one entry for each of the " + points.cells()
                    + " cells but has " + covariate.length);
        }
        Points numbers = Points.of(covariate, covariate.length, 1);
        double middle = mean(numbers, 0);
        double squares = 0;
        for (double value : covariate) {
            squares += (value - middle) * (value - middle);
        }
        if (squares == 0) {
            throw new IllegalArgumentException("covariate must vary but is the same for all cells");
        }
        double explained = 0;
        double total = 0;
        for (int k = 0; k < points.dimensions(); k++) {
            double mean = mean(points, k);
            double together = 0;
            for (int i = 0; i < covariate.length; i++) {
                double centred = points.at(i, k) - mean;
                together += centred * (covariate[i] - middle);
                total += centred * centred;
            }
            explained += together * together / squares;
        }
        return explained / total;
    }

    private static double mean(Points points, int k) {
        double sum = 0;
        for (int i = 0; i < points.cells(); i++) {
            sum += points.at(i, k);
        }
        return sum / points.cells();
    }
}
