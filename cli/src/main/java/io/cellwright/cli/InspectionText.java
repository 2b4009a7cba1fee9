package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.Summary;
import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.anndata.Summary.Encoding;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.cli.Inspection.Facts;
import io.cellwright.cli.Inspection.Level;
import io.cellwright.cli.Inspection.Matrix;
import io.cellwright.cli.TextTable.Column;
import io.cellwright.data.preprocess.CountCheck;
import io.cellwright.data.preprocess.ValueKind;

/// An inspection as people read it.
///
/// @param program the name that commands begin with
record InspectionText(Inspection found, String program) {
    private static final int EXAMPLES = 3;
    private static final String INDENT = "  ";

    /// All of it, without a line feed at the end.
    String text() {
        return Stream.of(List.of(size()), matrices(), columns(), names(), verdict(), commands())
                .filter(part -> !part.isEmpty()).map(part -> String.join("\n", part))
                .collect(Collectors.joining("\n\n"));
    }

    private String size() {
        Summary summary = found.summary();
        return found.file() + ": " + Numbers.count(summary.cells(), "cell") + " x "
                + Numbers.count(summary.genes(), "gene") + ", " + Numbers.bytes(found.bytes())
                + (found.format() == FileFormat.H5AD ? "" : ", " + found.label());
    }

    private List<String> matrices() {
        TextTable table = new TextTable(Column.left("matrix"), Column.right("genes"), Column.left("kept as"),
                Column.right("non-zero"), Column.left("holds"));
        for (Matrix matrix : found.matrices()) {
            MatrixInfo info = matrix.info();
            double all = (double) info.rows() * info.columns();
            table.row(info.ref().path(), Numbers.count(info.columns()), encoding(info.encoding()) + " " + info.dtype(),
                    matrix.check().filter(check -> all > 0).map(check -> Numbers.percent(check.entries() / all))
                            .orElse("-"),
                    matrix.check().map(InspectionText::holds)
                            .orElse(matrix.damage().isPresent() ? "cannot be read" : "not looked at"));
        }
        return found.matrices().isEmpty() ? List.of() : table.lines();
    }

    private static String encoding(Encoding encoding) {
        return switch (encoding) {
            case CSR -> "CSR";
            case CSC -> "CSC";
            case DENSE -> "dense";
            case TEXT -> "text";
        };
    }

    private static String holds(CountCheck check) {
        String largest = ", up to " + Numbers.exact(check.largest(), 4);
        return switch (check.kind()) {
            case COUNTS -> "raw counts" + largest;
            case FRACTIONAL -> "counts with fractions" + largest;
            case NORMALIZED -> "normalized counts" + largest;
            case LOG_TRANSFORMED -> "logarithms" + largest;
            case SCALED -> "scaled values" + largest;
            case BROKEN -> check.notFinite() > 0 ? "NaN or infinite values" : "negative counts";
            case EMPTY -> check.cells() == 0 || check.genes() == 0 ? "nothing" : "zeros only";
        };
    }

    private List<String> columns() {
        TextTable table = new TextTable(Column.left("obs"), Column.left("kind"), Column.right("values"),
                Column.right("missing"), Column.left("commonest, or range"));
        for (Facts facts : found.obs()) {
            table.row(facts.name(), kind(facts), facts.groups() ? Numbers.count(facts.levels().size()) : "",
                    facts.missing() == 0 ? "" : Numbers.count(facts.missing()), examples(facts));
        }
        return found.obs().isEmpty() ? List.of() : table.lines();
    }

    static String kind(Facts facts) {
        return facts.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String examples(Facts facts) {
        if (!facts.groups()) {
            return Double.isNaN(facts.least()) ? ""
                    : Numbers.exact(facts.least(), 4) + " to " + Numbers.exact(facts.largest(), 4);
        }
        List<Level> levels = facts.levels();
        return levels.size() > 1 && levels.getFirst().cells() == 1
                ? "all different, such as " + shown(levels.getFirst())
                : levels.stream().limit(EXAMPLES).map(level -> shown(level) + " (" + Numbers.count(level.cells()) + ")")
                        .collect(Collectors.joining(", "));
    }

    private static String shown(Level level) {
        return level.text().isBlank() ? "'" + level.text() + "'" : level.text();
    }

    private List<String> names() {
        List<String> lines = new ArrayList<>();
        lines.addAll(names("var", found.summary().var().stream().map(ColumnInfo::name).toList()));
        lines.addAll(names("obsm", found.summary().obsm()));
        lines.addAll(names("uns", found.summary().uns()));
        return lines;
    }

    private static List<String> names(String title, List<String> names) {
        List<String> parts = IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i) + (i < names.size() - 1 ? "," : "")).toList();
        return names.isEmpty() ? List.of()
                : Paragraph.of(title + ": ", " ".repeat(title.length() + 2), parts);
    }

    private List<String> verdict() {
        List<String> lines = new ArrayList<>();
        Optional<Matrix> matrix = found.trainable();
        if (matrix.isPresent()) {
            CountCheck check = matrix.get().check().orElseThrow();
            lines.add("Can be trained on: " + matrix.get().info().ref().path() + " holds " + holds(check) + ".");
            found.warnings().forEach(warning -> lines.addAll(Paragraph.of("Note: ", "      ", warning + ".")));
            return lines;
        }
        lines.add("Cannot be trained on:");
        problems(found).forEach(problem -> lines.addAll(Paragraph.of(INDENT, INDENT + INDENT, problem)));
        if (found.damagedTables().isEmpty() && found.matrices().stream().flatMap(some -> some.check().stream())
                .anyMatch(check -> check.kind() != ValueKind.EMPTY)) {
            lines.add("The models need raw counts. Keep a copy of them before you normalize; with scanpy:");
            lines.add(INDENT + "adata.layers[\"counts\"] = adata.X.copy()");
        }
        return lines;
    }

    /// Why a file cannot be trained on, one sentence each.
    static List<String> problems(Inspection found) {
        Summary summary = found.summary();
        if (summary.cells() == 0 || summary.genes() == 0) {
            return List.of("there are no " + (summary.cells() == 0 ? "cells" : "genes") + " in it");
        }
        return found.problems().isEmpty() ? List.of("there is no matrix in it") : found.problems();
    }

    private List<String> commands() {
        List<String> lines = new ArrayList<>();
        TrainingAdvice.of(found).ifPresent(advice -> {
            lines.add("To embed the cells:");
            lines.addAll(typed(advice.scvi(program, found.file())));
            advice.scanvi(program, found.file()).ifPresent(command -> {
                lines.add("To tell cell types apart as well:");
                lines.addAll(typed(command));
            });
        });
        return lines;
    }

    private static List<String> typed(ShellCommand command) {
        return command.lines(Paragraph.COLUMNS - INDENT.length()).stream().map(line -> INDENT + line).toList();
    }
}
