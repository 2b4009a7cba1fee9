package io.cellwright.metric.integration;

import java.util.List;
import java.util.Optional;

import io.cellwright.metric.Silhouette;
import io.cellwright.metric.integration.IntegrationScores.Estimated;

/// Silhouettes by label from 0 to 1, of all cells and of isolated labels.
///
/// @param ofAll `(mean + 1) / 2` over all cells
/// @param ofIsolated the mean over isolated labels, {@link IsolatedLabels#scaledSilhouette}
record LabelSilhouettes(Scaled ofAll, Scaled ofIsolated) {
    /// One of them.
    ///
    /// @param estimated how good it is; empty where all cells that it is of were looked at
    record Scaled(double value, Optional<Estimated> estimated) {
        private static Scaled of(double mean, double standardError, int drawn, int cells) {
            return new Scaled((mean + 1) / 2,
                    drawn < cells ? Optional.of(new Estimated(standardError / 2, drawn)) : Optional.empty());
        }
    }

    /// From means by rising labels, which isolated labels name by their places.
    static LabelSilhouettes of(Silhouette.Estimate estimate, IsolatedLabels isolated) {
        int cells = estimate.ofLabels().stream().mapToInt(Silhouette.OfLabel::cells).sum();
        return new LabelSilhouettes(Scaled.of(estimate.mean(), estimate.standardError(), estimate.drawn(), cells),
                ofEach(isolated.labels().stream().map(estimate.ofLabels()::get).toList()));
    }

    /// Each label counts the same. Their cells are drawn apart from each other, so the variances of their means add up.
    private static Scaled ofEach(List<Silhouette.OfLabel> labels) {
        double variance = labels.stream().mapToDouble(label -> label.standardError() * label.standardError()).sum();
        return Scaled.of(labels.stream().mapToDouble(Silhouette.OfLabel::mean).average().orElseThrow(),
                Math.sqrt(variance) / labels.size(), labels.stream().mapToInt(Silhouette.OfLabel::drawn).sum(),
                labels.stream().mapToInt(Silhouette.OfLabel::cells).sum());
    }
}
