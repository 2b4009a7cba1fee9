package io.cellwright.schedule.lr;

import java.util.List;

/// Something for each parameter group.
///
/// @param values one for each group in order, or one for all; none where it is left to the group
/// @param <T> of what
public record PerGroup<T>(List<T> values) {
    /// Keeps a copy.
    public PerGroup {
        values = List.copyOf(values);
    }

    /// The same for all groups.
    public static <T> PerGroup<T> all(T value) {
        return new PerGroup<>(List.of(value));
    }

    /// One for each group.
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> PerGroup<T> of(T... values) {
        return new PerGroup<>(List.of(values));
    }

    /// Left to the group.
    public static <T> PerGroup<T> none() {
        return new PerGroup<>(List.of());
    }

    /// That of a group.
    ///
    /// @throws IllegalArgumentException if there is none for it
    public T get(int group) {
        if (values.size() != 1 && group >= values.size()) {
            throw new IllegalArgumentException("the group must be one of the " + values.size()
                    + " that values are given for but was " + group);
        }
        return values.get(values.size() == 1 ? 0 : group);
    }

    /// That of a group, or `other` where it is left to the group.
    public T orElse(int group, T other) {
        return values.isEmpty() ? other : get(group);
    }

    /// For how many groups these are, 1 for any number.
    public int groups() {
        return Math.max(1, values.size());
    }
}
