package io.cellwright.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/// What `bench step` found.
///
/// @param settings of the run
/// @param lines of all models on all teams
/// @param peakMemory the most memory that the process has had, in bytes, where the system tells
/// @param against an earlier run to compare with
record StepResult(Settings settings, List<StepLine> lines, OptionalLong peakMemory, Optional<Baseline> against) implements BenchResult {
    /// What was trained, and for how long.
    ///
    /// @param sizes of the data, the minibatches and the networks
    /// @param density share of counts that are not zero
    /// @param networks whether nothing but networks of prepared cells was trained
    /// @param warm steps before
    /// @param steps measured
    record Settings(StepSizes sizes, double density, boolean networks, int warm, int steps) {
        JsonObject json() {
            JsonObject settings = new JsonObject();
            sizes.addTo(settings);
            settings.addProperty("share_not_zero", density);
            if (networks) {
                settings.remove("n_hidden");
                settings.remove("n_layers");
            } else {
                settings.addProperty("n_latent", BenchCase.LATENT);
            }
            settings.addProperty("warm_up_steps", warm);
            settings.addProperty("steps", steps);
            return settings;
        }

        @Override
        public String toString() {
            return Numbers.count(sizes.genes()) + " genes, " + Numbers.percent(density) + " not zero, batch "
                    + sizes.batch() + ", " + (networks ? "default networks; " : Numbers.count(sizes.layers(), "layer")
                    + " of " + sizes.hidden() + ", latent " + BenchCase.LATENT + ", " + sizes.labels()
                    + " labels (scanvi); ")
                    + Numbers.count(steps, "step") + " after " + warm;
        }
    }

    /// The promise that results do not depend on threads is worth more than a fast number.
    void requireSame() {
        for (StepLine line : lines) {
            for (StepLine other : lines) {
                if (line.what().equals(other.what()) && !line.measured().weights().equals(other.measured().weights())) {
                    throw new IllegalStateException("the weights of " + line.what().title() + " differ between "
                            + line.threads() + " and " + other.threads() + " threads");
                }
            }
        }
    }

    /// What was slower than in the earlier run.
    boolean isSlower() {
        return against.stream().flatMap(earlier -> earlier.changes(lines).stream()).anyMatch(Baseline.Change::isSlower);
    }

    @Override
    public void addTo(JsonObject json) {
        json.add("settings", settings.json());
        JsonArray results = new JsonArray();
        lines.forEach(line -> results.add(line.json()));
        json.add("results", results);
        peakMemory.ifPresent(bytes -> json.addProperty("peak_memory_bytes", bytes));
        against.ifPresent(earlier -> json.add("against", earlier.json(lines)));
    }

    private void printParts(PrintStream out) {
        TextTable table = StepParts.table();
        lines.forEach(line -> line.parts().ifPresent(parts -> parts.addTo(table, line)));
        if (lines.stream().anyMatch(line -> line.parts().isPresent())) {
            out.println();
            table.lines().forEach(out::println);
            out.println();
        }
    }

    @Override
    public void print(PrintStream out) {
        TextTable table = new TextTable(TextTable.Column.left("model"), TextTable.Column.right("threads"),
                TextTable.Column.right("ms/step"), TextTable.Column.right("10 % to 90 %"),
                TextTable.Column.right("cells/s"), TextTable.Column.right("peak GFLOP/s"),
                TextTable.Column.right("share"), TextTable.Column.right("weights + step"), TextTable.Column.right("loss"), TextTable.Column.left("weights"));
        for (StepLine line : lines) {
            StepWatch.Measured measured = line.measured();
            table.row(line.what().title(), Integer.toString(line.threads()),
                    Numbers.significant(measured.quantile(0.5), 3), Numbers.significant(measured.quantile(0.1), 3)
                            + " to " + Numbers.significant(measured.quantile(0.9), 3),
                    Numbers.count(Math.round(line.cellsPerSecond())), Numbers.significant(line.peak() / 1e9, 3),
                    line.shareOfLimit().isEmpty() ? "-"
                            : Math.round(100 * line.shareOfLimit().getAsDouble()) + " %",
                    Numbers.bytes(measured.memory().weights()) + " + " + Numbers.bytes(measured.memory().step()),
                    Numbers.significant(measured.loss(), 8), measured.weights().substring(0, 16));
        }
        out.println(settings);
        table.lines().forEach(out::println);
        printParts(out);
        peakMemory.ifPresent(bytes -> out.println("this process has had " + Numbers.bytes(bytes)
                + " of memory at most, all lines and the made cells together"));
        against.ifPresent(earlier -> {
            out.println();
            earlier.print(out, lines);
        });
    }
}
