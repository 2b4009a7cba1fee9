package io.cellwright.schedule.lr;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.cellwright.schedule.Span;

/// What schedules that are put together have in common.
final class Members {
    private Members() {}

    /// The units of all of them.
    static Set<Span.Unit> units(List<LrSchedule> schedules) {
        EnumSet<Span.Unit> all = EnumSet.noneOf(Span.Unit.class);
        schedules.forEach(schedule -> all.addAll(schedule.units()));
        return all;
    }

    /// The groups for which all of them are written.
    static int groups(List<LrSchedule> schedules) {
        int groups = 1;
        for (LrSchedule schedule : schedules) {
            if (groups > 1 && schedule.groups() > 1 && schedule.groups() != groups) {
                throw new IllegalArgumentException("schedules that are put together must be written for as many groups "
                        + "but were for " + groups + " and " + schedule.groups());
            }
            groups = Math.max(groups, schedule.groups());
        }
        return groups;
    }

    /// The plateaus of all of them.
    static List<ReduceLROnPlateau> plateaus(List<LrSchedule> schedules) {
        List<ReduceLROnPlateau> all = new ArrayList<>();
        schedules.forEach(schedule -> all.addAll(schedule.plateaus()));
        return all;
    }

    /// The states of the plateaus in member `member` of `schedules`.
    static List<PlateauState> part(List<LrSchedule> schedules, int member, List<PlateauState> state) {
        int from = plateaus(schedules.subList(0, member)).size();
        return state.subList(from, from + schedules.get(member).plateaus().size());
    }
}
