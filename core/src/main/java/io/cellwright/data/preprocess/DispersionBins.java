package io.cellwright.data.preprocess;

import java.util.Arrays;
import java.util.stream.IntStream;

/// How far the dispersion of a gene is from that of genes of a similar mean.
///
/// Bins are those of `pandas.cut`: open on the left, closed on the right.
final class DispersionBins {
    private static final int BINS = 20;
    /// How far the first bin is widened, as a share of the range.
    private static final double MARGIN = 0.001;
    private static final int FIRST_PERCENTILE = 10;
    private static final int STEP = 5;
    /// Upper quartile of the standard normal distribution: with it the median deviation is a standard deviation.
    private static final double QUARTILE = 0.6744897501960817;

    private DispersionBins() {}

    /// Score of each gene: NaN where its dispersion is.
    static double[] scores(double[] mean, double[] dispersion, boolean seurat) {
        double[] score = new double[mean.length];
        Arrays.fill(score, Double.NaN);
        if (mean.length == 0) {
            return score;
        }
        double[] edge = seurat ? equalWidth(mean) : percentiles(mean);
        int[] bin = Arrays.stream(mean).mapToInt(m -> bin(edge, m)).toArray();
        for (int b = 0; b <= edge.length; b++) {
            int number = b;
            int[] here = IntStream.range(0, mean.length)
                    .filter(g -> bin[g] == number && !Double.isNaN(dispersion[g])).toArray();
            double[] values = IntStream.of(here).mapToDouble(g -> dispersion[g]).toArray();
            if (seurat && here.length == 1) {
                score[here[0]] = 1;
            } else if (here.length > 0) {
                double centre = seurat ? Arrays.stream(values).average().orElseThrow() : median(values);
                double width = seurat ? deviation(values, centre)
                        : median(Arrays.stream(values).map(x -> Math.abs(x - centre)).toArray()) / QUARTILE;
                IntStream.of(here).forEach(g -> score[g] = (dispersion[g] - centre) / width);
            }
        }
        return score;
    }

    /// Number of edges below a mean.
    private static int bin(double[] edge, double mean) {
        int low = 0;
        int high = edge.length;
        while (low < high) {
            int middle = (low + high) / 2;
            if (edge[middle] < mean) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double[] equalWidth(double[] mean) {
        double low = Arrays.stream(mean).min().orElseThrow();
        double high = Arrays.stream(mean).max().orElseThrow();
        double step = (high - low) / BINS;
        double[] edge = IntStream.rangeClosed(0, BINS).mapToDouble(i -> i * step + low).toArray();
        edge[BINS] = high;
        edge[0] -= MARGIN * (high - low);
        return edge;
    }

    private static double[] percentiles(double[] mean) {
        double[] sorted = mean.clone();
        Arrays.sort(sorted);
        return IntStream.iterate(FIRST_PERCENTILE, p -> p <= 100, p -> p + STEP).mapToDouble(p -> percentile(sorted, p))
                .distinct().toArray();
    }

    /// numpy's percentile: linear between the two nearest, from whichever of them is nearer.
    private static double percentile(double[] sorted, int percent) {
        double at = percent / 100.0 * (sorted.length - 1);
        int left = (int) at;
        double a = sorted[left];
        double b = sorted[Math.min(left + 1, sorted.length - 1)];
        double share = at - left;
        return share < 0.5 ? a + (b - a) * share : b - (b - a) * (1 - share);
    }

    private static double deviation(double[] values, double mean) {
        return Math.sqrt(Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / (values.length - 1));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
