package io.cellwright.cli;

import java.io.PrintStream;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/// How fast cells come from a file, and from memory in minibatches.
///
/// @param file its name; empty where the cells were made
/// @param fileBytes its size
/// @param cells in it
/// @param genes of a cell
/// @param entries counts that are not zero
/// @param read seconds to open the file and read all of it into memory, each time; none where only the file was asked
///     for
/// @param passes over all cells in minibatches
/// @param fingerprint of the counts
record LoadResult(String file, long fileBytes, int cells, int genes, long entries, List<Double> read,
        List<Pass> passes, String fingerprint) implements BenchResult {
    /// Passes over all cells in one order.
    ///
    /// @param order of the cells
    /// @param threads that copy
    /// @param seconds of each pass
    record Pass(String order, int threads, List<Double> seconds) {}

    private double perSecond(List<Double> seconds) {
        return cells / quantile(seconds, 0.5);
    }

    private static double quantile(List<Double> seconds, double q) {
        List<Double> sorted = seconds.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(q * sorted.size())));
    }

    @Override
    public void addTo(JsonObject json) {
        json.addProperty("file", file.isEmpty() ? "made" : file);
        json.addProperty("file_bytes", fileBytes);
        json.addProperty("cells", cells);
        json.addProperty("genes", genes);
        json.addProperty("entries", entries);
        json.addProperty("batch_size", BenchCase.BATCH);
        JsonArray results = new JsonArray();
        if (!read.isEmpty()) {
            results.add(json("read", 1, read));
        }
        passes.forEach(pass -> results.add(json("minibatches, " + pass.order(), pass.threads(), pass.seconds())));
        json.add("results", results);
        json.addProperty("counts_fingerprint", fingerprint);
    }

    private JsonObject json(String what, int threads, List<Double> seconds) {
        JsonObject json = new JsonObject();
        json.addProperty("what", what);
        json.addProperty("threads", threads);
        json.addProperty("passes", seconds.size());
        json.addProperty("seconds_median", quantile(seconds, 0.5));
        json.addProperty("seconds_p10", quantile(seconds, 0.1));
        json.addProperty("seconds_p90", quantile(seconds, 0.9));
        json.addProperty("cells_per_second", perSecond(seconds));
        return json;
    }

    @Override
    public void print(PrintStream out) {
        out.println((file.isEmpty() ? "made cells" : file) + ": " + Numbers.count(cells, "cell") + " x "
                + Numbers.count(genes, "gene") + ", " + Numbers.count(entries) + " counts not zero, file of "
                + Numbers.bytes(fileBytes) + "; minibatches of " + BenchCase.BATCH);
        TextTable table = new TextTable(TextTable.Column.left("what"), TextTable.Column.right("threads"),
                TextTable.Column.right("ms"), TextTable.Column.right("10 % to 90 %"),
                TextTable.Column.right("cells/s"));
        if (!read.isEmpty()) {
            row(table, "file to memory", 1, read);
        }
        passes.forEach(pass -> row(table, "minibatches, " + pass.order(), pass.threads(), pass.seconds()));
        table.lines().forEach(out::println);
        out.println("counts " + fingerprint.substring(0, 16));
    }

    private void row(TextTable table, String what, int threads, List<Double> seconds) {
        table.row(what, Integer.toString(threads), Numbers.significant(1e3 * quantile(seconds, 0.5), 3),
                Numbers.significant(1e3 * quantile(seconds, 0.1), 3) + " to "
                        + Numbers.significant(1e3 * quantile(seconds, 0.9), 3),
                Numbers.count(Math.round(perSecond(seconds))));
    }
}
