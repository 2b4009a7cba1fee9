package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.cli.Inspection.Facts;
import io.cellwright.cli.Inspection.Matrix;
import io.cellwright.cli.TextTable.Column;
import io.cellwright.data.preprocess.CountCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cellwright inspect`.
@Command(
        name = "inspect",
        header = "Tell what is in an .h5ad file, and how to train on it.",
        description = "Every value of X is looked at, and of other matrices until one holds raw counts, which the models"
                + " need.")
final class InspectCommand implements Callable<Integer> {
    /// The launcher sets it to the name that it was started by.
    private static final String PROGRAM_PROPERTY = "cellwright.program";
    private static final int EXAMPLES = 3;

    private final Screen screen;

    @Parameters(paramLabel = "FILE", description = "The .h5ad file.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    InspectCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        Inspection found = Inspection.of(file);
        if (json) {
            Json.print(screen.out(), json(found));
        } else {
            text(found);
        }
        return ExitStatus.DONE.code();
    }

    private void text(Inspection found) {
        List<List<String>> parts = List.of(List.of(size(found)), matrices(found), columns(found), names(found),
                verdict(found), commands(found));
        String text = parts.stream().filter(part -> !part.isEmpty()).map(part -> String.join("\n", part))
                .collect(Collectors.joining("\n\n"));
        screen.out().println(Screen.printable(text));
    }

    private String size(Inspection found) {
        return file + ": " + Numbers.count(found.summary().cells()) + " cells x "
                + Numbers.count(found.summary().genes()) + " genes, " + Numbers.bytes(found.bytes());
    }

    private static List<String> matrices(Inspection found) {
        TextTable table = new TextTable(Column.left("matrix"), Column.right("genes"), Column.left("kept as"),
                Column.right("non-zero"), Column.left("holds"));
        for (Matrix matrix : found.matrices()) {
            double all = (double) matrix.info().rows() * matrix.info().columns();
            table.row(matrix.info().ref().path(), Numbers.count(matrix.info().columns()),
                    matrix.info().encoding() + " " + matrix.info().dtype(),
                    matrix.check().filter(check -> all > 0).map(check -> Numbers.percent(check.entries() / all))
                            .orElse("-"),
                    matrix.check().map(InspectCommand::holds).orElse("not looked at"));
        }
        return found.matrices().isEmpty() ? List.of() : table.lines();
    }

    private static String holds(CountCheck check) {
        String largest = ", up to " + Numbers.significant(check.largest(), 4);
        return switch (check.kind()) {
            case COUNTS -> "raw counts" + largest;
            case FRACTIONAL -> "counts with fractions" + largest;
            case NORMALIZED -> "normalized counts" + largest;
            case LOG_TRANSFORMED -> "logarithms" + largest;
            case SCALED -> "scaled values" + largest;
            case BROKEN -> "no counts" + largest;
            case EMPTY -> "zeros only";
        };
    }

    private static List<String> columns(Inspection found) {
        TextTable table = new TextTable(Column.left("obs"), Column.left("kind"), Column.right("values"),
                Column.right("missing"), Column.left("commonest, or range"));
        for (Facts facts : found.obs()) {
            table.row(facts.name(), kind(facts), facts.groups() ? Numbers.count(facts.levels().size()) : "",
                    facts.missing() == 0 ? "" : Numbers.count(facts.missing()), examples(facts));
        }
        return found.obs().isEmpty() ? List.of() : table.lines();
    }

    private static String kind(Facts facts) {
        return facts.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String examples(Facts facts) {
        if (facts.groups()) {
            return facts.levels().stream().limit(EXAMPLES)
                    .map(level -> level.text() + " (" + Numbers.count(level.cells()) + ")")
                    .collect(Collectors.joining(", "));
        }
        return Double.isNaN(facts.least()) ? ""
                : Numbers.significant(facts.least(), 4) + " to " + Numbers.significant(facts.largest(), 4);
    }

    private static List<String> names(Inspection found) {
        List<String> lines = new ArrayList<>();
        names("var", found.summary().var().stream().map(ColumnInfo::name).toList(), lines);
        names("obsm", found.summary().obsm(), lines);
        names("uns", found.summary().uns(), lines);
        return lines;
    }

    private static void names(String title, List<String> names, List<String> lines) {
        if (!names.isEmpty()) {
            lines.add(title + ": " + String.join(", ", names));
        }
    }

    private static List<String> verdict(Inspection found) {
        List<String> lines = new ArrayList<>();
        Optional<Matrix> matrix = found.trainable();
        if (matrix.isEmpty()) {
            lines.add("Cannot be trained on:");
            problems(found).forEach(problem -> lines.add("  " + problem));
        } else {
            CountCheck check = matrix.get().check().orElseThrow();
            lines.add("Can be trained on: " + matrix.get().info().ref().path() + " holds " + holds(check) + ".");
            check.warnings().forEach(warning -> lines.add("Note: " + warning + "."));
        }
        return lines;
    }

    private List<String> commands(Inspection found) {
        List<String> lines = new ArrayList<>();
        TrainingAdvice.of(found).ifPresent(advice -> {
            lines.add("To embed the cells:");
            lines.add("  " + advice.scvi(program(), file));
            advice.scanvi(program(), file).ifPresent(command -> {
                lines.add("To tell cell types apart as well:");
                lines.add("  " + command);
            });
        });
        return lines;
    }

    private static List<String> problems(Inspection found) {
        return found.matrices().isEmpty() ? List.of("there is no matrix in it") : found.matrices().stream()
                .flatMap(matrix -> matrix.check().flatMap(CountCheck::problem)
                        .map(problem -> matrix.info().ref().path() + ": " + problem).stream())
                .toList();
    }

    private static String program() {
        return System.getProperty(PROGRAM_PROPERTY, "cellwright");
    }

    private JsonObject json(Inspection found) {
        JsonObject object = new JsonObject();
        object.addProperty("file", file.toString());
        object.addProperty("bytes", found.bytes());
        object.addProperty("cells", found.summary().cells());
        object.addProperty("genes", found.summary().genes());
        JsonArray matrices = new JsonArray();
        found.matrices().forEach(matrix -> matrices.add(json(matrix)));
        object.add("matrices", matrices);
        JsonArray obs = new JsonArray();
        found.obs().forEach(facts -> obs.add(json(facts)));
        object.add("obs", obs);
        object.add("var", array(found.summary().var().stream().map(ColumnInfo::name).toList()));
        object.add("obsm", array(found.summary().obsm()));
        object.add("uns", array(found.summary().uns()));
        Optional<TrainingAdvice> advice = TrainingAdvice.of(found);
        object.addProperty("trainable", advice.isPresent());
        object.addProperty("problem", advice.isPresent() ? null : String.join("; ", problems(found)));
        object.add("warnings", array(found.trainable().flatMap(Matrix::check).map(CountCheck::warnings)
                .orElse(List.of())));
        JsonObject commands = new JsonObject();
        advice.ifPresent(some -> commands.addProperty("scvi", some.scvi(program(), file)));
        advice.flatMap(some -> some.scanvi(program(), file))
                .ifPresent(command -> commands.addProperty("scanvi", command));
        object.add("commands", commands);
        return object;
    }

    private static JsonObject json(Matrix matrix) {
        JsonObject object = new JsonObject();
        object.addProperty("name", matrix.info().ref().path());
        object.addProperty("cells", matrix.info().rows());
        object.addProperty("genes", matrix.info().columns());
        object.addProperty("encoding", matrix.info().encoding().name().toLowerCase(Locale.ROOT));
        object.addProperty("dtype", matrix.info().dtype());
        object.addProperty("stored", matrix.info().stored());
        object.addProperty("holds", matrix.check().map(CountCheck::kind)
                .map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse(null));
        return object;
    }

    private static JsonObject json(Facts facts) {
        JsonObject object = new JsonObject();
        object.addProperty("name", facts.name());
        object.addProperty("kind", kind(facts));
        object.addProperty("missing", facts.missing());
        if (facts.groups()) {
            object.addProperty("values", facts.levels().size());
        } else {
            object.add("least", Json.number(facts.least()));
            object.add("largest", Json.number(facts.largest()));
        }
        return object;
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
