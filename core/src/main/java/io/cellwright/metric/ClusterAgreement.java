package io.cellwright.metric;

/// How well clusters agree with labels, whatever either are called. Definitions and limits are scikit-learn's.
///
/// @param ari adjusted Rand index: pairs kept together or apart alike, beyond chance; -0.5 to 1
/// @param nmi normalized mutual information with the arithmetic mean, `2 I / (H1 + H2)`, which is also the V-measure;
///     0 to 1
/// @param ami adjusted mutual information with the arithmetic mean, `(I - E[I]) / ((H1 + H2) / 2 - E[I])`; about 0 by
///     chance, at most 1
/// @param homogeneity `I / H(labels)`: whether a cluster holds one label only; 0 to 1
/// @param completeness `I / H(clusters)`: whether a label lies in one cluster only; 0 to 1
public record ClusterAgreement(double ari, double nmi, double ami, double homogeneity, double completeness) {
    private static final double EPSILON = Math.ulp(1.0);

    /// Compares two groupings of the same cells. Any whole numbers may name the groups.
    ///
    /// Takes time in `cells + labels * clusters * size of the smaller group`.
    ///
    /// @throws IllegalArgumentException if lengths differ or there is no cell
    public static ClusterAgreement of(int[] labels, int[] clusters) {
        Check.sameLength("labels", labels.length, "clusters", clusters.length);
        Check.someCells(labels.length);
        Contingency table = Contingency.of(labels, clusters);
        double information = table.mutualInformation();
        double labelEntropy = table.entropy(table.label_r());
        double clusterEntropy = table.entropy(table.cluster_p());
        double mean = (labelEntropy + clusterEntropy) / 2;
        return new ClusterAgreement(ari(table), mean == 0 ? 1 : information / mean,
                ami(table, information, mean), labelEntropy == 0 ? 1 : information / labelEntropy,
                clusterEntropy == 0 ? 1 : information / clusterEntropy);
    }

    private static double ari(Contingency table) {
        double together = pairs(table.label_r());
        double clustered = pairs(table.cluster_p());
        double both = 0;
        for (long[] row : table.count_rp()) {
            both += pairs(row);
        }
        if (both == together && both == clustered) {
            return 1;
        }
        double all = (double) table.cells() * (table.cells() - 1);
        double expected = together / all * clustered;
        return (both - expected) / ((together + clustered) / 2 - expected);
    }

    /// Ordered pairs of different cells of one group.
    private static double pairs(long[] sizes) {
        double sum = 0;
        for (long size : sizes) {
            sum += (double) size * (size - 1);
        }
        return sum;
    }

    private static double ami(Contingency table, double information, double meanEntropy) {
        if (table.unsplit()) {
            return 1;
        }
        if (table.label_r().length == 1 || table.cluster_p().length == 1) {
            return 0;
        }
        double expected = table.expectedMutualInformation();
        return awayFromZero(information - expected) / awayFromZero(meanEntropy - expected);
    }

    /// Keeps 0/0 of a perfect match, and rounding around it, at 1.
    private static double awayFromZero(double value) {
        return value < 0 ? Math.min(value, -EPSILON) : Math.max(value, EPSILON);
    }
}
