package io.cellwright.metric;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.graph.NeighbourGraph;
import io.cellwright.graph.Points;
import io.cellwright.metric.integration.BatchSilhouette;
import io.cellwright.metric.integration.GraphConnectivity;
import io.cellwright.metric.integration.IsolatedLabels;
import io.cellwright.metric.integration.Kbet;
import io.cellwright.metric.integration.Lisi;
import io.cellwright.metric.integration.PrincipalComponentRegression;
import io.cellwright.metric.regression.Correlation;
import io.cellwright.metric.regression.RegressionScores;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.cellwright.metric.GoldenPoints.ints;
import static io.cellwright.metric.GoldenPoints.numbers;
import static io.cellwright.metric.GoldenPoints.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// Every number that scikit-learn, scipy, torchmetrics and scib-metrics made of sixty points, at 1e-9 unless the
/// table says otherwise. It is not part of the project. A number for which there is none of ours fails.
class MetricsGoldenTest {
    private static final Path FILE = Path.of("../../shared/reference/metrics_golden.json");

    private final Map<String, Double> ours = new HashMap<>();
    private JsonObject golden = new JsonObject();
    private int[] label = {};
    private int[] batch = {};
    private int[] cluster = {};
    private DenseMatrix x_nk = DenseMatrix.of(new double[1][1]);
    private DenseMatrix pre_nk = x_nk;
    private DenseMatrix p_nc = x_nk;

    @BeforeEach
    void read() throws IOException {
        Assumptions.assumeTrue(Files.exists(FILE), () -> "needs " + FILE + ", which is not here");
        JsonObject file = JsonParser.parseString(Files.readString(FILE)).getAsJsonObject();
        golden = file.getAsJsonObject("golden");
        JsonObject data = file.getAsJsonObject("data");
        label = ints(data.get("label"));
        batch = ints(data.get("batch"));
        cluster = ints(data.get("cluster"));
        x_nk = DenseMatrix.of(rows(data.get("x")));
        pre_nk = DenseMatrix.of(rows(data.get("x_pre")));
        p_nc = GoldenPoints.softmax(rows(data.get("logits")));
        assertThat(p_nc.argMax()).containsExactly(ints(data.get("predicted")));
    }

    @Test
    void everyNumberOfTheTableIsOurs() {
        classification();
        clustering();
        silhouettes();
        neighbourhoods();
        isolatedLabels();
        principalComponents();
        regression();
        classificationEdges();
        otherEdges();
        Set<String> without = new TreeSet<>();
        List<String> compared = new ArrayList<>();
        walk("", golden, without, compared);
        assertThat(without).as("numbers for which there is none of ours").isEmpty();
        assertThat(compared.size()).as("numbers compared").isGreaterThanOrEqualTo(259);
    }

