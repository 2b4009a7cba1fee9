package io.cellwright.cli;

import java.io.PrintStream;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/// Kernels beside the limits of the machine.
///
/// @param cells of a minibatch
/// @param genes of a cell
/// @param density share of counts that are not zero
/// @param rounds in which all were measured
/// @param ceilings of each team
/// @param kernels by each team
record KernelResult(int cells, int genes, double density, int rounds, List<Ceilings> ceilings,
        List<KernelWatch.Measured> kernels) implements BenchResult {
    private static final int DIGITS = 3;

    /// Checks that threads do not change results.
    KernelResult {
        for (KernelWatch.Measured one : kernels) {
            for (KernelWatch.Measured other : kernels) {
                if (one.kernel().title().equals(other.kernel().title()) && !one.checksum().equals(other.checksum())) {
                    throw new IllegalStateException("the results of " + one.kernel().title() + " differ between "
                            + one.threads() + " and " + other.threads() + " threads");
                }
            }
        }
    }

    private Ceilings ceilings(int threads) {
        return ceilings.stream().filter(one -> one.threads() == threads).findFirst().orElseThrow();
    }

    @Override
    public void addTo(JsonObject json) {
        JsonObject settings = new JsonObject();
        settings.addProperty("cells", cells);
        settings.addProperty("genes", genes);
        settings.addProperty("share_not_zero", density);
        settings.addProperty("rounds", rounds);
        json.add("settings", settings);
        JsonArray limits = new JsonArray();
        ceilings.forEach(one -> limits.add(one.json()));
        json.add("limits", limits);
        JsonArray results = new JsonArray();
        kernels.forEach(one -> results.add(json(one)));
        json.add("results", results);
    }

    private JsonObject json(KernelWatch.Measured one) {
        Ceilings limit = ceilings(one.threads());
        JsonObject json = new JsonObject();
        json.addProperty("kernel", one.kernel().title());
        json.addProperty("threads", one.threads());
        json.addProperty("runs", one.sortedSeconds().size());
        json.addProperty("us_median", 1e6 * one.quantile(0.5));
        json.addProperty("us_p10", 1e6 * one.quantile(0.1));
        json.addProperty("us_p90", 1e6 * one.quantile(0.9));
        json.addProperty("flop", one.kernel().work().flop());
        json.addProperty("bytes", one.kernel().work().bytes());
        json.addProperty("gigaflops", one.gigaflops());
        json.addProperty("gigabytes_per_second", one.gigabytes());
        json.addProperty("bound", limit.bound(one.kernel().work()));
        json.addProperty("share_of_limit", one.shareOf(limit));
        json.addProperty("result_sha256", one.checksum());
        return json;
    }

    @Override
    public void print(PrintStream out) {
        out.println("minibatch of " + Numbers.count(cells, "cell") + " x " + Numbers.count(genes, "gene") + ", "
                + Numbers.percent(density) + " not zero; " + Numbers.count(rounds, "round") + " by turns");
        out.println();
        limits().lines().forEach(out::println);
        out.println();
        TextTable table = new TextTable(TextTable.Column.left("kernel"), TextTable.Column.right("threads"),
                TextTable.Column.right("us"), TextTable.Column.right("10-90 %"), TextTable.Column.right("MFLOP"),
                TextTable.Column.right("MB"), TextTable.Column.right("GFLOP/s"), TextTable.Column.right("GB/s"),
                TextTable.Column.left("bound"), TextTable.Column.right("share"), TextTable.Column.left("result"));
        for (KernelWatch.Measured one : kernels) {
            Ceilings limit = ceilings(one.threads());
            table.row(one.kernel().title(), Integer.toString(one.threads()), number(1e6 * one.quantile(0.5)),
                    number(1e6 * one.quantile(0.1)) + "-" + number(1e6 * one.quantile(0.9)),
                    number(one.kernel().work().flop() / 1e6), number(one.kernel().work().bytes() / 1e6),
                    number(one.gigaflops()), number(one.gigabytes()), limit.bound(one.kernel().work()),
                    Math.round(100 * one.shareOf(limit)) + " %", one.checksum().substring(0, 8));
        }
        table.lines().forEach(out::println);
    }

    private TextTable limits() {
        TextTable table = new TextTable(TextTable.Column.left("limit"), TextTable.Column.right("threads"),
                TextTable.Column.right("GFLOP/s"), TextTable.Column.right("buffer"),
                TextTable.Column.right("read GB/s"), TextTable.Column.right("triad GB/s"));
        for (Ceilings one : ceilings) {
            String threads = Integer.toString(one.threads());
            table.row("multiply-adds", threads, number(one.flopPerSecond() / 1e9), "", "", "");
            one.levels().forEach(level -> table.row(level.name(), threads, "", Numbers.bytes(level.measured()),
                    number(level.read() / 1e9), number(level.triad() / 1e9)));
        }
        return table;
    }

    private static String number(double value) {
        return value >= 1000 ? Numbers.count(Math.round(value)) : Numbers.significant(value, DIGITS);
    }
}
