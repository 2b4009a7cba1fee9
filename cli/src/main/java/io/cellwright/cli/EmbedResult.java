package io.cellwright.cli;

import java.io.PrintStream;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.data.Fingerprint;

/// What `bench embed` found.
///
/// @param cells that were embedded in each pass
/// @param genes of a cell
/// @param entries counts that are not zero
/// @param warm passes before
/// @param lines one for each number of threads
record EmbedResult(int cells, int genes, long entries, int warm, List<Line> lines) implements BenchResult {
    /// Passes with so many threads.
    ///
    /// @param threads of the model
    /// @param seconds of each pass
    /// @param peak operations a second of multiply-adds in registers: the best of short bursts between the passes
    /// @param embedding SHA-256 of the embedding
    record Line(int threads, List<Double> seconds, double peak, String embedding) {
        private double quantile(double q) {
            List<Double> sorted = seconds.stream().sorted().toList();
            return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(q * sorted.size())));
        }
    }

    /// Checksum of numbers by their bits.
    static String sha256(float[] values) {
        Fingerprint sum = new Fingerprint();
        for (float value : values) {
            sum.add(Float.floatToRawIntBits(value));
        }
        return sum.sha256();
    }

    /// Operations of the products of a pass. Of the first layer a cell's product has as many rows of weights as it has
    /// counts; the last one makes means and variances.
    double productFlop() {
        return 2.0 * entries * BenchCase.HIDDEN + 2.0 * cells * BenchCase.HIDDEN * 2 * BenchCase.LATENT;
    }

    private double cellsPerSecond(Line line) {
        return cells / line.quantile(0.5);
    }

    private double share(Line line) {
        return productFlop() / line.peak() / line.quantile(0.5);
    }

    /// The promise that results do not depend on threads is worth more than a fast number.
    void requireSame() {
        if (lines.stream().map(Line::embedding).distinct().count() > 1) {
            throw new IllegalStateException("the embeddings differ between "
                    + lines.stream().map(line -> Integer.toString(line.threads())).toList() + " threads");
        }
    }

    @Override
    public void addTo(JsonObject json) {
        JsonObject settings = new JsonObject();
        settings.addProperty("cells", cells);
        settings.addProperty("genes", genes);
        settings.addProperty("share_not_zero", density());
        settings.addProperty("n_hidden", BenchCase.HIDDEN);
        settings.addProperty("n_latent", BenchCase.LATENT);
        settings.addProperty("warm_up_passes", warm);
        json.add("settings", settings);
        JsonArray results = new JsonArray();
        lines.forEach(line -> results.add(json(line)));
        json.add("results", results);
    }

    private JsonObject json(Line line) {
        JsonObject json = new JsonObject();
        json.addProperty("threads", line.threads());
        json.addProperty("passes", line.seconds().size());
        json.addProperty("seconds_median", line.quantile(0.5));
        json.addProperty("seconds_p10", line.quantile(0.1));
        json.addProperty("seconds_p90", line.quantile(0.9));
        json.addProperty("cells_per_second", cellsPerSecond(line));
        json.addProperty("product_flop", productFlop());
        json.addProperty("peak_gigaflops", line.peak() / 1e9);
        json.addProperty("share_of_limit", share(line));
        json.addProperty("embedding_sha256", line.embedding());
        return json;
    }

    private double density() {
        return entries / ((double) cells * genes);
    }

    @Override
    public void print(PrintStream out) {
        out.println(Numbers.count(cells, "cell") + " x " + Numbers.count(genes, "gene") + ", " + Numbers.percent(density())
                + " not zero, 1 layer of " + BenchCase.HIDDEN + ", latent " + BenchCase.LATENT + "; after "
                + warm + " others");
        TextTable table = new TextTable(TextTable.Column.left("what"), TextTable.Column.right("threads"),
                TextTable.Column.right("ms/pass"), TextTable.Column.right("10 % to 90 %"),
                TextTable.Column.right("cells/s"), TextTable.Column.right("peak GFLOP/s"),
                TextTable.Column.right("share"), TextTable.Column.left("embedding"));
        for (Line line : lines) {
            table.row("scvi, embed", Integer.toString(line.threads()), Numbers.significant(1e3 * line.quantile(0.5), 3),
                    Numbers.significant(1e3 * line.quantile(0.1), 3) + " to "
                            + Numbers.significant(1e3 * line.quantile(0.9), 3),
                    Numbers.count(Math.round(cellsPerSecond(line))), Numbers.significant(line.peak() / 1e9, 3),
                    Math.round(100 * share(line)) + " %", line.embedding().substring(0, 16));
        }
        table.lines().forEach(out::println);
    }
}