    private void walk(String name, JsonElement element, Set<String> without, List<String> compared) {
        if (element instanceof JsonObject object) {
            object.entrySet().forEach(entry -> walk(name + "/" + entry.getKey(), entry.getValue(), without, compared));
        } else if (element instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                walk(name + "/" + i, array.get(i), without, compared);
            }
        } else if (isInput(name)) {
            return;
        } else if (!ours.containsKey(name)) {
            without.add(name);
        } else if (element.isJsonNull()) {
            assertThat(ours.get(name)).as(name).isNaN();
            compared.add(name);
        } else {
            assertThat(ours.get(name)).as(name).isCloseTo(element.getAsDouble(), within(tolerance(name)));
            compared.add(name);
        }
    }

    private static boolean isInput(String name) {
        return name.startsWith("/edge_cases/")
                && name.matches(".*/(note|y_true|y_pred|score|logits|x|labels)(/.*)?");
    }

    private static double tolerance(String name) {
        boolean single = (name.startsWith("/torchmetrics") && !name.endsWith("float64"))
                || name.startsWith("/edge_cases/calibration");
        return single || name.startsWith("/lisi") ? 1e-6 : GoldenPoints.TOLERANCE;
    }

    private void put(String name, double value) {
        assertThat(ours).doesNotContainKey(name);
        ours.put(name, value);
    }

    private void put(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            put(name + "/" + i, values[i]);
        }
    }

    private void classification() {
        ConfusionMatrix matrix = ConfusionMatrix.of(label, p_nc.argMax(), 4);
        confusion("/classification", matrix);
        put("/classification/auroc_ovr_macro", ProbabilityScores.auroc(p_nc, label, Average.MACRO));
        put("/classification/auroc_ovr_weighted", ProbabilityScores.auroc(p_nc, label, Average.WEIGHTED));
        put("/classification/auroc_ovo_macro", ProbabilityScores.aurocOneVersusOne(p_nc, label));
        put("/classification/auroc_per_class", ProbabilityScores.aurocPerClass(p_nc, label));
        put("/classification/average_precision_macro", ProbabilityScores.averagePrecision(p_nc, label));
        put("/classification/log_loss", ProbabilityScores.logLoss(p_nc, label));
        put("/classification/brier_multiclass", ProbabilityScores.brier(p_nc, label));
        put("/classification/brier_multiclass_scaled_by_half", ProbabilityScores.brier(p_nc, label) / 2);
        put("/torchmetrics_as_scvi_uses_them/accuracy", matrix.accuracy());
        put("/torchmetrics_as_scvi_uses_them/f1", matrix.averaged(Average.MICRO).f1());
        double calibration = Calibration.of(p_nc, label).expectedError();
        put("/torchmetrics_as_scvi_uses_them/calibration_error_float32", calibration);
        put("/torchmetrics_as_scvi_uses_them/calibration_error_float64", calibration);
    }

    private void confusion(String name, ConfusionMatrix matrix) {
        put(name + "/accuracy", matrix.accuracy());
        put(name + "/balanced_accuracy", matrix.balancedAccuracy());
        put(name + "/f1_micro", matrix.averaged(Average.MICRO).f1());
        put(name + "/f1_macro", matrix.macroF1());
        put(name + "/f1_weighted", matrix.averaged(Average.WEIGHTED).f1());
        put(name + "/f1_per_class", matrix.perClass().stream().mapToDouble(ClassScore::f1).toArray());
        put(name + "/precision_macro", matrix.averaged(Average.MACRO).precision());
        put(name + "/precision_weighted", matrix.averaged(Average.WEIGHTED).precision());
        put(name + "/precision_per_class", matrix.perClass().stream().mapToDouble(ClassScore::precision).toArray());
        put(name + "/recall_macro", matrix.averaged(Average.MACRO).recall());
        put(name + "/recall_weighted", matrix.averaged(Average.WEIGHTED).recall());
        put(name + "/recall_per_class", matrix.perClass().stream().mapToDouble(ClassScore::recall).toArray());
        put(name + "/cohen_kappa", matrix.kappa());
        put(name + "/mcc", matrix.mcc());
        for (int c = 0; c < matrix.classes(); c++) {
            put(name + "/confusion_matrix/" + c, Arrays.stream(matrix.count_cc()[c]).asDoubleStream().toArray());
        }
    }

    private void clustering() {
        ClusterAgreement agreement = ClusterAgreement.of(label, cluster);
        put("/clustering/ari", agreement.ari());
        put("/clustering/nmi_arithmetic", agreement.nmi());
        put("/clustering/ami_arithmetic", agreement.ami());
        put("/clustering/homogeneity", agreement.homogeneity());
        put("/clustering/completeness", agreement.completeness());
        put("/clustering/v_measure", agreement.nmi());
    }

    private void silhouettes() {
        put("/silhouette_euclidean/mean", Silhouette.mean(x_nk, label));
        put("/silhouette_euclidean/first5", Arrays.copyOf(Silhouette.samples(x_nk, label), 5));
        put("/silhouette_euclidean/by_batch_label_mean", Silhouette.mean(x_nk, batch));
        double batchScore = BatchSilhouette.of(x_nk.points(), label, batch).orElseThrow();
        put("/silhouette_scib/silhouette_label", Silhouette.scaledMean(x_nk, label));
        put("/silhouette_scib/silhouette_label_unscaled", Silhouette.mean(x_nk, label));
        put("/silhouette_scib/silhouette_batch", batchScore);
        put("/silhouette_scib/silhouette_batch_unscaled", 1 - batchScore);
        put("/silhouette_scib/bras", BatchSilhouette.bras(x_nk.points(), label, batch, done -> {}).orElseThrow());
    }

    private void neighbourhoods() {
        Points points = x_nk.points();
        NeighbourGraph all = NeighbourGraph.of(points, 29);
        for (int k : new int[] {1, 5, 15}) {
            int[] voted = KnnClassifier.leaveOneOut(all.first(k), label, 4);
            put("/knn_accuracy_leave_one_out/" + k, ConfusionMatrix.of(label, voted, 4).accuracy());
        }
        for (int k : new int[] {3, 4, 5, 8, 15}) {
            put("/graph_connectivity/k" + k, GraphConnectivity.of(all.first(k - 1), label));
        }
        for (int k : new int[] {15, 30}) {
            NeighbourGraph graph = all.first(k - 1);
            Kbet kbet = Kbet.of(graph, batch);
            put("/kbet/k" + k + "/acceptance_rate", kbet.acceptance());
            put("/kbet/k" + k + "/statistic_mean", kbet.meanStatistic());
            put("/kbet/k" + k + "/p_value_mean", kbet.meanP());
            lisi("/lisi/k" + k, graph);
            put("/lisi/k" + k + "/perplexity", Math.floor(k / 3.0));
            put("/lisi/k" + k + "/neighbours_of_cell0", IntStream.range(-1, graph.k())
                    .mapToDouble(j -> j < 0 ? 0 : graph.nearest().cell(0, j)).toArray());
        }
    }

    private void lisi(String name, NeighbourGraph graph) {
        put(name + "/ilisi_scaled", Lisi.ilisi(graph, batch));
        put(name + "/clisi_scaled", Lisi.clisi(graph, label));
        put(name + "/ilisi_unscaled", 1 + 2 * Lisi.ilisi(graph, batch));
        put(name + "/clisi_unscaled", 4 - 3 * Lisi.clisi(graph, label));
        put(name + "/lisi_batch_first5", Arrays.copyOf(Lisi.perCell(graph, batch), 5));
        put(name + "/lisi_label_first5", Arrays.copyOf(Lisi.perCell(graph, label), 5));
    }

    private void isolatedLabels() {
        double[] silhouette = Silhouette.samples(x_nk, label);
        IsolatedLabels isolated = IsolatedLabels.of(label, batch);
        put("/isolated_labels/isolated", isolated.labels().stream().mapToDouble(l -> l).toArray());
        put("/isolated_labels/batches_per_label",
                Arrays.stream(IsolatedLabels.batchesPerLabel(label, batch)).asDoubleStream().toArray());
        put("/isolated_labels/asw", isolated.scaledSilhouette(silhouette));
        put("/isolated_labels/asw_unscaled", isolated.silhouette(silhouette));
        put("/isolated_labels/asw_iso_threshold_3", IsolatedLabels.of(label, batch, 3).scaledSilhouette(silhouette));
        put("/isolated_labels/f1", isolated.f1(cluster));
        put("/isolated_labels/f1_all_labels", IsolatedLabels.f1PerLabel(label, cluster));
    }

    private void principalComponents() {
        Points pre = pre_nk.points();
        var comparison = PrincipalComponentRegression.compare(pre, x_nk.points(), batch);
        var swapped = PrincipalComponentRegression.compare(x_nk.points(), pre, batch);
        put("/pcr/pcr_pre", comparison.before());
        put("/pcr/pcr_post", comparison.after());
        put("/pcr/comparison_scaled", comparison.score());
        put("/pcr/comparison_unscaled", comparison.difference());
        put("/pcr/comparison_swapped_scaled", swapped.score());
        put("/pcr/pcr_pre_numeric",
                PrincipalComponentRegression.ofNumbers(pre, Arrays.stream(batch).asDoubleStream().toArray()));
        put("/pcr/pcr_pre_2_components", PrincipalComponentRegression.ofBatches(pre, batch, 2));
    }

    private void regression() {
        double[] u = IntStream.range(0, 60).mapToDouble(i -> x_nk.at(i, 0)).toArray();
        double[] v = IntStream.range(0, 60).mapToDouble(i -> x_nk.at(i, 1)).toArray();
        series("/regression", u, v);
        put("/regression/rmse", RegressionScores.of(u, v).rmse());
        put("/regression/r2", RegressionScores.of(u, v).r2());
        series("/regression/with_ties", Arrays.stream(u).map(a -> Math.floor(2 * a + 0.5)).toArray(),
                Arrays.stream(v).map(a -> Math.floor(2 * a + 0.5)).toArray());
    }

    private void series(String name, double[] u, double[] v) {
        put(name + "/pearson", Correlation.pearson(u, v));
        put(name + "/spearman", Correlation.spearman(u, v));
        put(name + "/kendall_tau_b", Correlation.kendall(u, v));
        put(name + "/mse", RegressionScores.of(u, v).mse());
        put(name + "/mae", RegressionScores.of(u, v).mae());
    }

    private void classificationEdges() {
        for (String name : List.of("absent_classes", "all_one_class_predicted")) {
            JsonObject edge = golden.getAsJsonObject("edge_cases").getAsJsonObject(name);
            confusion("/edge_cases/" + name, ConfusionMatrix.of(ints(edge.get("y_true")), ints(edge.get("y_pred")), 4));
        }
        JsonObject sure = golden.getAsJsonObject("edge_cases").getAsJsonObject("calibration_confidence_exactly_one");
        put("/edge_cases/calibration_confidence_exactly_one/calibration_error", Calibration
                .of(GoldenPoints.softmax(rows(sure.get("logits"))), ints(sure.get("y_true"))).expectedError());
        JsonObject tied = golden.getAsJsonObject("edge_cases").getAsJsonObject("auroc_tied_scores");
        int[] truth = ints(tied.get("y_true"));
        boolean[] positive = new boolean[truth.length];
        for (int i = 0; i < truth.length; i++) {
            positive[i] = truth[i] == 1;
        }
        put("/edge_cases/auroc_tied_scores/auroc", ProbabilityScores.auroc(numbers(tied.get("score")), positive));
    }

    private void otherEdges() {
        agreement("clusters_single", ClusterAgreement.of(label, new int[60]));
        agreement("clusters_identical", ClusterAgreement.of(label, label));
        agreement("both_single", ClusterAgreement.of(new int[60], new int[60]));
        JsonObject single = golden.getAsJsonObject("edge_cases").getAsJsonObject("silhouette_singleton");
        double[] samples = Silhouette.samples(DenseMatrix.of(rows(single.get("x"))), ints(single.get("labels")));
        put("/edge_cases/silhouette_singleton/samples", samples);
        put("/edge_cases/silhouette_singleton/scib_samples", samples);
        double[] constant = new double[60];
        double[] u = IntStream.range(0, 60).mapToDouble(i -> x_nk.at(i, 0)).toArray();
        put("/edge_cases/constant_vector/pearson", Correlation.pearson(constant, u));
        put("/edge_cases/constant_vector/spearman", Correlation.spearman(u, constant));
    }

    private void agreement(String name, ClusterAgreement agreement) {
        put("/edge_cases/" + name + "/ari", agreement.ari());
        put("/edge_cases/" + name + "/nmi", agreement.nmi());
    }
}
