package io.cellwright.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/// Steps of an earlier run, to say what has become slower. It keeps no seconds: a step is told by the multiply-adds that
/// the same threads did in its time (see {@link StepLine#referenceMegaflop}), measured in the same run, so that another
/// day and, roughly, another machine of the same kind can be compared.
///
/// @param date of the run
/// @param cpu that it was made on
/// @param machine all that is known of it
/// @param sizes of what was trained
/// @param figures of each model
record Baseline(String date, String cpu, String machine, StepSizes sizes, List<Figure> figures) {
    /// A change by more than this is told.
    static final double TOLERANCE = 0.10;

    /// A step of the earlier run.
    ///
    /// @param model its title
    /// @param threads that trained it
    /// @param megaflop millions of operations of multiply-adds that are done in its time
    record Figure(String model, int threads, double megaflop) {}

    /// A figure then and now.
    ///
    /// @param before of the earlier run
    /// @param megaflop of this run
    record Change(Figure before, double megaflop) {
        double share() {
            return megaflop / before.megaflop() - 1;
        }

        boolean isSlower() {
            return share() > TOLERANCE;
        }

        private String percent() {
            return String.format(Locale.ROOT, "%+.1f %%", 100 * share());
        }
    }

    static Baseline of(Machine machine, StepResult result) {
        return new Baseline(LocalDate.now(ZoneOffset.UTC).toString(), machine.cpu(), machine.toString(),
                result.settings().sizes(), result.lines().stream().map(line -> new Figure(line.what().title(),
                        line.threads(), line.referenceMegaflop())).toList());
    }

    /// Reads what {@link #write} wrote.
    ///
    /// @throws IllegalArgumentException if the file is not there or holds something else
    static Baseline read(Path file) {
        try {
            JsonObject root = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            List<Figure> figures = new ArrayList<>();
            for (JsonElement each : root.getAsJsonArray("figures")) {
                JsonObject one = each.getAsJsonObject();
                figures.add(new Figure(one.get("model").getAsString(), one.get("threads").getAsInt(),
                        one.get("reference_megaflop").getAsDouble()));
            }
            return new Baseline(root.get("date").getAsString(), root.get("cpu").getAsString(), root.get("machine").getAsString(),
                    StepSizes.read(root), figures);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read; make a baseline with --write-baseline", e);
        } catch (JsonParseException | IllegalStateException | NullPointerException | NumberFormatException e) {
            throw new IllegalArgumentException(file + ": is not what --write-baseline writes", e);
        }
    }

    void write(Path file) {
        JsonObject root = new JsonObject();
        root.addProperty("date", date);
        root.addProperty("cpu", cpu);
        root.addProperty("machine", machine);
        sizes.addTo(root);
        JsonArray all = new JsonArray();
        for (Figure figure : figures) {
            JsonObject one = new JsonObject();
            one.addProperty("model", figure.model());
            one.addProperty("threads", figure.threads());
            one.addProperty("reference_megaflop", figure.megaflop());
            all.add(one);
        }
        root.add("figures", all);
        try {
            Files.writeString(file, new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root)
                    + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written", e);
        }
    }

    /// Checks that a run trains networks of the same sizes on the same data.
    ///
    /// @throws IllegalArgumentException if not
    void requireSizes(StepSizes others) {
        if (!sizes.equals(others)) {
            throw new IllegalArgumentException("the baseline was measured on " + sizes + " but this run is on " + others
                    + "; give --cells, --genes, --labels, --batch-size, --hidden and --layers as they were, or write "
                    + "another baseline");
        }
    }

    /// What is in both, in the order of this run.
    List<Change> changes(List<StepLine> lines) {
        return lines.stream().flatMap(line -> figures.stream()
                .filter(figure -> figure.model().equals(line.what().title()) && figure.threads() == line.threads())
                .map(figure -> new Change(figure, line.referenceMegaflop()))).toList();
    }

    private boolean isOfThisCpu() {
        return cpu.equals(Machine.cpuModel());
    }

    JsonObject json(List<StepLine> lines) {
        JsonObject json = new JsonObject();
        json.addProperty("date", date);
        json.addProperty("machine", machine);
        json.addProperty("same_cpu", isOfThisCpu());
        JsonArray all = new JsonArray();
        for (Change change : changes(lines)) {
            JsonObject one = new JsonObject();
            one.addProperty("model", change.before().model());
            one.addProperty("threads", change.before().threads());
            one.addProperty("reference_megaflop_before", change.before().megaflop());
            one.addProperty("reference_megaflop", change.megaflop());
            one.addProperty("change", change.share());
            one.addProperty("slower", change.isSlower());
            all.add(one);
        }
        json.add("changes", all);
        return json;
    }

    void print(PrintStream out, List<StepLine> lines) {
        List<Change> changes = changes(lines);
        out.println("against " + date + ", " + machine);
        if (!isOfThisCpu()) {
            out.println("this is another processor: its share of what changed is not known");
        }
        TextTable table = new TextTable(TextTable.Column.left("model"), TextTable.Column.right("threads"),
                TextTable.Column.right("then, MFLOP"), TextTable.Column.right("now, MFLOP"),
                TextTable.Column.right("change"), TextTable.Column.left(""));
        for (Change change : changes) {
            table.row(change.before().model(), Integer.toString(change.before().threads()),
                    Numbers.significant(change.before().megaflop(), 4), Numbers.significant(change.megaflop(), 4),
                    change.percent(), change.isSlower() ? "slower" : "");
        }
        table.lines().forEach(out::println);
        long slower = changes.stream().filter(Change::isSlower).count();
        out.println(slower == 0 ? "nothing is slower by more than " + Math.round(100 * TOLERANCE) + " %"
                : Numbers.count(slower, "figure") + " slower by more than " + Math.round(100 * TOLERANCE) + " %");
    }
}
