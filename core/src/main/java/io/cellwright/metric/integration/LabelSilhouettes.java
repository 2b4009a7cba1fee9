package io.cellwright.metric.integration;

import io.cellwright.graph.Points;
import io.cellwright.metric.Silhouette;
import io.cellwright.metric.Silhouette.Distance;
import io.cellwright.metric.Silhouette.Others;

/// Silhouettes by label from 0 to 1, of all cells and of isolated labels.
///
/// @param ofAll `(mean + 1) / 2` over all cells
/// @param ofIsolated the mean over isolated labels, {@link IsolatedLabels#scaledSilhouette}
record LabelSilhouettes(double ofAll, double ofIsolated) {
    /// Of all cells, or of some where they are many.
    static LabelSilhouettes of(Points points, Groups labels, Groups batches, long seed) {
        IsolatedLabels isolated = IsolatedLabels.of(labels.group(), batches.group());
        if (points.cells() > Silhouette.MOST_CELLS) {
            return of(Silhouette.estimate(points, labels.group(), seed, done -> {}), isolated);
        }
        double[] silhouette = Silhouette.samples(points, labels.group(), Distance.EUCLIDEAN, Others.NEAREST_LABEL);
        double sum = 0;
        for (double value : silhouette) {
            sum += value;
        }
        return new LabelSilhouettes((sum / silhouette.length + 1) / 2, isolated.scaledSilhouette(silhouette));
    }

    /// From means.
    static LabelSilhouettes of(Silhouette.Estimate estimate, IsolatedLabels isolated) {
        double ofIsolated = isolated.labels().stream().mapToDouble(label -> estimate.mean_c()[label]).average()
                .orElseThrow();
        return new LabelSilhouettes((estimate.mean() + 1) / 2, (ofIsolated + 1) / 2);
    }
}
