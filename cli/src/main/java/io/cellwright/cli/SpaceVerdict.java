package io.cellwright.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;
import io.cellwright.data.preprocess.Normalization;
import io.cellwright.graph.NeighbourGraph;
import io.cellwright.metric.ClusterAgreement;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.metric.KMeans;
import io.cellwright.metric.KnnClassifier;
import io.cellwright.report.html.Verdict;
import io.cellwright.task.baseline.PrincipalComponents;
import io.cellwright.tensor.Device;

/// What an embedding that was made without labels keeps of cell types, beside principal components.
final class SpaceVerdict {
    private static final int COMPONENTS = 30;
    private static final int MOST = 20_000;
    private static final long SEED = 0;

    private SpaceVerdict() {}

    /// @param neighbours share of cells whose nearest neighbours mostly are of their type
    /// @param nmi of k-means clusters with the types
    private record Kept(double neighbours, double nmi) {
        static Kept of(DenseMatrix z_nk, int[] label, int classes) {
            int k = Math.min(KnnClassifier.NEIGHBOURS, label.length - 1);
            int[] voted = KnnClassifier.leaveOneOut(NeighbourGraph.of(z_nk.points(), k), label, classes);
            return new Kept(ConfusionMatrix.of(label, voted, classes).accuracy(),
                    ClusterAgreement.of(label, KMeans.fit(z_nk, classes, SEED).cluster()).nmi());
        }
    }

    /// The verdict by the labelled cells, or 20,000 of them; without two types among them it says that nothing can be
    /// said.
    static Verdict of(DenseMatrix z_nk, CsrMatrix counts, int[] label_n, Device device) {
        int[] labelled = IntStream.range(0, label_n.length).filter(i -> label_n[i] >= 0).toArray();
        int n = Math.min(MOST, labelled.length);
        int[] cells = IntStream.range(0, n).map(i -> labelled[(int) ((long) i * labelled.length / n)]).toArray();
        int[] seen = Arrays.stream(cells).map(i -> label_n[i]).distinct().sorted().toArray();
        List<String> sentences = new ArrayList<>();
        if (seen.length < 2) {
            return new Verdict(List.of(Numbers.count(z_nk.rows(), "cell") + " now have a place in "
                    + Numbers.count(z_nk.columns(), "dimension") + ".", "Without labels nothing says whether cell types are "
                    + "kept apart there: give --labels-key COLUMN, which takes no part in the training of scVI."));
        }
        int[] label = Arrays.stream(cells).map(i -> Arrays.binarySearch(seen, label_n[i])).toArray();
        Kept model = Kept.of(z_nk.selectRows(cells), label, seen.length);
        Optional<Kept> baseline = components(counts.selectRows(cells), device)
                .map(pca -> Kept.of(pca, label, seen.length));
        sentences.add("Of 100 cells " + Math.round(100 * model.neighbours) + " have neighbours in the embedding that "
                + "mostly are of their own cell type" + baseline.map(pca -> "; in principal components, the baseline, "
                        + Math.round(100 * pca.neighbours)).orElse("") + ".");
        sentences.add("Clusters found there without labels agree with the cell types to " + Numbers.significant(model.nmi, 2)
                + " (NMI, 0 to 1)" + baseline.map(pca -> "; in principal components to "
                        + Numbers.significant(pca.nmi, 2)).orElse("") + ".");
        sentences.add("Both were judged by " + Numbers.count(n, "labelled cell") + ", whose labels took no part in the "
                + "training.");
        return new Verdict(sentences);
    }

    private static Optional<DenseMatrix> components(CsrMatrix counts, Device device) {
        int k = IntStream.of(COMPONENTS, counts.columns(), counts.rows() - 1).min().orElseThrow();
        if (k < 1) {
            return Optional.empty();
        }
        CsrMatrix x_ng = Normalization.log1p(Normalization.normalizeTotal(counts, Normalization.CP10K));
        return Optional.of(PrincipalComponents.scores(PrincipalComponents.fit(x_ng, k, SEED, device), x_ng));
    }
}
