package io.cellwright.schedule.text;

import java.util.List;

import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.ScheduledValue;

/// Reads schedules, the same in Java, in configuration files and on the command line:
///
/// ```
/// warmup(512) then cosine(T_max=512, eta_min=1e-5)
/// steplr(5, gamma=.99) * warmup(512)
/// warmup(4) then plateau(patience=2)
/// exponential(.9) for 100ep then 0.1
/// ```
///
/// - A schedule is a name with arguments. Names are torch's own or short ones, in any case: `CosineAnnealingLR`,
///   `cosine`. Arguments stand in torch's order, or under its names.
/// - A bare number is a constant factor. Where a span is wanted it counts steps, and `20ep` epochs.
/// - `a * b`: both at once. `a then b`: one after the other; `a` must have an end, such as a warm-up, or be given one:
///   `a for 100ep then b`. `*` binds closer; brackets bind closest.
/// - `sequence(a, b, at=[100])`, `chain(a, b)` and `clamp(a, min=1e-5)` say the same with names.
///
/// {@link LrSchedule#text} writes what this reads.
public final class ScheduleText {
    private ScheduleText() {}

    /// The schedule of a learning rate.
    ///
    /// @throws ScheduleTextException if the text is none; the message shows where, and what is allowed there
    public static LrSchedule parse(String text) {
        return new Builder(text).schedule(new Parser(text).parse());
    }

    /// The schedule of any other number. Its base is 1: `ramp(0, 1, 400ep)`, `50 * cosine(100ep)`.
    ///
    /// @throws ScheduleTextException if the text is none, or has a plateau in it
    public static ScheduledValue parseValue(String text) {
        LrSchedule how = parse(text);
        try {
            return new ScheduledValue(how);
        } catch (IllegalArgumentException wrong) {
            throw new ScheduleTextException(String.valueOf(wrong.getMessage()), text, new Place(0, text.length()));
        }
    }

    /// The names of all schedules that can be written.
    public static List<String> names() {
        return Forms.names();
    }
}
