package io.cellwright.train;

import java.util.List;
import java.util.function.LongFunction;

import io.cellwright.tensor.GradientSum;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.StepPart;
import io.cellwright.tensor.Workspace;

/// One step: the losses of a minibatch, or of several, their gradients, limits, and an update of the parameters of each
/// objective in turn.
final class TrainingStep<B> {
    private final Plan<B> plan;
    private final Optimizers optimizers;
    private final Control control;
    private final LongFunction<Noise> noise;
    private final List<GradientSum> sums;
    private final StepPart.Watch parts;

    /// @param noise of a minibatch, by its number
    /// @param parts hears what a step does
    TrainingStep(Plan<B> plan, Optimizers optimizers, Control control, LongFunction<Noise> noise,
            StepPart.Watch parts) {
        this.plan = plan;
        this.optimizers = optimizers;
        this.control = control;
        this.noise = noise;
        this.parts = parts;
        this.sums = control.accumulate() == 1 ? List.of() : optimizers.gradientSums();
    }

    /// Makes the step and answers with the mean loss of the first objective.
    double run(List<B> minibatches, TrainState state, EpochMetrics metrics) {
        double cells = minibatches.stream().mapToInt(plan::cells).sum();
        double mean = 0;
        sums.forEach(GradientSum::clear);
        for (int i = 0; i < minibatches.size(); i++) {
            B batch = minibatches.get(i);
            double share = minibatches.size() == 1 ? 1 : plan.cells(batch) / cells;
            Workspace workspace = plan.parameters().workspace();
            workspace.begin(true);
            StepContext context = StepContext.training(workspace,
                    noise.apply(state.progress().step() * control.accumulate() + i)).watchedBy(parts);
            List<Loss> losses = plan.losses(batch, context, state.progress(), Phase.TRAIN);
            parts.begins(StepPart.LOSS);
            MinibatchLoss loss = MinibatchLoss.of(losses, plan, batch, state);
            loss.observe(metrics, "train_loss", plan.cells(batch));
            mean += share * loss.first();
            for (int o = 0; o < optimizers.objectives(); o++) {
                parts.begins(StepPart.BACKWARD);
                workspace.backward(loss.seeds(o, share));
                if (minibatches.size() == 1) {
                    update(o, batch, state);
                } else {
                    sums.get(o).add();
                }
            }
        }
        for (int o = 0; o < optimizers.objectives() && minibatches.size() > 1; o++) {
            sums.get(o).put();
            update(o, minibatches.getLast(), state);
        }
        return mean;
    }

    private void update(int objective, B batch, TrainState state) {
        parts.begins(StepPart.UPDATE);
        double norm = optimizers.gradientNorm(objective);
        if (!Double.isFinite(norm)) {
            throw TrainingDivergedException.minibatch(state.progress(), "the gradient",
                    optimizers.firstNonFiniteGradient(objective), MinibatchLoss.rates(state), plan.rows(batch));
        }
        optimizers.clip(objective, control.clipping(), norm);
        optimizers.step(objective, state);
    }
}
