package io.cellwright.cli;

import java.util.function.Function;

import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.ScheduledValue;
import io.cellwright.schedule.text.ScheduleText;
import io.cellwright.schedule.text.ScheduleTextException;

/// Schedules that stand in options. What is wrong with one is said with the name of its option.
final class Schedules {
    private Schedules() {}

    static LrSchedule rate(String option, String text) {
        return read(option, text, ScheduleText::parse);
    }

    static ScheduledValue value(String option, String text) {
        return read(option, text, ScheduleText::parseValue);
    }

    private static <T> T read(String option, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (ScheduleTextException wrong) {
            throw new IllegalArgumentException(option + ": " + wrong.getMessage(), wrong);
        }
    }
}
