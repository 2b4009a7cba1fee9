package io.cellwright.metric;

import java.util.Arrays;

/// How often label r and cluster p occur together, with both renumbered from 0 without gaps.
///
/// @param count_rp cells of label r in cluster p
/// @param label_r cells of each label, all at least 1
/// @param cluster_p cells of each cluster, all at least 1
record Contingency(long[][] count_rp, long[] label_r, long[] cluster_p, int cells) {
    static Contingency of(int[] labels, int[] clusters) {
        int[] distinctLabels = Arrays.stream(labels).sorted().distinct().toArray();
        int[] distinctClusters = Arrays.stream(clusters).sorted().distinct().toArray();
        long[][] count_rp = new long[distinctLabels.length][distinctClusters.length];
        long[] label_r = new long[distinctLabels.length];
        long[] cluster_p = new long[distinctClusters.length];
        for (int i = 0; i < labels.length; i++) {
            int r = Arrays.binarySearch(distinctLabels, labels[i]);
            int p = Arrays.binarySearch(distinctClusters, clusters[i]);
            count_rp[r][p]++;
            label_r[r]++;
            cluster_p[p]++;
        }
        return new Contingency(count_rp, label_r, cluster_p, labels.length);
    }

    /// Both sides are one single group.
    boolean unsplit() {
        return label_r.length == 1 && cluster_p.length == 1;
    }

    /// Mutual information in nats.
    double mutualInformation() {
        double information = 0;
        for (int r = 0; r < label_r.length; r++) {
            for (int p = 0; p < cluster_p.length; p++) {
                double together = count_rp[r][p];
                if (together > 0) {
                    information += together / cells
                            * Math.log(together * cells / ((double) label_r[r] * cluster_p[p]));
                }
            }
        }
        return Math.max(0, information);
    }

    /// Mutual information to expect of a random assignment with the same group sizes (Vinh, Epps and Bailey 2010):
    /// the mean over the hypergeometric distribution of each count.
    double expectedMutualInformation() {
        double[] logFactorial = logFactorials(cells);
        double expected = 0;
        for (long a : label_r) {
            for (long b : cluster_p) {
                expected += expectedTerm((int) a, (int) b, logFactorial);
            }
        }
        return expected;
    }

    private double expectedTerm(int a, int b, double[] logFactorial) {
        double fixed = logFactorial[a] + logFactorial[b] + logFactorial[cells - a] + logFactorial[cells - b]
                - logFactorial[cells];
        double sum = 0;
        for (int together = Math.max(1, a + b - cells); together <= Math.min(a, b); together++) {
            double logChance = fixed - logFactorial[together] - logFactorial[a - together]
                    - logFactorial[b - together] - logFactorial[cells - a - b + together];
            double gain = Math.log((double) together * cells / ((double) a * b));
            sum += (double) together / cells * gain * Math.exp(logChance);
        }
        return sum;
    }

    /// Natural logarithms of 0! until n!.
    private static double[] logFactorials(int n) {
        double[] table = new double[n + 1];
        double sum = 0;
        double lost = 0;
        for (int i = 1; i <= n; i++) {
            // Compensated: with a million cells the plain sum is off by more than the tolerance of the score.
            double term = Math.log(i) - lost;
            double next = sum + term;
            lost = next - sum - term;
            sum = next;
            table[i] = sum;
        }
        return table;
    }

    /// Entropy in nats of groups of the given sizes.
    double entropy(long[] sizes) {
        double entropy = 0;
        for (long size : sizes) {
            double share = (double) size / cells;
            entropy -= share * Math.log(share);
        }
        return entropy;
    }
}
