package io.cellwright.task.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.prepare.Scaling;
import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;
import io.cellwright.model.Task;
import io.cellwright.model.custom.CustomClassifier;
import io.cellwright.model.custom.CustomReconstruction;
import io.cellwright.nn.Linear;
import io.cellwright.task.Simulation;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Tensor;
import io.cellwright.train.Callback;
import io.cellwright.train.History.Per;
import io.cellwright.train.TrainingDivergedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TaskRunnerTest {
    private static final CellTable CELLS = new Simulation(240, 60, List.of(0.5, 0.3, 0.2), 2, 800, 2, 0.1, 1, 1, 5)
            .make();

    private static NetworkTask classification() {
        return NetworkTask.of("mlp_classifier", "classification").withLabels(Simulation.TYPE)
                .withSettings(s -> s.withHidden(List.of(16))).withFit(f -> f.withEpochs(40).withBatchSize(32));
    }

    private static NetworkTask representation(String model) {
        return NetworkTask.of(model, "representation").withSettings(s -> s.withHidden(List.of(16)).withLatent(4))
                .withFit(f -> f.withEpochs(4).withBatchSize(32));
    }

    @Test
    void aClassifierNamesTheClassesOfCellsItHasNotSeen() {
        TrainedNetwork trained = TaskRunner.of(classification()).fit(CELLS);
        Fitted.Predicted predicted = trained.predict(CELLS);
        Column truth = CELLS.obs().column(Simulation.TYPE).orElseThrow();
        int[] test = trained.about().split().test();
        long right = Arrays.stream(test).filter(i -> predicted.labels().get(i).equals(truth.text(i))).count();
        assertThat(test).hasSize(36);
        assertThat(right).as("of 36, where the largest class has 18").isGreaterThan(26);
        for (int i = 0; i < CELLS.cells(); i++) {
            assertThat(Arrays.stream(predicted.probabilities().row(i)).sum()).isCloseTo(1,
                    within(1e-6));
        }
    }

    @Test
    void anAliasTrainsAsItsNameDoes() {
        NetworkTask alias = NetworkTask.of("classifier", "classification").withLabels(Simulation.TYPE)
                .withSettings(s -> s.withHidden(List.of(16))).withFit(f -> f.withEpochs(40).withBatchSize(32));
        assertThat(weights(TaskRunner.of(alias).fit(CELLS))).isEqualTo(weights(TaskRunner.of(classification())
                .fit(CELLS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "autoencoder", "denoising_autoencoder"})
    void theSameSeedGivesTheSameBitsAtAnyNumberOfThreads(String model) {
        double[] one = weights(fit(representation(model), 1));
        assertThat(weights(fit(representation(model), 2))).isEqualTo(one);
        assertThat(weights(fit(representation(model), 5))).isEqualTo(one);
        assertThat(weights(fit(representation(model).withFit(f -> f.withSeed(7)), 1))).isNotEqualTo(one);
    }

    @Test
    void encodingTwiceGivesTheSamePoints() {
        TrainedNetwork trained = fit(representation("vae"), 1);
        assertThat(trained.encode(CELLS).values()).isEqualTo(trained.encode(CELLS).values());
        assertThat(trained.encode(CELLS).columns()).isEqualTo(4);
    }

    @Test
    void cellsOfAnotherFileAreFoundByTheNamesOfTheirGenes() {
        TrainedNetwork trained = fit(representation("autoencoder"), 1);
        List<Integer> order = new ArrayList<>(IntStream.range(0, CELLS.genes()).boxed().toList());
        Collections.shuffle(order, new Random(3));
        int[] columns = order.stream().mapToInt(g -> g).toArray();
        CellTable shuffled = new CellTable(CELLS.counts().selectColumns(columns), CELLS.obs(), new Frame(
                Arrays.stream(columns).mapToObj(g -> CELLS.var().names().get(g)).toList(), List.of()));
        assertThat(trained.encode(shuffled).values()).isEqualTo(trained.encode(CELLS).values());
    }

    @Test
    void cellsOutsideOfTrainingChangeNothingOfWhatIsLearnt() {
        NetworkTask task = representation("autoencoder").withPreparation(PreparationConfig.LOG_NORMALIZED
                .withScaling(Scaling.Standard.DEFAULT)).withFit(f -> f.withKeepBest(false)
                        .withPatience(OptionalInt.empty()));
        TrainedNetwork before = fit(task, 1);
        int[] test = before.about().split().test();
        float[] value = new float[Math.toIntExact(CELLS.counts().entries())];
        for (int e = 0; e < value.length; e++) {
            value[e] = CELLS.counts().value(e);
        }
        for (int row : test) {
            for (int e = CELLS.counts().start(row); e < CELLS.counts().start(row + 1); e++) {
                value[e] += 50;
            }
        }
        TrainedNetwork after = fit(task, new CellTable(CELLS.counts().withValues(value), CELLS.obs(), CELLS.var()), 1);
        assertThat(after.about().preparation()).isEqualTo(before.about().preparation());
        assertThat(weights(after)).isEqualTo(weights(before));
    }

    @Test
    void patienceOfNoneTrainsToTheEndAndThatOf0StopsAtOnce() {
        NetworkTask task = representation("autoencoder").withFit(f -> f.withEpochs(30)
                .withPlan(f.plan().withLr(0)));
        assertThat(epochs(task.withFit(f -> f.withPatience(OptionalInt.empty())))).isEqualTo(30);
        assertThat(epochs(task.withFit(f -> f.withPatience(OptionalInt.of(0))))).isEqualTo(2);
        assertThat(epochs(task.withFit(f -> f.withPatience(OptionalInt.of(3))))).isEqualTo(4);
    }

    @Test
    void lossesAreMeansOverCellsWhateverTheMinibatches() {
        NetworkTask task = representation("autoencoder").withFit(f -> f.withEpochs(1).withPlan(f.plan().withLr(0)))
                .withSettings(s -> s.withDropout(0));
        double together = last(task.withFit(f -> f.withBatchSize(1000)), "reconstruction_loss_train");
        assertThat(last(task.withFit(f -> f.withBatchSize(167)), "reconstruction_loss_train"))
                .isCloseTo(together, within(1e-6 * together));
    }

    @Test
    void countsCanBeModelledWithBatches() {
        NetworkTask task = representation("vae").withBatches(Simulation.BATCH)
                .withSettings(s -> s.withLikelihood(Likelihood.NB));
        TrainedNetwork trained = fit(task, 1);
        double first = trained.history().orElseThrow().entries("reconstruction_loss_train", Per.EPOCH).getFirst().value();
        double last = last(task, "reconstruction_loss_train");
        assertThat(last).isLessThan(first);
    }

    @Test
    void aNetworkOfOnesOwnIsTrainedLikeTheBundledOnes() {
        NetworkTask task = NetworkTask.of((settings, parameters) -> {
            Linear layer = new Linear(parameters, "layer", settings.genes(), settings.classes());
            return CustomClassifier.of("mine", parameters, settings.genes(), settings.classes(),
                    (cells, step) -> layer.forward(cells.x_ng()));
        }, Task.CLASSIFICATION).withLabels(Simulation.TYPE).withFit(f -> f.withEpochs(20).withBatchSize(32)
                .withPlan(f.plan().withLr(0.01)));
        assertThat(last(task, "validation_accuracy")).isGreaterThan(0.8);
    }

    @Test
    void whatCannotBeDoneIsSaidBeforeTraining() {
        assertThatThrownBy(() -> TaskRunner.of(NetworkTask.of("vae", "classification").withLabels(Simulation.TYPE))
                .fit(CELLS)).hasMessage("Model 'vae' does not support task 'classification'; it supports "
                        + "reconstruction, representation");
        assertThatThrownBy(() -> TaskRunner.of(NetworkTask.of("classifier", "classification")).fit(CELLS))
                .hasMessage("classification needs labels: say which column of obs has them");
        assertThatThrownBy(() -> TaskRunner.of(NetworkTask.of("classifier", "classification").withLabels("cell_typ"))
                .fit(CELLS)).isInstanceOf(DataException.class).hasMessageContaining("cell_type");
        assertThatThrownBy(() -> FitOptions.DEFAULT.withEpochs(0)).hasMessageContaining("epochs");
        assertThatThrownBy(() -> FitOptions.DEFAULT.withPatience(OptionalInt.of(-1))).hasMessageContaining("patience");
        assertThatThrownBy(() -> fit(representation("vae"), 1).predict(CELLS))
                .hasMessage("Model 'vae' does not tell classes; it supports reconstruction, representation");
    }

    @Test
    void aLossThatIsNoNumberEndsTheRunWithAnError() {
        NetworkTask task = NetworkTask.of((settings, parameters) -> {
            Linear layer = new Linear(parameters, "layer", settings.genes(), settings.genes());
            return CustomReconstruction.of("mine", parameters, settings.genes(),
                    (cells, step) -> layer.forward(cells.x_ng()).times(-1e30).log());
        }, Task.RECONSTRUCTION);
        assertThatThrownBy(() -> fit(task, 1)).isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("reconstruction_loss");
    }

    @Test
    void validationRecordsNoGradients() {
        List<Boolean> training = new ArrayList<>();
        List<Boolean> validation = new ArrayList<>();
        NetworkTask task = NetworkTask.of((settings, parameters) -> {
            Linear layer = new Linear(parameters, "layer", settings.genes(), settings.genes());
            return CustomReconstruction.of("mine", parameters, settings.genes(), (cells, step) -> {
                Tensor y_ng = layer.forward(cells.x_ng());
                (step.training() ? training : validation).add(y_ng.needsGradient());
                return y_ng;
            });
        }, Task.RECONSTRUCTION).withFit(f -> f.withEpochs(2));
        fit(task, 1);
        assertThat(training).isNotEmpty().containsOnly(true);
        assertThat(validation).isNotEmpty().containsOnly(false);
    }

    @Test
    void anUnseenClassIsNoMatterForPredictionAndAnUnseenBatchIsNamed() {
        TrainedNetwork classifier = TaskRunner.of(classification()).fit(CELLS);
        List<String> types = new ArrayList<>(Collections.nCopies(CELLS.cells(), "NEW"));
        CellTable renamed = new CellTable(CELLS.counts(), new Frame(CELLS.obs().names(),
                List.of(new Column.Strings(Simulation.TYPE, types))), CELLS.var());
        assertThat(classifier.predict(renamed).labels()).isEqualTo(classifier.predict(CELLS).labels());
        TrainedNetwork vae = fit(representation("vae").withBatches(Simulation.BATCH), 1);
        CellTable elsewhere = new CellTable(CELLS.counts(), new Frame(CELLS.obs().names(),
                List.of(new Column.Strings(Simulation.BATCH, types))), CELLS.var());
        assertThatThrownBy(() -> vae.encode(elsewhere)).isInstanceOf(DataException.class)
                .hasMessageContaining("has 'NEW', which the model does not know");
    }

    @Test
    void splitsAreThoseThatWereAskedFor() {
        NetworkTask task = representation("autoencoder")
                .withSplit(new SplitRule.Holdout(new Spread.ByGroup(Simulation.BATCH), new Sizes(0, 0.5), 1));
        TrainedNetwork trained = fit(task, 1);
        Column batch = CELLS.obs().column(Simulation.BATCH).orElseThrow();
        assertThat(Arrays.stream(trained.about().split().train()).mapToObj(batch::text).distinct()).hasSize(1);
        assertThat(Arrays.stream(trained.about().split().test()).mapToObj(batch::text).distinct()).hasSize(1);
    }

    private static TrainedNetwork fit(NetworkTask task, int threads) {
        return fit(task, CELLS, threads);
    }

    private static TrainedNetwork fit(NetworkTask task, CellTable cells, int threads) {
        return new TaskRunner(task, Device.cpu(threads), () -> false, Callback.NONE).fit(cells);
    }

    private static int epochs(NetworkTask task) {
        return fit(task, 1).history().orElseThrow().entries("validation_loss", Per.EPOCH).size();
    }

    private static double last(NetworkTask task, String key) {
        return fit(task, 1).history().orElseThrow().last(key).orElseThrow();
    }

    private static double[] weights(TrainedNetwork trained) {
        return trained.network().parameters().entries().stream()
                .flatMapToDouble(entry -> Arrays.stream(entry.tensor().toArray())).toArray();
    }
}
