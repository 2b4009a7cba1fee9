package io.cellwright.train;

import java.util.List;

import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.tensor.StepContext;

/// How a model is trained: what its loss is on a minibatch, which parameters follow it, and at which rate.
///
/// A plan owns no loop and steps no optimizer: the {@link Trainer} does.
///
/// @param <B> what names a minibatch: row numbers, or a pair of them
public interface Plan<B> {
    /// Parameters and update rules.
    ParamGroup group();

    /// The learning rate at the start.
    LrScheduler learningRate();

    /// The loss on a minibatch. In validation no gradients are recorded and nothing moves.
    ///
    /// @param batch which cells
    /// @param step memory, mode and noise of the step
    /// @param now how far the run is
    /// @param phase training or validation
    Loss loss(B batch, StepContext step, Progress now, Phase phase);

    /// Number of cells that count as seen.
    int cells(B batch);

    /// Where the minibatch's cells stand in the data, to name them when something is wrong.
    List<Integer> rows(B batch);
}
