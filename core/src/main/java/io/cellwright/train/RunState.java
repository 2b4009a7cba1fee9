package io.cellwright.train;

import java.util.List;
import java.util.Optional;

import io.cellwright.optim.Optimizer;
import io.cellwright.tensor.Parameters;

/// Everything from which a run can go on, between any two steps, and end with the same bits: {@link Trainer#resume}.
/// What is not here depends on numbers that are: the order of cells on that of the epoch, noise on that of the step.
///
/// @param state where the run is and what its rules have seen
/// @param metrics sums of the epoch that is under way
/// @param history metrics of finished epochs
/// @param updates how often each parameter was updated
/// @param weights values and buffers
/// @param moments of the optimizers
/// @param average the moving average of the weights, if there is one
/// @param best weights of the best check so far, if they are kept and there was one
/// @param good where the run goes back to if it diverges, if it may: the end of the last good epoch, which itself has none
public record RunState(TrainState state, List<Observation> metrics, History history, List<Optimizer.Updates> updates,
        Parameters.Snapshot weights, List<byte[]> moments, Optional<Parameters.Snapshot> average,
        Optional<Parameters.Snapshot> best, Optional<RunState> good) {
    /// Copies the lists.
    public RunState {
        metrics = List.copyOf(metrics);
        updates = List.copyOf(updates);
        moments = List.copyOf(moments);
        if (good.isPresent() && good.get().good.isPresent()) {
            throw new IllegalArgumentException("a state to go back to must have none to go back to itself");
        }
    }

    /// A run that has not begun, from the weights that the plan's model has now.
    public static RunState start(Plan<?> plan) {
        return new RunState(TrainState.start(plan.objectives()), List.of(), new History(), List.of(),
                plan.parameters().snapshot(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
