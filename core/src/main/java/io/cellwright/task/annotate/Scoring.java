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

    /// Whether the first answers are right more often than the second by more than two standard errors of the
    /// difference, which rests on the cells that only one of them has right (McNemar 1947): of those, `(first - second) /
    /// sqrt(first + second)`.
    ///
    /// @param judges the cells that count
    static boolean isBetterBeyondChance(int[] first_n, int[] second_n, int[] truth_n, int[] judges) {
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int i : judges) {
            boolean first = first_n[i] == truth_n[i];
            boolean second = second_n[i] == truth_n[i];
            onlyFirst += first && !second ? 1 : 0;
            onlySecond += second && !first ? 1 : 0;
        }
        return onlyFirst - onlySecond > 2 * Math.sqrt(onlyFirst + onlySecond);
    }

    static String text(CandidateScore score) {
        return String.format(Locale.ROOT, "%s on %d held-out cells: accuracy %.3f, macro-F1 %.3f, log loss %.3f",
                score.candidate().label(), score.cells(), score.accuracy(), score.macroF1(), score.logLoss());
    }
}
