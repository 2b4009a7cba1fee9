package io.cellwright.metric.integration;

import io.cellwright.metric.Silhouette;

/// Silhouettes by label from 0 to 1, of all cells and of isolated labels.
///
/// @param ofAll `(mean + 1) / 2` over all cells
/// @param ofIsolated the mean over isolated labels, {@link IsolatedLabels#scaledSilhouette}
record LabelSilhouettes(double ofAll, double ofIsolated) {
    /// From means by rising labels, which isolated labels name by their places.
    static LabelSilhouettes of(Silhouette.Estimate estimate, IsolatedLabels isolated) {
        double ofIsolated = isolated.labels().stream().mapToDouble(label -> estimate.mean_c()[label]).average()
                .orElseThrow();
        return new LabelSilhouettes((estimate.mean() + 1) / 2, (ofIsolated + 1) / 2);
    }
}
