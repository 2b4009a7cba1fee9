package io.cellwright.task.estimator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.graph.NeighbourGraph;
import io.cellwright.metric.Average;
import io.cellwright.metric.AveragedScore;
import io.cellwright.metric.Calibration;
import io.cellwright.metric.ClusterAgreement;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.metric.KMeans;
import io.cellwright.metric.KnnClassifier;
import io.cellwright.metric.ProbabilityScores;
import io.cellwright.metric.Silhouette;
import io.cellwright.metric.regression.ReconstructionScores;
import io.cellwright.model.Task;
import io.cellwright.model.constant.MeanExpression;
import io.cellwright.model.constant.MostCommonClass;
import io.cellwright.model.logistic.LogisticClassifier;
import io.cellwright.model.pca.Pca;
import io.cellwright.task.baseline.LogisticRegression;
import io.cellwright.task.baseline.MajorityClass;
import io.cellwright.task.baseline.PrincipalComponents;
import io.cellwright.tensor.Device;

/// Judges models by the cells of a split that they were not trained on.
///
/// | task | scores |
/// |---|---|
/// | classification | accuracy, balanced accuracy, F1, precision, recall, kappa, MCC, AUROC of each class against the others, log loss, Brier, calibration error |
/// | representation | by labels: silhouette, accuracy and purity of the 15 nearest neighbours, NMI and ARI of k-means; by batches: their silhouette; without any: {@code neighbour_r2} |
/// | reconstruction | errors, correlations of each gene and of each cell |
///
/// `neighbour_r2` is the share of the variance of expression that the mean of a cell's 15 nearest neighbours explains:
/// `1 - sum of (x - mean of neighbours)² / sum of (x - mean)²` over cells and genes.
///
/// scDLKit falls back to the training cells in silence where there are no others; here that is an error. Its
/// correlations are of the flattened matrix, which mean values of genes decide; here they are of each gene and of each
/// cell.
public final class Judge {
    private static final int NEIGHBOURS = 15;
    private static final int FEWEST = 3;

    private final SplitCells data;
    private final Task task;
    private final Device device;
    private final int[] rows;
    private final CellTable judges;

    private Judge(SplitCells data, Task task, Device device) {
        this.data = data;
        this.task = task;
        this.device = device;
        this.rows = data.judging();
        if (rows[rows.length - 1] >= data.cells().cells()) {
            throw new IllegalArgumentException("the cells must be those that the model was split on, with row "
                    + rows[rows.length - 1] + ", but there are " + data.cells().cells());
        }
        this.judges = data.cells().selectRows(rows);
    }

    /// A judge of all models of the same cells.
    ///
    /// @param device where baselines are computed
    /// @throws IllegalStateException if no cells were held back
    public static Judge of(SplitCells data, Task task, Device device) {
        return new Judge(data, task, device);
    }

    /// Scores of a model.
    ///
    /// @throws IllegalStateException if it cannot do the task
    public List<Score> scores(Fitted fitted) {
        return switch (task) {
            case CLASSIFICATION -> ofClasses(probabilities(fitted), truth());
            case REPRESENTATION -> ofEmbedding(fitted.encode(judges));
            case RECONSTRUCTION -> reconstruction(fitted);
        };
    }

    /// Scores of a model beside those of baselines that learn from the same training cells. A baseline does not stand
    /// beside itself.
    public Judgement judge(Fitted fitted) {
        return switch (task) {
            case CLASSIFICATION -> classification(fitted);
            case REPRESENTATION -> representation(fitted);
            case RECONSTRUCTION -> judgement(scores(fitted), fitted.name().equals(MeanExpression.NAME) ? List.of()
                    : List.of(new Judgement.Baseline("mean of the training cells", ofMean())), Optional.empty());
        };
    }

    private Judgement judgement(List<Score> model, List<Judgement.Baseline> baselines,
            Optional<Judgement.Classes> classes) {
        return new Judgement(data.judgingPart(), rows.length, model, baselines, classes);
    }

    private DenseMatrix probabilities(Fitted fitted) {
        return fitted.predict(judges).inOrderOf(data.requiredLabels().names());
    }

    private int[] truth() {
        return data.labelsOf(rows);
    }

    private Judgement classification(Fitted fitted) {
        List<String> names = data.requiredLabels().names();
        int[] known = data.labelsOf(data.split().train());
        DenseMatrix p_nc = probabilities(fitted);
        CsrMatrix test_ng = data.expression(rows);
        List<Judgement.Baseline> baselines = new ArrayList<>();
        if (!fitted.name().equals(LogisticClassifier.NAME)) {
            DenseMatrix regression = LogisticRegression.fit(data.expression(data.split().train()), known, names.size(),
                    device).probabilities(test_ng);
            baselines.add(new Judgement.Baseline("logistic regression", ofClasses(regression, truth())));
        }
        if (!fitted.name().equals(MostCommonClass.NAME)) {
            DenseMatrix majority = MajorityClass.fit(known, names.size()).probabilities(test_ng);
            baselines.add(new Judgement.Baseline("most common class", ofClasses(majority, truth())));
        }
        return judgement(ofClasses(p_nc, truth()), baselines, Optional.of(new Judgement.Classes(names,
                ConfusionMatrix.of(truth(), p_nc.argMax(), names.size()), Calibration.of(p_nc, truth()))));
    }

