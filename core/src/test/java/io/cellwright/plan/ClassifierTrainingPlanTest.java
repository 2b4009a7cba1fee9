package io.cellwright.plan;

import java.util.List;
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
import io.cellwright.train.Callback;
import io.cellwright.train.TrainResult;
import io.cellwright.train.Trainer;
import io.cellwright.train.TrainerConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClassifierTrainingPlanTest {
    private static final long SEED = 77;

    private final Parameters parameters = new Parameters(new Workspace(Device.cpu(1)));
    private final CellData data = SmallData.of(60, 9, SEED);

    @Test
    void learnsTheLabelsOfCells() {
        Classifier classifier = Classifier.sparse(parameters, "classifier", ClassifierConfig.of(9, 3));
        parameters.allocate(SEED);
        ClassifierTrainingPlan plan = new ClassifierTrainingPlan(classifier, parameters, data,
                TrainingPlanConfig.PARITY.withLr(0.01));
        Minibatches train = new Minibatches(IntStream.range(0, 48).toArray(), 16,
                Minibatches.Order.shuffled(SEED, Stream.SHUFFLE), Minibatches.Tail.KEEP);
        TrainResult result = Trainer.of(TrainerConfig.of(Span.epochs(40), SEED).withValidateEvery(1), () -> false,
                Callback.NONE).fit(plan, train::epoch, List.of(IntStream.range(48, 60).toArray()));
        assertThat(result.history().last("validation_accuracy")).as("seed %d", SEED).hasValue(1);
        assertThat(result.history().last("validation_loss").orElseThrow()).as("seed %d", SEED).isLessThan(0.2);
        assertThat(result.history().keys()).contains("train_accuracy", "train_f1_score", "validation_f1_score");
    }

    @Test
    void anAdversaryNeedsAClassForEachBatch() {
        Scvi scvi = new Scvi(parameters, ScviConfig.of(9, 2));
        Classifier classifier = Classifier.dense(parameters, "adversary", ClassifierConfig.adversary(10, 3));
        assertThatThrownBy(() -> new AdversarialTrainingPlan(scvi, classifier, parameters, data,
                TrainingPlanConfig.PARITY, AdversarialConfig.DEFAULT)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 batches").hasMessageContaining("3");
    }
}
