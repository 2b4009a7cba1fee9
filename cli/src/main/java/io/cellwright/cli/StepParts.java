package io.cellwright.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.tensor.StepPart;

/// The parts of the steps of one line, beside the limits of its threads.
///
/// @param measured the steps
/// @param work of each part, where it is known
/// @param limits that were measured between the steps
record StepParts(StepWatch.Measured measured, Map<StepPart, Work> work, Ceilings limits) {
    static TextTable table() {
        return new TextTable(TextTable.Column.left("model"), TextTable.Column.right("threads"),
                TextTable.Column.left("part"), TextTable.Column.right("ms"), TextTable.Column.right("10 % to 90 %"),
                TextTable.Column.right("MFLOP"), TextTable.Column.right("MB"), TextTable.Column.left("bound"),
                TextTable.Column.right("share"));
    }

    /// Adds a row for each part.
    void addTo(TextTable table, StepLine line) {
        for (StepPart part : StepPart.values()) {
            Optional<Work> known = Optional.ofNullable(work.get(part));
            table.row(line.what().title(), Integer.toString(line.threads()), word(part), millis(part, 0.5),
                    millis(part, 0.1) + " to " + millis(part, 0.9),
                    known.map(w -> Numbers.significant(w.flop() / 1e6, 3)).orElse("-"),
                    known.map(w -> Numbers.significant(w.bytes() / 1e6, 3)).orElse("-"),
                    known.map(limits::bound).orElse("-"),
                    known.map(w -> Math.round(100 * share(part, w)) + " %").orElse("-"));
        }
    }

    private String millis(StepPart part, double q) {
        return Numbers.significant(measured.quantile(part, q), 3);
    }

    /// The least time over the median of the time.
    private double share(StepPart part, Work least) {
        return 1e3 * limits.leastSeconds(least) / measured.quantile(part, 0.5);
    }

    private static String word(StepPart part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    JsonArray json() {
        JsonArray all = new JsonArray();
        for (StepPart part : StepPart.values()) {
            JsonObject one = new JsonObject();
            one.addProperty("part", word(part));
            one.addProperty("ms_median", measured.quantile(part, 0.5));
            one.addProperty("ms_p10", measured.quantile(part, 0.1));
            one.addProperty("ms_p90", measured.quantile(part, 0.9));
            Work least = work.get(part);
            if (least != null) {
                one.addProperty("flop", least.flop());
                one.addProperty("bytes", least.bytes());
                one.addProperty("bound", limits.bound(least));
                one.add("share_of_limit", Json.number(share(part, least)));
            }
            all.add(one);
        }
        return all;
    }
}
