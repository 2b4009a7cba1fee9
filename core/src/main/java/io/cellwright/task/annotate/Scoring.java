package io.cellwright.task.annotate;

import java.util.Locale;

import io.cellwright.metric.Calibration;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.metric.DenseMatrix;

/// Judges what a candidate said of held-out cells.
final class Scoring {
    private Scoring() {}

    /// @param p_nc probabilities of the held-out cells
    /// @param truth type of each
    static CandidateScore score(Candidate candidate, DenseMatrix p_nc, int[] truth) {
        ConfusionMatrix confusion = ConfusionMatrix.of(truth, p_nc.argMax(), p_nc.columns());
        Temperature temperature = Temperature.fit(p_nc, truth);
        return new CandidateScore(candidate, truth.length, confusion.accuracy(), confusion.macroF1(),
                temperature.logLoss(p_nc, truth), temperature.value(),
                Calibration.of(temperature.apply(p_nc), truth).expectedError());
    }

    static String text(CandidateScore score) {
        return String.format(Locale.ROOT, "%s on %d held-out cells: accuracy %.3f, macro-F1 %.3f, log loss %.3f",
                score.candidate().label(), score.cells(), score.accuracy(), score.macroF1(), score.logLoss());
    }
}
