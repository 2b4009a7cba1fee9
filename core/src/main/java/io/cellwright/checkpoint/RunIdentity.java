package io.cellwright.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// What makes a run that run and no other: a checkpoint goes on with the same settings on the same data alone.
///
/// @param settings what was asked for
/// @param data fingerprints of the data
/// @param train cells that are trained on
/// @param validation cells that validate
public record RunIdentity(List<Setting> settings, List<Setting> data, int[] train, int[] validation) {
    private static final int SHOWN = 8;

    /// Copies the lists.
    public RunIdentity {
        settings = List.copyOf(settings);
        data = List.copyOf(data);
    }

    /// How two values of a setting may differ though the run is the same.
    @FunctionalInterface
    public interface Tolerance {
        /// Whether the run may go on with `now` where it began with `then`; each is null where there is none.
        boolean allows(String name, @Nullable String then, @Nullable String now);

        /// No value may differ.
        Tolerance NONE = (name, then, now) -> false;
    }

    /// Checks that a run with the identity `now` is the one that was kept in `file`.
    ///
    /// @throws DataException that shows each difference
    void requireSame(Path file, RunIdentity now, Tolerance tolerance) {
        List<String> other = differences(data, now.data, Tolerance.NONE);
        if (!other.isEmpty()) {
            throw new DataException(file, "data", "the run was begun on other data: " + shown(other),
                    "Give the file that the run was begun on, or begin a new run in another folder");
        }
        List<String> changed = differences(settings, now.settings, tolerance);
        if (!changed.isEmpty()) {
            throw new DataException(file, "settings", "the run was begun with other settings: " + shown(changed),
                    "Ask for what the run was begun with, or begin a new run in another folder");
        }
        if (!Arrays.equals(train, now.train) || !Arrays.equals(validation, now.validation)) {
            throw new DataException(file, "split", "the cells are split otherwise than when the run was begun, perhaps by "
                    + "another version of Cellwright", "Go on with the version that began it");
        }
    }

    private static List<String> differences(List<Setting> then, List<Setting> now, Tolerance tolerance) {
        List<String> names = new ArrayList<>(then.stream().map(Setting::name).toList());
        now.stream().map(Setting::name).filter(name -> !names.contains(name)).forEach(names::add);
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String was = value(then, name);
            String is = value(now, name);
            if (!Objects.equals(was, is) && !tolerance.allows(name, was, is)) {
                differences.add(name + " was " + (was == null ? "not set" : was) + " and is "
                        + (is == null ? "not set" : is));
            }
        }
        return differences;
    }

    private static @Nullable String value(List<Setting> settings, String name) {
        return settings.stream().filter(s -> s.name().equals(name)).map(Setting::value).findFirst().orElse(null);
    }

    private static String shown(List<String> differences) {
        int more = differences.size() - SHOWN;
        return String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size())))
                + (more > 0 ? "; and " + more + " more" : "");
    }
}
