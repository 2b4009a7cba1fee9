package io.cellwright.plan;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.cellwright.data.CellData;
import io.cellwright.data.Minibatches;
import io.cellwright.model.classifier.Classifier;
import io.cellwright.model.classifier.ClassifierConfig;
import io.cellwright.model.scvi.Scvi;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.schedule.Span;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.KeepBest;
import io.cellwright.train.Plan;
import io.cellwright.train.RunState;
import io.cellwright.train.StateKeeper;
import io.cellwright.train.TrainResult;
import io.cellwright.train.Trainer;
import io.cellwright.train.TrainerConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// Runs of the plans with two objectives, and with none but a classifier, go on from any step with the same bits.
class OtherPlansResumeTest {
    private static final int CELLS = 24;
    private static final int GENES = 9;
    private static final long SEED = 4_711;
    private static final int EPOCHS = 3;
    private static final int STEPS_PER_EPOCH = 3;

    private final CellData data = SmallData.of(CELLS, GENES, SEED);
    private final Minibatches train = new Minibatches(IntStream.range(0, 18).toArray(), 6,
            Minibatches.Order.shuffled(SEED, Stream.SHUFFLE), Minibatches.Tail.KEEP);
    private final List<int[]> validation = List.of(IntStream.range(18, CELLS).toArray());

    @Test
    void theModelAndItsAdversaryGoOnFromAnyStep() {
        check(this::adversarial, "elbo_validation");
    }

    @Test
    void aClassifierGoesOnFromAnyStep() {
        check(this::classifier, "validation_loss");
    }

    private Plan<int[]> adversarial(Parameters parameters) {
        Scvi scvi = new Scvi(parameters, ScviConfig.of(GENES, 2));
        Classifier classifier = Classifier.dense(parameters, "adversary", ClassifierConfig.adversary(10, 2));
        TrainingPlanConfig config = TrainingPlanConfig.PARITY.withLr(0.02)
                .withKlWeight(KlWarmup.ofEpochsOrSteps(0, 0.5, 0, 5));
        return new AdversarialTrainingPlan(scvi, classifier, parameters, data, config, AdversarialConfig.DEFAULT);
    }

    private Plan<int[]> classifier(Parameters parameters) {
        return new ClassifierTrainingPlan(Classifier.sparse(parameters, "classifier", ClassifierConfig.of(GENES, 3)),
                parameters, data, TrainingPlanConfig.PARITY.withLr(0.01));
    }

    private void check(Function<Parameters, Plan<int[]>> make, String best) {
        TrainerConfig config = TrainerConfig.of(Span.epochs(EPOCHS), SEED).withKeepBest(KeepBest.of(best));
        ResumeTest.All kept = new ResumeTest.All();
        Plan<int[]> whole = plan(make, SEED, 1);
        TrainResult result = trainer(config, kept).fit(whole, train::epoch, validation);
        assertThat(kept.states).hasSize(EPOCHS * STEPS_PER_EPOCH).anyMatch(s -> s.best().isPresent());
        for (RunState state : kept.states) {
            String at = "from step " + state.state().progress().step() + ", seed " + SEED;
            Plan<int[]> other = plan(make, SEED + 1, 2);
            TrainResult resumed = trainer(config, StateKeeper.NONE).resume(other, train::epoch, validation, state);
            assertThat(ResumeTest.bits(other.parameters())).as(at).isEqualTo(ResumeTest.bits(whole.parameters()));
            assertThat(resumed.history().rows()).as(at).isEqualTo(result.history().rows());
            assertThat(resumed.state()).as(at).isEqualTo(result.state());
        }
    }

    private static Plan<int[]> plan(Function<Parameters, Plan<int[]>> make, long seed, int threads) {
        Parameters parameters = new Parameters(new Workspace(Device.cpu(threads)));
        Plan<int[]> plan = make.apply(parameters);
        parameters.allocate(seed);
        return plan;
    }

    private static Trainer trainer(TrainerConfig config, StateKeeper keeper) {
        return Trainer.of(config, () -> false, event -> { }).withKeeper(keeper);
    }
}
