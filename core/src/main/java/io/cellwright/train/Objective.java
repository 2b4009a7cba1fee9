package io.cellwright.train;

import java.util.List;

import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.lr.LrScheduler;

/// Parameters that follow one loss at one learning rate. Most plans have one objective, with all parameters in one
/// group; adversarial plans have two, which pull at different parameters in turn.
///
/// @param name what it is called in messages
/// @param groups parts of the parameters, each with its own update rule and factor of the rate; no parameter is in two
/// @param learningRate the rate at the start; it knows the groups by their place in the list. Where it moves the
///     momentum too, the update rules must have one
public record Objective(String name, List<ParamGroup> groups, LrScheduler learningRate) {
    /// Copies the list.
    public Objective {
        groups = List.copyOf(groups);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("objective " + name + " must have at least one group of parameters");
        }
    }

    /// @throws IllegalArgumentException if the schedule moves the momentum of a group that has none
    void requireMomentum() {
        for (ParamGroup group : groups) {
            if (learningRate.schedule().movesMomentum() && !group.optimizer().hasMomentum()) {
                throw new IllegalArgumentException("the schedule of objective " + name + " moves the momentum, but "
                        + "group " + group.name() + " is trained by gradient descent without one. Make it with a "
                        + "momentum above 0, such as 0.9, or the schedule with cycle_momentum=false");
            }
        }
    }

    /// One group alone.
    public static Objective of(ParamGroup group, LrScheduler learningRate) {
        return new Objective(group.name(), List.of(group), learningRate);
    }
}
