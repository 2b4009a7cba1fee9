package io.cellwright.train;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.optim.GroupRules;
import io.cellwright.optim.Optimizer;
import io.cellwright.optim.ParamGroup;
import io.cellwright.tensor.GradientSum;

/// The optimizers of a plan: one for each group of each objective.
final class Optimizers {
    /// @param place of the group in its objective, which is how the scheduler knows it
    private record Member(int place, Optimizer optimizer) {}

    private final List<List<Member>> all;

    /// @param rules by which groups are split further
    /// @throws IllegalArgumentException if nothing is left to train, or a schedule moves a momentum that is not there
    Optimizers(List<Objective> objectives, GroupRules rules) {
        this.all = objectives.stream().map(objective -> members(objective, rules)).toList();
        if (all.stream().allMatch(List::isEmpty)) {
            throw new IllegalArgumentException("nothing is left to train: all parameters are frozen");
        }
    }

    private static List<Member> members(Objective objective, GroupRules rules) {
        objective.requireMomentum();
        List<Member> members = new ArrayList<>();
        for (int g = 0; g < objective.groups().size(); g++) {
            for (ParamGroup part : rules.split(objective.groups().get(g))) {
                members.add(new Member(g, new Optimizer(part)));
            }
        }
        return List.copyOf(members);
    }

    int objectives() {
        return all.size();
    }

    /// Norm over the gradients of all groups of an objective together.
    double gradientNorm(int objective) {
        return Math.sqrt(all.get(objective).stream().mapToDouble(m -> m.optimizer().sumOfSquares()).sum());
    }

    /// The first parameter of an objective whose gradient is not finite, in words.
    String firstNonFiniteGradient(int objective) {
        return all.get(objective).stream().flatMap(m -> m.optimizer().firstNonFiniteGradient().stream()).findFirst()
                .map(name -> "first that of " + name).orElse("that of all parameters together");
    }

    /// Limits the gradients of an objective.
    ///
    /// @param norm what {@link #gradientNorm} said
    void clip(int objective, Clipping clipping, double norm) {
        for (Member member : all.get(objective)) {
            switch (clipping) {
                case Clipping.None none -> { }
                case Clipping.ByNorm clip -> member.optimizer().clipByNorm(norm, clip.limit());
                case Clipping.ByValue clip -> member.optimizer().clipByValue(clip.limit());
            }
        }
    }

    /// Updates the parameters of an objective.
    void step(int objective, TrainState state) {
        for (Member member : all.get(objective)) {
            member.optimizer().step(state.learningRate(objective, member.place()),
                    state.momentum(objective, member.place()));
        }
    }

    /// An empty sum over the parameters of each objective.
    List<GradientSum> gradientSums() {
        return all.stream().map(members -> new GradientSum(
                members.stream().flatMap(m -> m.optimizer().group().entries().stream()).toList())).toList();
    }

    List<Optimizer.Updates> updates() {
        return all.stream().flatMap(List::stream).flatMap(m -> m.optimizer().updates().stream()).toList();
    }

    void restore(List<Optimizer.Updates> updates) {
        all.forEach(members -> members.forEach(m -> m.optimizer().restore(updates)));
    }
}
