package io.cellwright.metric;

import java.util.ArrayList;
import java.util.List;

/// Whether a confidence of 0.8 is right in 80 % of the cells.
///
/// The expected calibration error is `sum over bins of share * |accuracy - mean confidence|` (L1), 0 to 1, where the
/// confidence of a cell is its largest probability.
///
/// Source: torchmetrics `multiclass_calibration_error(n_bins=15, norm="l1")`. As there, bin j holds confidences of at
/// least j/15 and below (j + 1)/15, and a confidence of exactly 1 has a bin of its own. Differs in arithmetic only:
/// torchmetrics computes in float32.
///
/// @param expectedError the expected calibration error
/// @param bins the 16 bins in rising order, empty ones included
public record Calibration(double expectedError, List<ReliabilityBin> bins) {
    private static final int BINS = 15;

    /// Copies the list.
    public Calibration {
        bins = List.copyOf(bins);
    }

    /// Of predicted probabilities.
    ///
    /// @param p_nc n cells x c classes, each from 0 to 1
    /// @param truth true class of each cell
    public static Calibration of(DenseMatrix p_nc, int[] truth) {
        Check.sameLength("rows of p_nc", p_nc.rows(), "truth", truth.length);
        Check.labels("truth", truth, p_nc.columns());
        Check.probabilities(p_nc);
        int[] predicted = p_nc.argMax();
        double[] confidence = new double[truth.length];
        boolean[] right = new boolean[truth.length];
        for (int i = 0; i < truth.length; i++) {
            confidence[i] = p_nc.at(i, predicted[i]);
            right[i] = predicted[i] == truth[i];
        }
        return of(confidence, right);
    }

    /// Of confidences.
    ///
    /// @param confidence confidence of each prediction, 0 to 1
    /// @param right whether the prediction was right
    public static Calibration of(double[] confidence, boolean[] right) {
        Check.sameLength("confidence", confidence.length, "right", right.length);
        Check.someCells(confidence.length);
        int[] cells = new int[BINS + 1];
        double[] confidences = new double[BINS + 1];
        int[] rights = new int[BINS + 1];
        for (int i = 0; i < confidence.length; i++) {
            int bin = bin(confidence[i], i);
            cells[bin]++;
            confidences[bin] += confidence[i];
            rights[bin] += right[i] ? 1 : 0;
        }
        double error = 0;
        List<ReliabilityBin> bins = new ArrayList<>();
        for (int j = 0; j <= BINS; j++) {
            double mean = confidences[j] / cells[j];
            double accuracy = (double) rights[j] / cells[j];
            bins.add(new ReliabilityBin((double) j / BINS, Math.min(1, (j + 1.0) / BINS), cells[j], mean, accuracy));
            error += cells[j] == 0 ? 0 : Math.abs(accuracy - mean) * cells[j] / confidence.length;
        }
        return new Calibration(error, bins);
    }

    private static int bin(double confidence, int cell) {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence must be from 0 to 1 but cell " + cell + " has "
                    + confidence);
        }
        // With 15 bins the product never rounds over an edge j/15: a test tries them all.
        return (int) (confidence * BINS);
    }
}
