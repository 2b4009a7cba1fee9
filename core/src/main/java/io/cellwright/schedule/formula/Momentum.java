package io.cellwright.schedule.formula;

import java.util.List;

import io.cellwright.schedule.lr.PerGroup;

/// What cycles of momentum have in common.
final class Momentum {
    private Momentum() {}

    /// Refuses bounds that are not in [0, 1), or the wrong way round.
    static void check(PerGroup<Double> base, PerGroup<Double> max) {
        if (base.values().isEmpty() || max.values().isEmpty()) {
            throw new IllegalArgumentException("base_momentum and max_momentum must be one number, or one for each "
                    + "group, but were none");
        }
        for (PerGroup<Double> each : List.of(base, max)) {
            for (double momentum : each.values()) {
                if (!(momentum >= 0 && momentum < 1)) {
                    throw new IllegalArgumentException("base_momentum and max_momentum must be in [0, 1) but were "
                            + base.values() + " and " + max.values());
                }
            }
        }
        for (int group = 0; group < Math.min(base.values().size(), max.values().size()); group++) {
            if (base.get(group) > max.get(group)) {
                throw new IllegalArgumentException("base_momentum must not be above max_momentum but was "
                        + base.get(group) + " > " + max.get(group));
            }
        }
    }
}
