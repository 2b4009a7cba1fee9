package io.cellwright.schedule.lr;

import java.util.List;
import java.util.OptionalDouble;

/// What one {@link ReduceLROnPlateau} knows: all that a learning rate has to remember.
///
/// @param best best value of the metric so far; empty before the first
/// @param bad bad epochs in a row
/// @param cooldown epochs for which bad ones will not be counted
/// @param warmup epochs that will not be counted at all
/// @param rates the rate of each group, as lowered so far
public record PlateauState(OptionalDouble best, int bad, int cooldown, int warmup, List<Double> rates) {
    /// Checks ranges, and keeps a copy.
    public PlateauState {
        if (bad < 0 || cooldown < 0 || warmup < 0) {
            throw new IllegalArgumentException("the counts of a plateau must be at least 0 but were " + bad + ", "
                    + cooldown + ", " + warmup);
        }
        rates = List.copyOf(rates);
    }

    /// The rate of a group; one rate is that of all.
    double rate(int group) {
        return rates.get(rates.size() == 1 ? 0 : group);
    }
}
