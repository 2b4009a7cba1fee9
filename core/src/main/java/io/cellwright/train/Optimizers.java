package io.cellwright.train;

import java.util.List;

import io.cellwright.optim.Optimizer;

/// The optimizers of a plan: one for each group of each objective.
final class Optimizers {
    private final List<Objective> objectives;
    private final List<List<Optimizer>> all;

    Optimizers(List<Objective> objectives) {
        this.objectives = objectives;
        this.all = objectives.stream().map(o -> o.groups().stream().map(Optimizer::new).toList()).toList();
    }

    Objective objective(int objective) {
        return objectives.get(objective);
    }

    /// Norm over the gradients of all groups of an objective together.
    double gradientNorm(int objective) {
        return Math.sqrt(all.get(objective).stream().mapToDouble(Optimizer::sumOfSquares).sum());
    }

    /// The first parameter of an objective whose gradient is not finite.
    String firstNonFiniteGradient(int objective) {
        return all.get(objective).stream().flatMap(o -> o.firstNonFiniteGradient().stream()).findFirst()
                .orElse("all parameters together");
    }

    /// @param norm what {@link #gradientNorm} said
    void clip(int objective, Clipping clipping, double norm) {
        for (Optimizer optimizer : all.get(objective)) {
            switch (clipping) {
                case Clipping.None none -> { }
                case Clipping.ByNorm clip -> optimizer.clipByNorm(norm, clip.limit());
                case Clipping.ByValue clip -> optimizer.clipByValue(clip.limit());
            }
        }
    }

    /// Updates the parameters of an objective.
    void step(int objective, TrainState state) {
        List<Optimizer> groups = all.get(objective);
        for (int g = 0; g < groups.size(); g++) {
            groups.get(g).step(state.learningRate(objective, g));
        }
    }

    List<Optimizer.Updates> updates() {
        return all.stream().flatMap(List::stream).flatMap(o -> o.updates().stream()).toList();
    }

    void restore(List<Optimizer.Updates> updates) {
        all.forEach(groups -> groups.forEach(o -> o.restore(updates)));
    }
}
