package io.cellwright.task.catalog;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.prepare.Scaling;
import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.Split;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;
import io.cellwright.model.Task;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Setup;
import io.cellwright.task.Simulation;
import io.cellwright.task.baseline.MajorityClass;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.Judge;
import io.cellwright.task.estimator.Judgement;
import io.cellwright.task.estimator.Score;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.task.network.NetworkEstimator;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CatalogTest {
    private static final CellTable CELLS = new Simulation(240, 60, List.of(0.5, 0.3, 0.2), 2, 800, 2, 0.1, 1, 1, 5)
            .make();

    private static SplitCells data(PreparationConfig config) {
        Split split = new SplitRule.Holdout(new Spread.ByLabel(Simulation.TYPE), new Sizes(0.1, 0.3), 1)
                .split(CELLS.obs());
        return SplitCells.of(CELLS, Setup.countsOnly().withLabelsKey(Simulation.TYPE, Setup.UNKNOWN)
                .withBatchKey(Simulation.BATCH), split, config);
    }

    private static SplitCells data() {
        return data(PreparationConfig.LOG_NORMALIZED);
    }

    private static Estimator quick(String name) {
        return switch (Catalog.of(name)) {
            case NetworkEstimator network -> network.withFit(f -> f.withEpochs(30).withBatchSize(32)
                    .withPatience(OptionalInt.empty()));
            case CountsEstimator counts -> counts.withOptions(o -> o.withMaxEpochs(120));
            case Estimator plain -> plain;
        };
    }

    private static double score(String model, Task task, String score) {
        SplitCells data = data();
        Fitted fitted = quick(model).fit(Assignment.of(data, task, 1));
        return Score.of(Judge.of(data, task, Device.cpu()).scores(fitted), score);
    }

    @Test
    void anAliasIsItsName() {
        assertThat(Catalog.of("dae").name()).isEqualTo("denoising_autoencoder");
        assertThat(Catalog.of("classifier").name()).isEqualTo("mlp_classifier");
        assertThat(Catalog.of("logistic")).isEqualTo(Catalog.of("logistic_regression"));
    }

    @Test
    void anUnknownModelIsRefusedWithTheNamesThatThereAre() {
        assertThatThrownBy(() -> Catalog.of("scvii")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Unknown model 'scvii'. Available models: autoencoder, ")
                .hasMessageContaining("vae").hasMessageContaining("pca, logistic_regression, "
                        + "most_common_class, mean_expression, scvi, scanvi");
    }

    @Test
    void aTaskThatAModelIsNotMadeForIsRefusedWithWhatItSupports() {
        assertThatThrownBy(() -> Catalog.of("scvi").requireTask(Task.CLASSIFICATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Model 'scvi' does not support task 'classification'; it supports representation");
        assertThatThrownBy(() -> Catalog.of("vae").requireTask(Task.CLASSIFICATION))
                .hasMessage("Model 'vae' does not support task 'classification'; it supports reconstruction, "
                        + "representation");
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void baselinesCanDoTheirTask(Task task) {
        assertThat(Catalog.baselines(task)).isNotEmpty().allSatisfy(one -> assertThat(one.tasks()).contains(task));
    }

    @Test
    void settingsAreTheSameTextForTheSameSettingsOnly() {
        for (String name : Catalog.names()) {
            assertThat(Catalog.of(name).settings()).as(name).isEqualTo(Catalog.of(name).settings());
        }
        NetworkEstimator vae = NetworkEstimator.bundled("vae");
        assertThat(vae.withSettings(s -> s.withLatent(7)).settings()).isNotEqualTo(vae.settings());
        assertThat(vae.withFit(f -> f.withEpochs(7)).settings()).isNotEqualTo(vae.settings());
        assertThat(vae.withFit(f -> f.withSeed(7)).settings()).isEqualTo(vae.settings());
        CountsEstimator scvi = CountsEstimator.of(Kind.SCVI);
        assertThat(scvi.withOptions(o -> o.withMaxEpochs(7)).settings()).isNotEqualTo(scvi.settings());
        assertThat(scvi.withNetwork(c -> c.withLabels(7)).settings()).isNotEqualTo(scvi.settings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"scanvi", "mlp_classifier", "logistic_regression"})
    void aModelOfLabelsBeatsTheMostCommonClassOnCellsItHasNotSeen(String model) {
        assertThat(score(model, Task.CLASSIFICATION, "accuracy")).as(model)
                .isGreaterThan(score("most_common_class", Task.CLASSIFICATION, "accuracy") + 0.1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scvi", "scanvi", "vae", "pca"})
    void anEmbeddingPlacesCellsAmongThoseOfTheirType(String model) {
        assertThat(score(model, Task.REPRESENTATION, "knn_accuracy")).as(model).isGreaterThan(0.55);
    }

    @Test
    void principalComponentsReconstructBetterThanTheMean() {
        assertThat(score("pca", Task.RECONSTRUCTION, "mse")).isLessThan(score("mean_expression", Task.RECONSTRUCTION,
                "mse"));
        assertThat(score("mean_expression", Task.RECONSTRUCTION, "mae")).isPositive();
    }

    @Test
    void principalComponentsReconstructOnTheScaleOfScaledCells() {
        SplitCells scaled = data(PreparationConfig.LOG_NORMALIZED.withScaling(Scaling.Standard.DEFAULT));
        Fitted pca = Catalog.of("pca").fit(Assignment.of(scaled, Task.RECONSTRUCTION, 1));
        Fitted mean = Catalog.of("mean").fit(Assignment.of(scaled, Task.RECONSTRUCTION, 1));
        Judge judge = Judge.of(scaled, Task.RECONSTRUCTION, Device.cpu());
        assertThat(Score.of(judge.scores(pca), "mse")).isLessThan(Score.of(judge.scores(mean), "mse"));
    }

    @Test
    void scanviTellsLabelsAsTextsAndIsLoadedWhole(@TempDir Path folder) {
        SplitCells data = data();
        Fitted fitted = quick("scanvi").fit(Assignment.of(data, Task.CLASSIFICATION, 1));
        Fitted.Predicted predicted = fitted.predict(CELLS);
        assertThat(predicted.classes()).containsExactlyInAnyOrder("type1", "type2", "type3");
        assertThat(predicted.labels()).hasSize(CELLS.cells()).isSubsetOf(predicted.classes());
        fitted.save(folder.resolve("model"));
        Fitted loaded = Catalog.load(folder.resolve("model"), Device.cpu(1));
        assertThat(loaded.predict(CELLS).probabilities().values())
                .isEqualTo(predicted.probabilities().values());
        assertThat(loaded.encode(CELLS).values()).isEqualTo(fitted.encode(CELLS).values());
    }

    @Test
    void scviSeesTrainingCellsAlone() {
        SplitCells data = data();
        Fitted fitted = quick("scvi").fit(Assignment.of(data, Task.REPRESENTATION, 1));
        float[] value = new float[Math.toIntExact(CELLS.counts().entries())];
        int[] test = data.split().test();
        for (int i = 0; i < CELLS.cells(); i++) {
            float factor = Arrays.binarySearch(test, i) >= 0 ? 3 : 1;
            for (int e = CELLS.counts().start(i); e < CELLS.counts().start(i + 1); e++) {
                value[e] = factor * CELLS.counts().value(e);
            }
        }
        CellTable other = new CellTable(CELLS.counts().withValues(value), CELLS.obs(), CELLS.var());
        SplitCells changed = SplitCells.of(other, data.columns(), data.split(), PreparationConfig.LOG_NORMALIZED);
        Fitted again = quick("scvi").fit(Assignment.of(changed, Task.REPRESENTATION, 1));
        assertThat(again.encode(CELLS).values()).isEqualTo(fitted.encode(CELLS).values());
    }

    @Test
    void baselinesAreLoadedWhole(@TempDir Path folder) {
        SplitCells data = data();
        Fitted pca = Catalog.of("pca").fit(Assignment.of(data, Task.REPRESENTATION, 1));
        pca.save(folder.resolve("pca"));
        assertThat(Catalog.load(folder.resolve("pca"), Device.cpu(1)).encode(CELLS).values())
                .isEqualTo(pca.encode(CELLS).values());
        Fitted logistic = Catalog.of("logistic").fit(Assignment.of(data, Task.CLASSIFICATION, 1));
        logistic.save(folder.resolve("logistic"));
        Fitted loaded = Catalog.load(folder.resolve("logistic"), Device.cpu(1));
        assertThat(loaded.name()).isEqualTo("logistic_regression");
        assertThat(loaded.predict(CELLS).probabilities().values())
                .isEqualTo(logistic.predict(CELLS).probabilities().values());
    }

    @Test
    void whatAnswersTheSameForAllCellsIsLoadedWholeToo(@TempDir Path folder) {
        SplitCells data = data(PreparationConfig.LOG_NORMALIZED.withScaling(Scaling.Standard.DEFAULT));
        Catalog.of("majority").fit(Assignment.of(data, Task.CLASSIFICATION, 1)).save(folder.resolve("majority"));
        Fitted majority = Catalog.load(folder.resolve("majority"), Device.cpu(1));
        assertThat(majority.name()).isEqualTo("most_common_class");
        int[] train = data.labelsOf(data.split().train());
        double[] share_c = MajorityClass.fit(train, 3).shares();
        assertThat(majority.predict(CELLS).probabilities().values()).usingComparatorWithPrecision(1e-6).containsExactly(
                IntStream.range(0, 3 * CELLS.cells()).mapToDouble(i -> share_c[i % 3]).toArray());
        Catalog.of("mean").fit(Assignment.of(data, Task.RECONSTRUCTION, 1)).save(folder.resolve("mean"));
        double[] mean_g = data.meanOfTraining();
        int[] rows = {0};
        Catalog.load(folder.resolve("mean"), Device.cpu(1)).reconstruct(CELLS, (first, count, values) -> {
            rows[0] += count;
            assertThat(values).usingComparatorWithPrecision(1e-6).containsExactly(
                    IntStream.range(0, values.length).mapToDouble(i -> mean_g[i % mean_g.length]).toArray());
        });
        assertThat(rows[0]).isEqualTo(CELLS.cells());
    }

    @Test
    void whatAModelCannotDoItRefuses() {
        Fitted scvi = quick("scvi").fit(Assignment.of(data(), Task.REPRESENTATION, 1));
        assertThatThrownBy(() -> scvi.predict(CELLS)).isInstanceOf(IllegalStateException.class)
                .hasMessage("Model 'scvi' does not tell classes; scanvi does");
        assertThatThrownBy(() -> scvi.reconstruct(CELLS, (first, count, values) -> { }))
                .hasMessage("Model 'scvi' does not reconstruct expression");
    }

    @Test
    void aTableOfSomeCellsHasTheirCountsAndColumns() {
        int[] rows = {5, 2, 9};
        CellTable some = CELLS.selectRows(rows);
        assertThat(IntStream.range(0, 3).mapToObj(i -> some.obs().column(Simulation.TYPE).orElseThrow().text(i)))
                .containsExactlyElementsOf(IntStream.of(rows).mapToObj(i -> CELLS.obs().column(Simulation.TYPE)
                        .orElseThrow().text(i)).toList());
        assertThat(some.counts().rowSum(0)).isEqualTo(CELLS.counts().rowSum(5));
    }

    @Test
    void anyModelIsFittedAndJudgedByItsName() {
        ModelTask task = ModelTask.of(quick("scanvi"), Task.CLASSIFICATION).withLabels(Simulation.TYPE)
                .withBatches(Simulation.BATCH).withSeed(3);
        TrainedModel trained = task.fit(CELLS);
        Judgement judgement = trained.evaluate();
        assertThat(judgement.part()).isEqualTo("test");
        assertThat(judgement.baselines()).extracting(Judgement.Baseline::name).contains("logistic regression");
        assertThat(trained.predict(CELLS).labels()).hasSize(CELLS.cells());
        assertThat(trained.data().split().rule().text()).startsWith("stratified by " + Simulation.TYPE);
        assertThatThrownBy(() -> ModelTask.of("scvi", "classification")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Model 'scvi' does not support task 'classification'");
    }
}
