package io.cellwright.task.annotate;

/// How good a candidate was on labelled cells whose labels it did not see.
///
/// @param candidate which
/// @param cells labelled cells that judged it, each once
/// @param accuracy share of them that it named right
/// @param macroF1 mean F1 of their types
/// @param logLoss mean of `-ln p(label)` once the temperature is applied, in nats
/// @param temperature the temperature that makes it least
/// @param calibrationError expected calibration error of its confidence once the temperature is applied
public record CandidateScore(Candidate candidate, int cells, double accuracy, double macroF1, double logLoss,
        double temperature, double calibrationError) {
    /// What candidates are chosen by: the mean of accuracy and macro-F1, so that neither large nor rare types decide
    /// alone.
    public double mean() {
        return (accuracy + macroF1) / 2;
    }
}
