package io.cellwright.task.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.data.prepare.GeneSelection;
import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.Spread;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.Task;
import io.cellwright.task.Setup;
import io.cellwright.task.Simulation;
import io.cellwright.task.catalog.Catalog;
import io.cellwright.task.catalog.CountsEstimator;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.network.NetworkEstimator;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

@Execution(ExecutionMode.CONCURRENT)
class ModelComparisonTest {
    private static final CellTable CELLS = new Simulation(150, 40, List.of(0.5, 0.3, 0.2), 1, 800, 2, 0.1, 1, 1, 5)
            .make();
    private static final Setup LABELS = Setup.countsOnly().withLabelsKey(Simulation.TYPE, Setup.UNKNOWN);

    @TempDir
    Path folder;

    /// A classifier that says the same of each cell, and remembers what it was given.
    private static final class Remembering implements Estimator {
        final String settings;
        final List<Assignment> given = new ArrayList<>();

        Remembering(String settings) {
            this.settings = settings;
        }

        @Override
        public String name() {
            return "remembering";
        }

        @Override
        public List<Task> tasks() {
            return List.of(Task.CLASSIFICATION);
        }

        @Override
        public String settings() {
            return settings;
        }

        @Override
        public Fitted fit(Assignment assignment) {
            given.add(assignment);
            List<String> classes = assignment.data().requiredLabels().names();
            return new Fitted() {
                @Override
                public String name() {
                    return "remembering";
                }

                @Override
                public Predicted predict(CellTable cells) {
                    double[][] rows = new double[cells.cells()][classes.size()];
                    Arrays.stream(rows).forEach(row -> row[0] = 1);
                    return Predicted.of(DenseMatrix.of(rows), classes);
                }
            };
        }
    }

    private static ComparisonTask task(Estimator... models) {
        return ComparisonTask.of(List.of(models), Task.CLASSIFICATION, LABELS)
                .withSplits(new SplitPlan.Folds(new Spread.ByLabel(Simulation.TYPE), 3, 0.1)).withSeeds(4, 5);
    }

    private ModelComparison kept(ComparisonTask task) {
        return ModelComparison.of(task).withFolder(new FinishedRuns(folder));
    }

    private static NetworkEstimator quick() {
        return NetworkEstimator.bundled("classifier").withSettings(s -> s.withHidden(List.of(8)))
                .withFit(f -> f.withEpochs(2).withBatchSize(32));
    }

    private static List<String> places(List<RunResult> runs) {
        return runs.stream().map(run -> run.seed() + "/" + run.fold()).toList();
    }

    @Test
    void eachModelIsTriedOnEachFoldOfEachSeedAndBaselinesAlwaysAre() {
        Comparison comparison = ModelComparison.of(task(new Remembering("a"))).run(CELLS);
        assertThat(comparison.contestants()).extracting(Comparison.Contestant::name)
                .containsExactly("logistic_regression", "most_common_class", "remembering");
        for (Comparison.Contestant one : comparison.contestants()) {
            assertThat(places(comparison.runsOf(one.name()))).as(one.name())
                    .containsExactly("4/1", "4/2", "4/3", "5/1", "5/2", "5/3");
        }
    }

    @Test
    void allModelsSeeTheSameCellsAndFoldsOfASeedJudgeEachCellOnce() {
        Remembering one = new Remembering("a");
        ModelComparison.of(task(one)).run(CELLS);
        int[] judged = one.given.stream().limit(3).flatMapToInt(a -> IntStream.of(a.data().judging())).sorted().toArray();
        assertThat(judged).isEqualTo(IntStream.range(0, CELLS.cells()).toArray());
        Remembering alone = new Remembering("b");
        ModelComparison.of(task(quick(), alone)).run(CELLS);
        for (int i = 0; i < one.given.size(); i++) {
            assertThat(alone.given.get(i).data().split()).isEqualTo(one.given.get(i).data().split());
            assertThat(alone.given.get(i).seed()).isEqualTo(one.given.get(i).seed());
        }
        assertThat(one.given.get(3).data().split()).as("of another seed").isNotEqualTo(one.given.get(0).data().split());
    }

