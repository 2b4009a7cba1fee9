package io.cellwright.schedule.lr;

import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Function;

import io.cellwright.schedule.Span;

/// Writes a schedule as a call in the grammar: `StepLR(step_size=5, gamma=0.99)`. Arguments that are left out are at
/// their defaults.
public final class Call {
    private final String name;
    private final StringJoiner arguments = new StringJoiner(", ", "(", ")");

    /// A call of that name.
    public Call(String name) {
        this.name = name;
    }

    /// Adds an argument without a name.
    Call add(String argument) {
        arguments.add(argument);
        return this;
    }

    /// Adds an argument.
    public Call with(String parameter, Object value) {
        arguments.add(parameter + "=" + written(value));
        return this;
    }

    /// Adds an argument unless it is at its default.
    public Call unless(Object standard, String parameter, Object value) {
        return value.equals(standard) ? this : with(parameter, value);
    }

    /// Adds values for each group, where there are any; one value for all stands without brackets.
    public Call with(String parameter, PerGroup<?> values) {
        return switch (values.values().size()) {
            case 0 -> this;
            case 1 -> with(parameter, (Object) values.get(0));
            default -> with(parameter, (Object) values.values());
        };
    }

    /// Adds values for each group unless they are at their default.
    public Call unless(PerGroup<?> standard, String parameter, PerGroup<?> values) {
        return values.equals(standard) ? this : with(parameter, values);
    }

    /// The call as it is written.
    public String text() {
        return name + arguments;
    }

    private static String written(Object value) {
        return switch (value) {
            case Double number -> number(number);
            case Span span -> span.text();
            case Iterable<?> list -> list(list, Call::written);
            case Enum<?> word -> word.name().toLowerCase(Locale.ROOT);
            default -> value.toString();
        };
    }

    /// The elements in brackets.
    static <T> String list(Iterable<T> elements, Function<T, String> text) {
        StringJoiner joined = new StringJoiner(", ", "[", "]");
        elements.forEach(element -> joined.add(text.apply(element)));
        return joined.toString();
    }

    /// The shortest text that reads as this very number: `0.99`, `1e-5`, `512`.
    public static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e7) {
            return Long.toString((long) value);
        }
        return Double.toString(value).replace(".0E", "e").replace('E', 'e');
    }
}
