package io.cellwright.task.network;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;
import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.prepare.Scaling;
import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.Split;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;
import io.cellwright.graph.Points;
import io.cellwright.graph.PrincipalAxes;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.Task;
import io.cellwright.model.pca.Pca;
import io.cellwright.task.Setup;
import io.cellwright.task.Simulation;
import io.cellwright.task.baseline.LogisticRegression;
import io.cellwright.task.baseline.PrincipalComponents;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// Principal components and logistic regression as networks: fitted in one search, saved and loaded.
class FittedAtOnceTest {
    private static final CellTable CELLS = new Simulation(240, 60, List.of(0.5, 0.3, 0.2), 2, 800, 2, 0.1, 1, 1, 5)
            .make();
    private static final PreparationConfig SCALED = PreparationConfig.LOG_NORMALIZED
            .withScaling(new Scaling.Standard(true, OptionalDouble.of(3)));

    @TempDir
    private Path folder;

    private static NetworkTask components() {
        return NetworkTask.of("pca", "representation").withSettings(s -> s.withLatent(5));
    }

    private static NetworkTask regression() {
        return NetworkTask.of("logistic", "classification").withLabels(Simulation.TYPE);
    }

    private static TrainedNetwork fit(NetworkTask task, int threads) {
        return new TaskRunner(task, Device.cpu(threads), () -> false, Callback.NONE).fit(CELLS);
    }

    private TrainedNetwork saved(TrainedNetwork trained) {
        SavedNetwork.save(folder.resolve("model"), trained);
        return SavedNetwork.load(folder.resolve("model"), Device.cpu(2));
    }

    private static SplitCells data(TrainedNetwork trained) {
        return SplitCells.of(CELLS, Setup.countsOnly().withLabelsKey(Simulation.TYPE, Setup.UNKNOWN),
                trained.about().split(), trained.about().preparation().config());
    }

    private static int[] all() {
        return IntStream.range(0, CELLS.cells()).toArray();
    }

    @Test
    void componentsAreThoseOfTheBaselineBeforeAndAfterLoading() {
        TrainedNetwork trained = fit(components(), 2);
        SplitCells data = data(trained);
        Pca pca = PrincipalComponents.fit(data.expression(trained.about().split().train()), 5, 42, Device.cpu(1));
        double[] baseline = PrincipalComponents.scores(pca, data.expression(all())).values();
        assertThat(trained.encode(CELLS).values()).isEqualTo(baseline);
        TrainedNetwork loaded = saved(trained);
        assertThat(loaded.about()).isEqualTo(trained.about());
        assertThat(loaded.encode(CELLS).values()).isEqualTo(baseline);
    }

    @Test
    void probabilitiesOfALoadedRegressionAreThoseOfTheBaseline() {
        TrainedNetwork trained = fit(regression(), 2);
        SplitCells data = data(trained);
        int[] train = trained.about().split().train();
        double[] baseline = LogisticRegression.fit(data.expression(train), data.labelsOf(train), 3)
                .probabilities(data.expression(all())).values();
        TrainedNetwork loaded = saved(trained);
        assertThat(loaded.about()).isEqualTo(trained.about());
        assertThat(loaded.predict(CELLS).probabilities().values()).usingComparatorWithPrecision(2e-6)
                .containsExactly(baseline).isEqualTo(trained.predict(CELLS).probabilities().values());
        assertThat(loaded.predict(CELLS).labels()).isSubsetOf("type1", "type2", "type3").hasSize(CELLS.cells());
    }

