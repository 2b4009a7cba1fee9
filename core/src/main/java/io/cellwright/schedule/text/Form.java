package io.cellwright.schedule.text;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.cellwright.schedule.lr.LrSchedule;

/// How one schedule is written.
///
/// @param name the short name
/// @param others other names
/// @param parameters in torch's order
/// @param many whether any number of schedules may stand before named arguments
/// @param make the schedule from its arguments
record Form(String name, List<String> others, List<String> parameters, boolean many,
        Function<Arguments, LrSchedule> make) {
    static Form of(String names, String parameters, Function<Arguments, LrSchedule> make) {
        return of(names, parameters, false, make);
    }

    /// Of schedules put together.
    static Form ofMany(String names, String parameters, Function<Arguments, LrSchedule> make) {
        return of(names, parameters, true, make);
    }

    private static Form of(String names, String parameters, boolean many, Function<Arguments, LrSchedule> make) {
        List<String> all = List.of(names.split(" "));
        return new Form(all.getFirst(), all.subList(1, all.size()),
                parameters.isEmpty() ? List.of() : List.of(parameters.split(" ")), many, make);
    }

    boolean isNamed(String given) {
        String plain = plain(given);
        return plain(name).equals(plain) || others.stream().anyMatch(other -> plain(other).equals(plain));
    }

    /// Names are the same whatever their case, with and without underscores.
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_.-]", "");
    }
}
