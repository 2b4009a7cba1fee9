package io.cellwright.task.network;

import java.util.List;

import io.cellwright.data.CellTable;
import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;
import io.cellwright.task.Simulation;
import io.cellwright.task.estimator.Judgement;
import io.cellwright.task.estimator.Score;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JudgeTest {
    private static final CellTable CELLS = new Simulation(200, 60, List.of(0.5, 0.3, 0.2), 2, 800, 2, 0.1, 1, 1, 5)
            .make();

    private static NetworkTask task(String model, String task) {
        return NetworkTask.of(model, task).withLabels(Simulation.TYPE).withBatches(Simulation.BATCH)
                .withSettings(s -> s.withHidden(List.of(16))).withFit(f -> f.withEpochs(20).withBatchSize(32));
    }

    @Test
    void aClassifierIsJudgedByTestCellsBesideLogisticRegression() {
        Judgement judgement = TaskRunner.of(task("classifier", "classification")).fit(CELLS).evaluate(CELLS);
        assertThat(judgement.part()).isEqualTo("test");
        assertThat(judgement.cells()).isEqualTo(30);
        assertThat(judgement.baselines()).extracting(Judgement.Baseline::name)
                .containsExactly("logistic regression", "most common class");
        assertThat(judgement.baselines()).allSatisfy(baseline -> assertThat(baseline.scores())
                .extracting(Score::name).isEqualTo(judgement.model().stream().map(Score::name).toList()));
        assertThat(Score.of(judgement.model(), "accuracy"))
                .isGreaterThan(Score.of(judgement.baselines().get(1).scores(), "accuracy"));
        assertThat(judgement.classes().orElseThrow().confusion().cells()).isEqualTo(30);
    }

    @Test
    void theAurocIsThereForAnyNumberOfClasses() {
        Judgement judgement = TaskRunner.of(task("classifier", "classification")).fit(CELLS).evaluate(CELLS);
        assertThat(Score.of(judgement.model(), "auroc_ovr")).isBetween(0.5, 1.0);
    }

    @Test
    void anEmbeddingIsJudgedBesidePrincipalComponents() {
        Judgement judgement = TaskRunner.of(task("vae", "representation")).fit(CELLS).evaluate(CELLS);
        assertThat(judgement.model()).extracting(Score::name).containsExactly("silhouette", "knn_accuracy", "knn_purity",
                "nmi", "ari", "batch_silhouette", "neighbour_r2");
        assertThat(judgement.baselines().getFirst().name()).isEqualTo("principal components");
        assertThat(Score.of(judgement.baselines().getFirst().scores(), "knn_accuracy")).as("the largest of three types is half of the cells").isGreaterThan(0.55);
    }

    @Test
    void aReconstructionIsJudgedBesideTheMean() {
        Judgement judgement = TaskRunner.of(task("autoencoder", "reconstruction")
                .withFit(f -> f.withEpochs(60).withPlan(f.plan().withLr(0.01)))).fit(CELLS).evaluate(CELLS);
        assertThat(Score.of(judgement.model(), "mse"))
                .isLessThan(Score.of(judgement.baselines().getFirst().scores(), "mse"));
        assertThat(Score.of(judgement.model(), "pearson_gene")).isGreaterThan(0.1);
    }

    @Test
    void validationCellsJudgeWhereThereAreNoTestCellsAndTrainingCellsNever() {
        NetworkTask task = task("autoencoder", "representation");
        assertThat(TaskRunner.of(task.withSplit(holdout(0.2, 0))).fit(CELLS).evaluate(CELLS).part())
                .isEqualTo("validation");
        TrainedNetwork all = TaskRunner.of(task.withSplit(holdout(0, 0))).fit(CELLS);
        assertThatThrownBy(() -> all.evaluate(CELLS)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no cells were held back from training");
    }

    private static SplitRule holdout(double validation, double test) {
        return new SplitRule.Holdout(new Spread.Freely(), new Sizes(validation, test), 1);
    }
}