    @Test
    void aClassThatNoTrainingCellHasGetsNoProbability() {
        Column type = CELLS.obs().column(Simulation.TYPE).orElseThrow();
        List<String> part = IntStream.range(0, CELLS.cells())
                .mapToObj(i -> "type3".equals(type.text(i)) ? "test" : "train").toList();
        CellTable cells = new CellTable(CELLS.counts(), new Frame(CELLS.obs().names(),
                List.of(type, new Column.Strings("part", part))), CELLS.var());
        TrainedNetwork trained = TaskRunner.of(regression().withSplit(new SplitRule.Given("part"))).fit(cells);
        DenseMatrix p_nc = trained.predict(cells).probabilities();
        assertThat(trained.predict(cells).classes()).containsExactly("type1", "type2", "type3");
        for (int i = 0; i < p_nc.rows(); i++) {
            assertThat(p_nc.at(i, 2)).isZero();
            assertThat(p_nc.at(i, 0) + p_nc.at(i, 1)).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void scaledCellsHaveTheComponentsOfTheirScaledValues() {
        // With ten more than these the search has all directions that there are, and is exact.
        TrainedNetwork trained = fit(NetworkTask.of("pca", "representation").withPreparation(SCALED), 1);
        SplitCells data = data(trained);
        Points train = points(data, trained.about().split().train());
        Points exact = PrincipalAxes.of(train).project(points(data, all()), 5);
        DenseMatrix z_nk = saved(trained).encode(CELLS);
        for (int i = 0; i < 5 * CELLS.cells(); i++) {
            assertThat(z_nk.at(i / 5, i % 5)).as("component %d of cell %d", i % 5, i / 5)
                    .isCloseTo(exact.at(i / 5, i % 5), within(1e-3));
        }
    }

    @Test
    void scaledCellsHaveTheRegressionOfTheirScaledValues() {
        NetworkTask task = regression().withPreparation(SCALED).withFitting(RegressionFit.DEFAULT.withC(0.01));
        TrainedNetwork trained = fit(task, 1);
        SplitCells data = data(trained);
        int[] train = trained.about().split().train();
        double[] exact = LogisticRegression.fit(sparse(points(data, train)), data.labelsOf(train), 3, 0.01)
                .probabilities(sparse(points(data, all()))).values();
        assertThat(saved(trained).predict(CELLS).probabilities().values()).usingComparatorWithPrecision(2e-3)
                .containsExactly(exact);
    }

    @Test
    void componentsGiveTheExpressionBackOnItsScale() {
        for (PreparationConfig config : List.of(PreparationConfig.LOG_NORMALIZED, SCALED)) {
            TrainedNetwork few = fit(NetworkTask.of("pca", "reconstruction").withSettings(s -> s.withLatent(2))
                    .withPreparation(config), 1);
            TrainedNetwork full = fit(NetworkTask.of("pca", "reconstruction").withSettings(s -> s.withLatent(60))
                    .withPreparation(config), 1);
            Points exact = points(data(full), all());
            assertThat(error(full, exact)).as("%s", config).isLessThan(1e-4);
            assertThat(error(few, exact)).as("%s", config).isGreaterThan(0.1);
        }
    }

    @Test
    void theMeanIsThatOfTrainingCellsOnTheirScale() {
        TrainedNetwork trained = fit(NetworkTask.of("mean", "reconstruction").withPreparation(SCALED), 1);
        SplitCells data = data(trained);
        Points exact = points(data, trained.about().split().train());
        double[] mean_g = IntStream.range(0, exact.dimensions()).mapToDouble(g -> IntStream.range(0, exact.cells())
                .mapToDouble(i -> exact.at(i, g)).average().orElseThrow()).toArray();
        saved(trained).reconstruct(CELLS, (first, count, values) -> assertThat(values).hasSize(count * mean_g.length)
                .usingComparatorWithPrecision(1e-5).containsExactly(IntStream.range(0, values.length)
                        .mapToDouble(i -> mean_g[i % mean_g.length]).toArray()));
    }

    @Test
    void penaltyChangesHowSureItIs() {
        double strict = sure(fit(regression().withFitting(RegressionFit.DEFAULT.withC(0.001)), 1));
        assertThat(strict).isLessThan(sure(fit(regression(), 1)) - 0.05);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void theSameBitsComeOutAtAnyNumberOfThreads(int threads) {
        assertThat(SavedNetwork.weightsSha256(fit(components(), threads).network()))
                .isEqualTo(SavedNetwork.weightsSha256(fit(components(), 1).network()));
        assertThat(SavedNetwork.weightsSha256(fit(regression(), threads).network()))
                .isEqualTo(SavedNetwork.weightsSha256(fit(regression(), 1).network()));
        assertThat(SavedNetwork.weightsSha256(fit(components().withSeed(7), 1).network()))
                .isNotEqualTo(SavedNetwork.weightsSha256(fit(components(), 1).network()));
    }

    @Test
    void allCellsThatDoNotJudgeTrainAndNoOthers() {
        Split split = fit(components(), 1).about().split();
        assertThat(split.train()).hasSize(204);
        assertThat(split.validation()).isEmpty();
        assertThat(split.test()).hasSize(36);
        CellTable changed = new CellTable(with50More(split.test()), CELLS.obs(), CELLS.var());
        for (NetworkTask task : List.of(components().withPreparation(SCALED), regression())) {
            NetworkTask same = task.withSplit(new SplitRule.Holdout(new Spread.Freely(), new Sizes(0, 0.15), 42));
            assertThat(SavedNetwork.weightsSha256(TaskRunner.of(same).fit(changed).network()))
                    .isEqualTo(SavedNetwork.weightsSha256(TaskRunner.of(same).fit(CELLS).network()));
        }
    }

    private static CsrMatrix with50More(int[] rows) {
        float[] value = new float[Math.toIntExact(CELLS.counts().entries())];
        for (int e = 0; e < value.length; e++) {
            value[e] = CELLS.counts().value(e);
        }
        for (int row : rows) {
            for (int e = CELLS.counts().start(row); e < CELLS.counts().start(row + 1); e++) {
                value[e] += 50;
            }
        }
        return CELLS.counts().withValues(value);
    }

    @Test
    void theUsualNumberOfComponentsIsThatOfScanpyOrWhatThereIs() {
        assertThat(fit(NetworkTask.of("pca", "representation"), 1).encode(CELLS).columns()).isEqualTo(50);
        CellTable few = CELLS.selectRows(IntStream.range(0, 20).toArray());
        TrainedNetwork trained = TaskRunner.of(NetworkTask.of("pca", "representation")).fit(few);
        assertThat(trained.encode(few).columns()).isEqualTo(16);
        assertThat(trained.about().settings().latent()).hasValue(16);
        assertThatThrownBy(() -> TaskRunner.of(components().withSettings(s -> s.withLatent(17))).fit(few))
                .hasMessage("components must be from 1 to 16 for 17 training cells of 60 genes but were 17");
    }

    @Test
    void batchesAreForJudgingAndNotWantedOfOtherCells() {
        TrainedNetwork trained = fit(components().withBatches(Simulation.BATCH), 1);
        assertThat(trained.evaluate(CELLS).model()).extracting(score -> score.name()).contains("batch_silhouette");
        CellTable bare = new CellTable(CELLS.counts(), new Frame(CELLS.obs().names(), List.of()), CELLS.var());
        assertThat(saved(trained).encode(bare).values()).isEqualTo(trained.encode(CELLS).values());
    }

    @Test
    void whatHasNoMeaningIsRefused() {
        assertThatThrownBy(() -> components().withFit(f -> f.withEpochs(3)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("there are no epochs and no minibatches to be "
                        + "set: the network is fitted to all training cells at once, by ComponentsFit[seed=42]");
        assertThatThrownBy(() -> NetworkEstimator.bundled("logistic").withFit(f -> f.withEpochs(3)))
                .hasMessageContaining("no epochs");
        assertThatThrownBy(() -> fit(components().withFitting(FitOptions.DEFAULT), 1))
                .hasMessage("Model 'pca' has no weights that minibatches could train");
        assertThatThrownBy(() -> fit(NetworkTask.of("vae", "representation").withFitting(ComponentsFit.DEFAULT), 1))
                .hasMessageContaining("Model 'vae' has no principal components");
        assertThatThrownBy(() -> fit(components().withFitting(MeanFit.DEFAULT), 1))
                .hasMessageContaining("Model 'pca' takes no means");
        assertThatThrownBy(() -> fit(components().withFitting(RegressionFit.DEFAULT), 1))
                .hasMessageContaining("Model 'pca' is no logistic regression");
        assertThatThrownBy(() -> fit(NetworkTask.of("pca", "classification").withLabels(Simulation.TYPE), 1))
                .hasMessage("Model 'pca' does not support task 'classification'; it supports reconstruction, "
                        + "representation");
        assertThatThrownBy(() -> RegressionFit.DEFAULT.withC(0)).hasMessage("c must be finite and above 0 but was 0.0");
        assertThat(NetworkEstimator.bundled("pca").tasks()).containsExactly(Task.RECONSTRUCTION, Task.REPRESENTATION);
    }

    private static double sure(TrainedNetwork trained) {
        DenseMatrix p_nc = trained.predict(CELLS).probabilities();
        return IntStream.range(0, p_nc.rows()).mapToDouble(i -> Arrays.stream(p_nc.row(i)).max().orElseThrow())
                .average().orElseThrow();
    }

    /// Largest difference.
    private static double error(TrainedNetwork trained, Points exact) {
        double[] largest = {0};
        trained.reconstruct(CELLS, (first, count, values) -> {
            for (int j = 0; j < values.length; j++) {
                double wanted = exact.at(first + j / exact.dimensions(), j % exact.dimensions());
                largest[0] = Math.max(largest[0], Math.abs(values[j] - wanted));
            }
        });
        return largest[0];
    }

    /// The cells as a network sees them.
    private static Points points(SplitCells data, int[] rows) {
        int genes = data.prepared().genes().size();
        float[] x_ng = new float[rows.length * genes];
        data.prepared().fill(rows, x_ng);
        return Points.of(IntStream.range(0, x_ng.length).mapToDouble(j -> x_ng[j]).toArray(), rows.length, genes);
    }

    private static CsrMatrix sparse(Points points) {
        int entries = points.cells() * points.dimensions();
        long[] start = IntStream.rangeClosed(0, points.cells()).mapToLong(i -> (long) i * points.dimensions()).toArray();
        float[] value = new float[entries];
        for (int j = 0; j < entries; j++) {
            value[j] = (float) points.at(j / points.dimensions(), j % points.dimensions());
        }
        return new CsrMatrix(points.cells(), points.dimensions(), start,
                IntStream.range(0, entries).map(j -> j % points.dimensions()).toArray(), value);
    }
}
