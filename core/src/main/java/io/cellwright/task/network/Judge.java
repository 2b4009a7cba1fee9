package io.cellwright.task.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.prepare.PreparedCells;
import io.cellwright.data.split.Split;
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
import io.cellwright.model.pca.Pca;
import io.cellwright.task.baseline.LogisticRegression;
import io.cellwright.task.baseline.MajorityClass;
import io.cellwright.task.baseline.PrincipalComponents;

/// Judges a network by the cells of its split that it was not trained on.
///
/// scDLKit falls back to the training cells in silence where there are no others; here that is an error. Its
/// correlations are of the flattened matrix, which mean values of genes decide; here they are of each gene and of each
/// cell.
final class Judge {
    private static final int NEIGHBOURS = 15;
    private static final int FEWEST = 3;

    private final TrainedNetwork trained;
    private final CellTable cells;
    private final PreparedCells prepared;
    private final Split split;
    private final int[] rows;

    private Judge(TrainedNetwork trained, CellTable cells) {
        this.trained = trained;
        this.cells = cells;
        this.prepared = trained.about().preparation().apply(cells);
        this.split = trained.about().split();
        this.rows = split.test().length > 0 ? split.test() : split.validation();
        if (rows.length == 0) {
            throw new IllegalStateException("no cells were held back from training, so nothing can judge the model: "
                    + "train it with a test size above 0");
        }
        if (rows[rows.length - 1] >= cells.cells()) {
            throw new IllegalArgumentException("the cells must be those that the model was split on, with row "
                    + rows[rows.length - 1] + ", but there are " + cells.cells());
        }
    }

    static Judgement judge(TrainedNetwork trained, CellTable cells) {
        Judge judge = new Judge(trained, cells);
        return switch (trained.about().task()) {
            case CLASSIFICATION -> judge.classification();
            case REPRESENTATION -> judge.representation();
            case RECONSTRUCTION -> judge.reconstruction();
        };
    }

    private Judgement judgement(List<Score> model, List<Judgement.Baseline> baselines,
            Optional<Judgement.Classes> classes) {
        return new Judgement(split.test().length > 0 ? "test" : "validation", rows.length, model, baselines, classes);
    }

    private Judgement classification() {
        Levels levels = trained.about().labels().orElseThrow();
        int[] label = levels.labels(cells).codes();
        int[] truth = pick(label, rows);
        int[] known = pick(label, split.train());
        int classes = levels.names().size();
        DenseMatrix p_nc = trained.predict(cells).probabilities().selectRows(rows);
        CsrMatrix train_ng = prepared.matrix().selectRows(split.train());
        CsrMatrix test_ng = prepared.matrix().selectRows(rows);
        DenseMatrix regression = LogisticRegression.fit(train_ng, known, classes).probabilities(test_ng);
        DenseMatrix majority = MajorityClass.fit(known, classes).probabilities(test_ng);
        return judgement(ofClasses(p_nc, truth),
                List.of(new Judgement.Baseline("logistic regression", ofClasses(regression, truth)),
                        new Judgement.Baseline("most common class", ofClasses(majority, truth))),
                Optional.of(new Judgement.Classes(levels.names(), ConfusionMatrix.of(truth, p_nc.argMax(), classes),
                        Calibration.of(p_nc, truth))));
    }

    static List<Score> ofClasses(DenseMatrix p_nc, int[] truth) {
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

    private Judgement representation() {
        DenseMatrix z_nk = trained.encode(cells).selectRows(rows);
        int most = Math.min(split.train().length - 1, prepared.genes().size());
        Pca pca = PrincipalComponents.fit(prepared.matrix().selectRows(split.train()), Math.min(z_nk.columns(), most), 0,
                trained.network().parameters().workspace().device());
        return judgement(ofEmbedding(z_nk),
                List.of(new Judgement.Baseline("principal components", ofEmbedding(
                        PrincipalComponents.scores(pca, prepared.matrix().selectRows(rows))))), Optional.empty());
    }

    /// Scores of an embedding of the judging cells by their labels, and by their batches; empty where there are neither.
    private List<Score> ofEmbedding(DenseMatrix z_nk) {
        List<Score> scores = new ArrayList<>();
        trained.about().labels().map(levels -> levels.labels(cells)).ifPresent(label -> {
            int[] labelled = IntStream.range(0, rows.length).filter(i -> label.codes()[rows[i]] >= 0).toArray();
            byLabel(z_nk.selectRows(labelled), pick(pick(label.codes(), rows), labelled), label.levels(), scores);
        });
        trained.about().batches().map(levels -> levels.batches(cells)).ifPresent(batch -> {
            int[] code = pick(batch.codes(), rows);
            if (Arrays.stream(code).distinct().count() > 1) {
                scores.add(new Score("batch_silhouette", Silhouette.mean(z_nk, code)));
            }
        });
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

    private Judgement reconstruction() {
        int genes = prepared.genes().size();
        float[] truth = new float[Math.multiplyExact(rows.length, genes)];
        prepared.fill(rows, truth);
        double[] predicted = new double[truth.length];
        int[] place = new int[cells.cells()];
        Arrays.fill(place, -1);
        IntStream.range(0, rows.length).forEach(i -> place[rows[i]] = i);
        trained.reconstruct(cells, (first, count, values) -> {
            for (int i = 0; i < count; i++) {
                if (place[first + i] >= 0) {
                    System.arraycopy(values, i * genes, predicted, place[first + i] * genes, genes);
                }
            }
        });
        double[] mean = meanOfTraining(genes);
        return judgement(ofReconstruction(truth, (i, into) -> System.arraycopy(predicted, i * genes, into, 0, genes)),
                List.of(new Judgement.Baseline("mean of the training cells",
                        ofReconstruction(truth, (i, into) -> System.arraycopy(mean, 0, into, 0, genes)))),
                Optional.empty());
    }

    private double[] meanOfTraining(int genes) {
        double[] mean = new double[genes];
        float[] row = new float[genes];
        for (int i : split.train()) {
            prepared.fill(new int[] {i}, row);
            for (int g = 0; g < genes; g++) {
                mean[g] += row[g] / (double) split.train().length;
            }
        }
        return mean;
    }

    private List<Score> ofReconstruction(float[] truth, ReconstructionScores.Rows predicted) {
        int genes = prepared.genes().size();
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
