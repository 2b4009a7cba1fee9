package io.cellwright.train;

import java.util.List;

import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.Progress;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;

/// How a model is trained: what its losses are on a minibatch, which parameters follow them, and at which rates.
///
/// A plan owns no loop and steps no optimizer: the {@link Trainer} does.
///
/// @param <B> what names a minibatch: row numbers, or a pair of them
public interface Plan<B> {
    /// The slab of all parameters.
    Parameters parameters();

    /// Which parameters follow which loss: usually one objective.
    List<Objective> objectives();

    /// The groups of all objectives.
    default List<ParamGroup> groups() {
        return objectives().stream().flatMap(o -> o.groups().stream()).toList();
    }

    /// The losses on a minibatch, one an objective in the same order. All are computed before anything is updated, and
    /// each moves the parameters of its own objective only. What one takes from another must be
    /// {@link io.cellwright.tensor.Tensor#detach detached}.
    ///
    /// In validation no gradients are recorded and nothing moves; the first loss alone matters then, and the others may
    /// be left out.
    ///
    /// @param batch which cells
    /// @param step memory, mode and noise of the step
    /// @param now how far the run is
    /// @param phase training or validation
    List<Loss> losses(B batch, StepContext step, Progress now, Phase phase);

    /// Number of cells that count as seen.
    int cells(B batch);

    /// Where the minibatch's cells stand in the data, to name them when something is wrong.
    List<Integer> rows(B batch);
}