    private static List<Score> ofClasses(DenseMatrix p_nc, int[] truth) {
        ConfusionMatrix confusion = ConfusionMatrix.of(truth, p_nc.argMax(), p_nc.columns());
        AveragedScore macro = confusion.averaged(Average.MACRO);
        AveragedScore weighted = confusion.averaged(Average.WEIGHTED);
        OptionalDouble auroc = Arrays.stream(ProbabilityScores.aurocPerClass(p_nc, truth)).filter(Double::isFinite)
                .average();
        return List.of(new Score("accuracy", confusion.accuracy()),
                new Score("balanced_accuracy", confusion.balancedAccuracy()), new Score("macro_f1", macro.f1()),
                new Score("weighted_f1", weighted.f1()), new Score("macro_precision", macro.precision()),
                new Score("macro_recall", macro.recall()), new Score("kappa", confusion.kappa()),
                new Score("mcc", confusion.mcc()), new Score("auroc_ovr", auroc.orElse(Double.NaN)),
                new Score("log_loss", ProbabilityScores.logLoss(p_nc, truth)),
                new Score("brier", ProbabilityScores.brier(p_nc, truth)),
                new Score("calibration_error", Calibration.of(p_nc, truth).expectedError()));
    }

    private Judgement representation(Fitted fitted) {
        DenseMatrix z_nk = fitted.encode(judges);
        if (fitted.name().equals(Pca.NAME)) {
            return judgement(ofEmbedding(z_nk), List.of(), Optional.empty());
        }
        int[] train = data.split().train();
        int most = Math.min(train.length - 1, data.prepared().genes().size());
        Pca pca = PrincipalComponents.fit(data.expression(train), Math.min(z_nk.columns(), most), 0, device);
        return judgement(ofEmbedding(z_nk),
                List.of(new Judgement.Baseline("principal components", ofEmbedding(
                        PrincipalComponents.scores(pca, data.expression(rows))))), Optional.empty());
    }

    /// Scores of an embedding of the judging cells by their labels, by their batches, and by their expression.
    private List<Score> ofEmbedding(DenseMatrix z_nk) {
        List<Score> scores = new ArrayList<>();
        data.labels().map(levels -> levels.labels(judges)).ifPresent(label -> {
            int[] labelled = IntStream.range(0, rows.length).filter(i -> label.codes()[i] >= 0).toArray();
            byLabel(z_nk.selectRows(labelled), pick(label.codes(), labelled), label.levels(), scores);
        });
        data.batches().map(levels -> levels.batches(judges)).ifPresent(batch -> {
            if (Arrays.stream(batch.codes()).distinct().count() > 1) {
                scores.add(new Score("batch_silhouette", Silhouette.mean(z_nk, batch.codes())));
            }
        });
        if (rows.length >= FEWEST) {
            scores.add(new Score("neighbour_r2", NeighbourFit.r2(NeighbourGraph.of(z_nk.points(),
                    Math.min(NEIGHBOURS, rows.length - 1)), data.expression(rows))));
        }
        return scores;
    }

    private static void byLabel(DenseMatrix z_nk, int[] label, int levels, List<Score> scores) {
        long types = Arrays.stream(label).distinct().count();
        if (types < 2 || label.length < FEWEST) {
            return;
        }
        int[] dense = dense(label);
        scores.add(new Score("silhouette", Silhouette.mean(z_nk, dense)));
        NeighbourGraph graph = NeighbourGraph.of(z_nk.points(), Math.min(NEIGHBOURS, label.length - 1));
        int[] near = KnnClassifier.leaveOneOut(graph, label, levels);
        scores.add(new Score("knn_accuracy", IntStream.range(0, near.length).filter(i -> near[i] == label[i]).count()
                / (double) near.length));
        scores.add(new Score("knn_purity", KnnClassifier.purity(graph, label)));
        ClusterAgreement clusters = ClusterAgreement.of(dense, KMeans.fit(z_nk, (int) types, 0).cluster());
        scores.add(new Score("nmi", clusters.nmi()));
        scores.add(new Score("ari", clusters.ari()));
    }

    private List<Score> reconstruction(Fitted fitted) {
        int genes = data.prepared().genes().size();
        double[] predicted = new double[Math.multiplyExact(rows.length, genes)];
        fitted.reconstruct(judges,
                (first, count, values) -> System.arraycopy(values, 0, predicted, first * genes, count * genes));
        return ofReconstruction((i, into) -> System.arraycopy(predicted, i * genes, into, 0, genes));
    }

    private List<Score> ofMean() {
        int genes = data.prepared().genes().size();
        double[] mean_g = data.meanOfTraining();
        return ofReconstruction((i, into) -> System.arraycopy(mean_g, 0, into, 0, genes));
    }

    private List<Score> ofReconstruction(ReconstructionScores.Rows predicted) {
        int genes = data.prepared().genes().size();
        float[] truth = new float[Math.multiplyExact(rows.length, genes)];
        data.prepared().fill(rows, truth);
        ReconstructionScores scores = ReconstructionScores.of(rows.length, genes, (i, into) -> {
            for (int g = 0; g < genes; g++) {
                into[g] = truth[i * genes + g];
            }
        }, predicted);
        return List.of(new Score("mse", scores.mse()), new Score("mae", scores.mae()),
                new Score("pearson_gene", scores.genes().meanPearson()),
                new Score("spearman_gene", scores.genes().meanSpearman()),
                new Score("pearson_cell", scores.cells().meanPearson()),
                new Score("spearman_cell", scores.cells().meanSpearman()));
    }

    /// The same labels, numbered without gaps.
    private static int[] dense(int[] label) {
        int[] seen = Arrays.stream(label).distinct().sorted().toArray();
        return Arrays.stream(label).map(l -> Arrays.binarySearch(seen, l)).toArray();
    }

    private static int[] pick(int[] codes, int[] which) {
        return Arrays.stream(which).map(i -> codes[i]).toArray();
    }
}