    @Test
    void meanSpreadAndTestsAreThoseOfTheRuns() {
        Comparison comparison = ModelComparison.of(task(new Remembering("a"))).run(CELLS);
        double[] mine = comparison.values("remembering", "accuracy");
        double[] baseline = comparison.values("logistic_regression", "accuracy");
        ScoreSummary summary = comparison.summary("remembering", "accuracy").orElseThrow();
        double mean = Arrays.stream(mine).average().orElseThrow();
        assertThat(mine).hasSize(6);
        assertThat(summary.mean()).isCloseTo(mean, within(1e-12));
        assertThat(summary.deviation()).isCloseTo(Math.sqrt(Arrays.stream(mine).map(v -> (v - mean) * (v - mean)).sum()
                / 5), within(1e-12));
        assertThat(summary.againstBaseline().orElseThrow().meanDifference()).isCloseTo(
                IntStream.range(0, 6).mapToDouble(i -> mine[i] - baseline[i]).average().orElseThrow(), within(1e-12));
        assertThat(comparison.summary("logistic_regression", "accuracy").orElseThrow().againstBaseline()).isEmpty();
        assertThat(summary.best()).isFalse();
        assertThat(comparison.summary("logistic_regression", "log_loss").orElseThrow().best())
                .as("less loss is better").isTrue();
    }

    @Test
    void whatWasFinishedIsNotFittedAgain() {
        Remembering first = new Remembering("a");
        Comparison before = kept(task(first)).run(CELLS);
        Remembering again = new Remembering("a");
        Comparison after = kept(task(again)).run(CELLS);
        assertThat(first.given).hasSize(6);
        assertThat(again.given).isEmpty();
        assertThat(after.runs()).isEqualTo(before.runs());
        assertThat(after.summaries()).isEqualTo(before.summaries());
    }

    @Test
    void anInterruptedComparisonGoesOnWhereItWas() {
        Remembering first = new Remembering("a");
        ModelComparison stopped = new ModelComparison(task(first), Optional.of(new FinishedRuns(folder)), Device.cpu(),
                () -> first.given.size() >= 3, Watch.NONE, Callback.NONE);
        assertThatThrownBy(() -> stopped.run(CELLS)).isInstanceOf(CancellationException.class);
        Remembering rest = new Remembering("a");
        List<Watch.Turn> turns = new ArrayList<>();
        Comparison comparison = new ModelComparison(task(rest), Optional.of(new FinishedRuns(folder)), Device.cpu(),
                () -> false, turns::add, Callback.NONE).run(CELLS);
        // The run that was stopped is not kept, those before it are.
        assertThat(rest.given).hasSize(4);
        assertThat(comparison.runs()).hasSize(18);
        assertThat(turns.stream().filter(Watch.Turn::kept)).hasSize(8);
        assertThat(turns.getLast().done()).isEqualTo(18);
    }

    @Test
    void resultsOfOtherSettingsSeedsCellsOrPreparationsAreNotUsed() {
        kept(task(new Remembering("a"))).run(CELLS);
        Remembering other = new Remembering("b");
        kept(task(other)).run(CELLS);
        assertThat(other.given).as("other settings").hasSize(6);
        Remembering seeds = new Remembering("a");
        kept(task(seeds).withSeeds(4, 6)).run(CELLS);
        assertThat(seeds.given).as("one other seed").hasSize(3);
        Remembering genes = new Remembering("a");
        ComparisonTask fewer = task(genes);
        kept(fewer.withPreparation(fewer.preparation().withGenes(new GeneSelection.Named(
                CELLS.var().names().subList(0, 30))))).run(CELLS);
        assertThat(genes.given).as("other genes").hasSize(6);
        Remembering counts = new Remembering("a");
        float[] value = new float[Math.toIntExact(CELLS.counts().entries())];
        IntStream.range(0, value.length).forEach(e -> value[e] = CELLS.counts().value(e));
        value[0] += 1;
        kept(task(counts)).run(new CellTable(CELLS.counts().withValues(value), CELLS.obs(), CELLS.var()));
        assertThat(counts.given).as("one other count").hasSize(6);
    }

    @Test
    void aFurtherModelLeavesTheOthersAsTheyWere() {
        Remembering first = new Remembering("a");
        kept(task(first)).run(CELLS);
        kept(task(first, quick())).run(CELLS);
        assertThat(first.given).hasSize(6);
    }

    @Test
    void aDamagedRunIsRefusedWithWhatToDo() throws IOException {
        kept(task(new Remembering("a"))).run(CELLS);
        try (Stream<Path> files = Files.list(folder)) {
            Files.writeString(files.sorted().findFirst().orElseThrow(), "{");
        }
        assertThatThrownBy(() -> kept(task(new Remembering("a"))).run(CELLS)).isInstanceOf(DataException.class)
                .hasMessageContaining(".json");
    }

