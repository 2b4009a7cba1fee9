package io.cellwright.train;

import java.util.function.LongFunction;

import io.cellwright.schedule.Progress;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Workspace;

/// One step: the losses of a minibatch, their gradients, limits, and an update of the parameters of each objective in
/// turn.
///
/// @param plan what is trained
/// @param optimizers of its objectives
/// @param clipping of gradients
/// @param noise of a step, by its number
record TrainingStep<B>(Plan<B> plan, Optimizers optimizers, Clipping clipping, LongFunction<Noise> noise) {
    /// Makes the step and answers with the loss of the first objective.
    double run(B batch, TrainState state, EpochMetrics metrics) {
        Progress now = state.progress();
        Workspace workspace = plan.parameters().workspace();
        workspace.begin(true);
        StepContext context = StepContext.training(workspace, noise.apply(now.step()));
        MinibatchLoss loss = MinibatchLoss.of(plan.losses(batch, context, now, Phase.TRAIN), plan, batch, now);
        loss.observe(metrics, "train_loss", plan.cells(batch));
        for (int i = 0; i < loss.losses().size(); i++) {
            workspace.backward(loss.seeds(i));
            double norm = optimizers.gradientNorm(i);
            if (!Double.isFinite(norm)) {
                throw new TrainingDivergedException(now, "the gradient of " + optimizers.firstNonFiniteGradient(i),
                        MinibatchLoss.cells(plan.rows(batch)));
            }
            optimizers.clip(i, clipping, norm);
            optimizers.step(i, state);
        }
        return loss.first();
    }
}
