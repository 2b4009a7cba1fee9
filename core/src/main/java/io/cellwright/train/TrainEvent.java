package io.cellwright.train;

import java.util.List;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;

/// What a run tells those who watch it.
public sealed interface TrainEvent {
    /// It begins.
    ///
    /// @param length how long it is planned to be
    /// @param stepsPerEpoch minibatches of the first epoch
    /// @param before what the run had measured and decided where it goes on; nothing where it is new
    record Started(Span length, int stepsPerEpoch, History before) implements TrainEvent {}

    /// It diverged and went back to the end of an epoch; the decision follows.
    ///
    /// @param before what it had measured until then, and all that it has decided
    record WentBack(History before) implements TrainEvent {}

    /// A step is done.
    ///
    /// @param progress after the step
    /// @param loss of its minibatch
    /// @param learningRate of the first objective, at which the step was made
    record StepDone(Progress progress, double loss, double learningRate) implements TrainEvent {}

    /// A validation in the middle of an epoch is done.
    ///
    /// @param progress after the step before it
    /// @param metrics of the validation cells
    record Validated(Progress progress, List<Metric> metrics) implements TrainEvent {}

    /// An epoch is done.
    ///
    /// @param progress after the epoch
    /// @param metrics of the epoch
    record EpochDone(Progress progress, List<Metric> metrics) implements TrainEvent {}

    /// Something was decided, and why.
    ///
    /// @param progress when
    /// @param what "lr 1e-3 -> 6e-4: elbo_validation has not improved for 31 epochs"
    record Decided(Progress progress, String what) implements TrainEvent {}

    /// It is over.
    ///
    /// @param progress all that was done
    /// @param reason why it ended
    record Finished(Progress progress, StopReason reason) implements TrainEvent {}

    /// A metric of an epoch.
    ///
    /// @param key in the history
    /// @param value the number
    record Metric(String key, double value) {}
}