    @Test
    void scoresAreTheSameBitsAtAnyNumberOfThreads() {
        ComparisonTask task = task(quick(), Catalog.of("scanvi")).withSeeds(1);
        ComparisonTask brief = new ComparisonTask(List.of(quick(), ((CountsEstimator) Catalog
                .of("scanvi")).withOptions(o -> o.withMaxEpochs(2))), task.task(), task.columns(), task.splits(),
                task.seeds(), task.preparation(), false);
        List<List<RunResult>> all = IntStream.of(1, 2).mapToObj(threads -> new ModelComparison(brief, Optional.empty(),
                Device.cpu(threads), () -> false, Watch.NONE, Callback.NONE).run(CELLS).runs()).toList();
        for (int i = 0; i < all.getFirst().size(); i++) {
            assertThat(all.get(1).get(i).scores()).isEqualTo(all.get(0).get(i).scores());
        }
    }

    @Test
    void embeddingsAreJudgedWithoutLabelsToo() {
        ComparisonTask task = ComparisonTask.of(List.of(Catalog.of("pca")), Task.REPRESENTATION, Setup.countsOnly())
                .withSplits(new SplitPlan.Holdout(new Spread.Freely(), new Sizes(0, 0.3)));
        Comparison comparison = ModelComparison.of(task).run(CELLS);
        assertThat(comparison.scores()).containsExactly("neighbour_r2");
        assertThat(comparison.mainScore()).isEqualTo("neighbour_r2");
        assertThat(comparison.summary("pca", "neighbour_r2").orElseThrow().mean()).isBetween(0.0, 1.0);
    }

    @Test
    void preparationIsNotInTheTimeOfAFit() {
        RunResult run = ModelComparison.of(task(new Remembering("a"))).run(CELLS).runs().getFirst();
        assertThat(run.cost().prepareSeconds()).isPositive();
        assertThat(run.cells().training() + run.cells().validation() + run.cells().judging()).isEqualTo(150);
    }

    @Test
    void requestsThatCannotBeMetAreRefusedBeforeAnythingIsFitted() {
        Remembering model = new Remembering("a");
        refused(() -> ComparisonTask.of(List.of(), Task.CLASSIFICATION, LABELS), "models must be one or more");
        refused(() -> task(model, model), "models must be different but 'remembering' stands twice");
        refused(() -> task(model).withSeeds(), "seeds must be one or more");
        refused(() -> task(model).withSeeds(1, 1), "seeds must be different but '1' stands twice");
        refused(() -> ComparisonTask.of(List.of(model), Task.CLASSIFICATION, Setup.countsOnly()),
                "classification needs labels: say which column of obs has them");
        refused(() -> task(model, Catalog.of("vae")), "Model 'vae' does not support task 'classification'");
        refused(() -> new SplitPlan.Folds(new Spread.Freely(), 1, 0), "folds must be 2 or more but was 1");
        refused(() -> new SplitPlan.Holdout(new Spread.Freely(), new Sizes(0, 0)), "test size must be above 0");
        refused(() -> ModelComparison.of(task(model).withSplits(new SplitPlan.Folds(new Spread.Freely(), 200, 0)))
                .run(CELLS), "200");
        Setup misspelt = Setup.countsOnly().withLabelsKey("tpye", Setup.UNKNOWN);
        refused(() -> ModelComparison.of(ComparisonTask.of(List.of(model), Task.CLASSIFICATION, misspelt)).run(CELLS),
                "obs/tpye");
        CellTable one = new CellTable(CELLS.counts(), new Frame(CELLS.obs().names(), List.of(new Column.Strings(
                Simulation.TYPE, IntStream.range(0, 150).mapToObj(i -> "same").toList()))), CELLS.var());
        refused(() -> ModelComparison.of(task(model)).run(one), "there is one class only, 'same'");
        assertThat(model.given).isEmpty();
    }

    @Test
    void modelsThatCannotDoTheTaskAreLeftOutWhereThatWasAsked() {
        ComparisonTask task = new ComparisonTask(List.of(Catalog.of("vae"), new Remembering("a")), Task.CLASSIFICATION,
                LABELS, new SplitPlan.Folds(new Spread.Freely(), 3, 0), List.of(0L),
                PreparationConfig.LOG_NORMALIZED, true);
        assertThat(task.skipped()).containsExactly("vae");
        assertThat(task.contestants()).extracting(Estimator::name).doesNotContain("vae").contains("remembering");
        refused(() -> new ComparisonTask(List.of(Catalog.of("vae")), Task.CLASSIFICATION, LABELS, task.splits(),
                task.seeds(), task.preparation(), true), "models must have one that supports the task");
    }

    private static void refused(ThrowingCallable asked, String message) {
        assertThatThrownBy(asked).isInstanceOfAny(IllegalArgumentException.class, DataException.class)
                .hasMessageContaining(message);
    }
}
