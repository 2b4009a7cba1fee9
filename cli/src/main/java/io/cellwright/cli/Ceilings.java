package io.cellwright.cli;

import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/// What a team of threads can do at most, as measured on the spot.
///
/// @param threads of the team
/// @param flopPerSecond most multiply-adds in registers, as two operations each
/// @param levels from the nearest memory to the farthest; the last one holds everything
record Ceilings(int threads, double flopPerSecond, List<Level> levels) {
    /// Where numbers can be.
    ///
    /// @param name such as `L2`
    /// @param holds bytes that find room there
    /// @param measured bytes of the buffer that was measured
    /// @param read most bytes a second, read only
    /// @param triad most bytes a second, two read and one written
    record Level(String name, double holds, long measured, double read, double triad) {
        /// The better of the two: a limit that no mixture passes by much.
        double best() {
            return Math.max(read, triad);
        }
    }

    /// The least time for some work: that for its arithmetic or that for its bytes, whichever is more. As many bytes as
    /// find room come from the nearest level, as many of the others from the next.
    double leastSeconds(Work work) {
        return Math.max(work.flop() / flopPerSecond, transferSeconds(work.bytes()));
    }

    private double transferSeconds(double bytes) {
        double seconds = 0;
        double done = 0;
        for (Level level : levels) {
            double here = Math.max(0, Math.min(bytes, level.holds()) - done);
            seconds += here / level.best();
            done += here;
        }
        return seconds;
    }

    /// Which of both bounds some work: `FLOP`, or the farthest level that its bytes come from.
    String bound(Work work) {
        if (work.flop() / flopPerSecond >= transferSeconds(work.bytes())) {
            return "FLOP";
        }
        return levels.stream().filter(level -> work.bytes() <= level.holds()).findFirst().orElse(levels.getLast())
                .name();
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("threads", threads);
        json.addProperty("gigaflops", flopPerSecond / 1e9);
        JsonArray all = new JsonArray();
        for (Level level : levels) {
            JsonObject one = new JsonObject();
            one.addProperty("level", level.name());
            one.addProperty("buffer_bytes", level.measured());
            one.addProperty("read_gigabytes_per_second", level.read() / 1e9);
            one.addProperty("triad_gigabytes_per_second", level.triad() / 1e9);
            all.add(one);
        }
        json.add("transfers", all);
        return json;
    }
}
