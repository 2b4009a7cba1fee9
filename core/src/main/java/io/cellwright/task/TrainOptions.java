package io.cellwright.task;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

import io.cellwright.plan.TrainingPlanConfig;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.ScheduledValue;
import io.cellwright.train.Control;

/// How a model is trained. What is left open follows from the preset and the data.
///
/// @param preset what open choices follow
/// @param maxEpochs epochs at most; open: as many as the preset says for so many cells
/// @param batchSize cells of a minibatch
/// @param trainSize share of cells that are trained on, the others validate; open: as the preset says
/// @param plan rate and how it moves, decay, epsilon, dropout
/// @param klWeight weight of the divergence; open: as the preset says
/// @param classificationRatio scANVI: weight of the classifier
/// @param geneDropout scANVI: share of a labelled cell's counts hidden from the classifier; open: as the preset says
/// @param perLabel scANVI: labelled cells of each type drawn for an epoch; 0 for all
/// @param control validation, rules, steps
/// @param seed of weights, split, order, noise
public record TrainOptions(Preset preset, OptionalInt maxEpochs, int batchSize, OptionalDouble trainSize,
        TrainingPlanConfig plan, Optional<ScheduledValue> klWeight, ScheduledValue classificationRatio,
        OptionalDouble geneDropout, int perLabel, Control control, long seed) {
    /// What open choices follow.
    public enum Preset {
        /// What is right.
        DEFAULT,
        /// scvi-tools 1.5: its schedules and quirks, so that numbers can be compared.
        PARITY
    }

    /// scvi-tools' defaults, with the open choices of the preset.
    public static TrainOptions of(Preset preset) {
        return new TrainOptions(preset, OptionalInt.empty(), 128, OptionalDouble.empty(), TrainingPlanConfig.PARITY,
                Optional.empty(),
                ScheduledValue.constant(50),
                OptionalDouble.empty(), 0, Control.NONE, 0);
    }

    /// The same with so many epochs.
    public TrainOptions withMaxEpochs(int epochs) {
        return new TrainOptions(preset, OptionalInt.of(epochs), batchSize, trainSize, plan, klWeight,
                classificationRatio, geneDropout, perLabel, control, seed);
    }

    /// The same with other minibatches.
    public TrainOptions withBatchSize(int cells) {
        return new TrainOptions(preset, maxEpochs, cells, trainSize, plan, klWeight, classificationRatio, geneDropout,
                perLabel, control, seed);
    }

    /// The same with another seed.
    public TrainOptions withSeed(long other) {
        return new TrainOptions(preset, maxEpochs, batchSize, trainSize, plan, klWeight, classificationRatio, geneDropout,
                perLabel, control, other);
    }

    /// The same with another share of cells that are trained on.
    public TrainOptions withTrainSize(double share) {
        return new TrainOptions(preset, maxEpochs, batchSize, OptionalDouble.of(share), plan, klWeight,
                classificationRatio, geneDropout, perLabel, control, seed);
    }

    /// The same with another control: `options.withControl(c -> c.withAccumulate(4))`.
    public TrainOptions withControl(UnaryOperator<Control> change) {
        return new TrainOptions(preset, maxEpochs, batchSize, trainSize, plan, klWeight, classificationRatio,
                geneDropout, perLabel, change.apply(control), seed);
    }

    /// The same with validation every so many epochs.
    public TrainOptions withValidateEvery(int epochs) {
        return withControl(c -> c.withValidateEvery(Span.epochs(epochs)));
    }

    /// The same with another rate, decay, epsilon or dropout.
    public TrainOptions withPlan(TrainingPlanConfig other) {
        return new TrainOptions(preset, maxEpochs, batchSize, trainSize, other, klWeight, classificationRatio, geneDropout,
                perLabel, control, seed);
    }

    /// The same with so much of a labelled cell hidden from scANVI's classifier.
    public TrainOptions withGeneDropout(double share) {
        return new TrainOptions(preset, maxEpochs, batchSize, trainSize, plan, klWeight, classificationRatio,
                OptionalDouble.of(share), perLabel, control, seed);
    }

    /// The same with another weight of the divergence.
    public TrainOptions withKlWeight(ScheduledValue other) {
        return new TrainOptions(preset, maxEpochs, batchSize, trainSize, plan, Optional.of(other), classificationRatio,
                geneDropout, perLabel, control, seed);
    }
}
