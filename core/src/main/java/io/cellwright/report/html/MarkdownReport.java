package io.cellwright.report.html;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cellwright.metric.ClassScore;
import io.cellwright.metric.ReliabilityBin;
import io.cellwright.report.html.Section.Fact;
import io.cellwright.report.html.Section.Group;

/// A report as Markdown (CommonMark with GitHub's tables): the same numbers as [HtmlReport], without pictures. Of
/// training it has the first and the last number of each key, of the map only its name.
public final class MarkdownReport {
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport() {}

    /// Writes the file, over what was there.
    ///
    /// @throws io.cellwright.data.DataException if it cannot be written
    public static void write(Report report, Path path) {
        TextFile.write(path, text(report));
    }

    /// What is written.
    public static String text(Report report) {
        MarkdownReport markdown = new MarkdownReport();
        markdown.out.append("# ").append(plain(report.title())).append('\n');
        for (Section section : report.sections()) {
            markdown.out.append("\n## ").append(HtmlReport.heading(section)).append("\n\n");
            markdown.section(section);
        }
        return markdown.out.toString();
    }

    private void section(Section section) {
        switch (section) {
            case Verdict verdict -> paragraph(String.join(" ", verdict.sentences()));
            case Section.Asked asked -> facts(asked.facts());
            case Section.Cells cells -> cells(cells);
            case Curves curves -> curves(curves);
            case CellMap map -> paragraph(map.name() + " of " + Numbers.grouped(map.cells())
                    + " cells: see the page.");
            case Classified classified -> classified(classified);
            case Section.Calibrated calibrated -> calibrated(calibrated);
            case Section.Markers markers -> markers(markers);
            case Section.Settings settings -> facts(settings.facts());
            case Section.Files files -> facts(files.files());
        }
    }

    private void paragraph(String text) {
        out.append(plain(text)).append('\n');
    }

    private void facts(List<Fact> facts) {
        head("name", "value");
        facts.forEach(fact -> row(fact.name(), fact.value()));
    }

    private void cells(Section.Cells cells) {
        String share = Double.isNaN(cells.nonZero()) ? "" : "; " + Numbers.percent(cells.nonZero())
                + " of the counts are not 0";
        paragraph(Numbers.grouped(cells.cells()) + " cells, " + Numbers.grouped(cells.genes()) + " genes" + share
                + ".");
        groups("type", cells.types());
        groups("batch", cells.batches());
    }

    private void groups(String kind, List<Group> groups) {
        if (!groups.isEmpty()) {
            out.append('\n');
            head(kind, "cells");
            groups.forEach(group -> row(group.name(), Numbers.grouped(group.cells())));
        }
    }

    private void curves(Curves curves) {
        head("key", "epochs", "first", "last");
        curves.charts().stream().flatMap(chart -> chart.lines().stream()).filter(line -> line.values().length > 0)
                .forEach(line -> row(line.key(), Integer.toString(line.values().length),
                        Numbers.brief(line.values()[0]), Numbers.brief(line.values()[line.values().length - 1])));
    }

    private void classified(Classified seen) {
        head("type", "cells", "precision", "recall", "F1", "rare");
        for (ClassScore score : seen.rows()) {
            row(seen.name(score), Numbers.grouped(score.support()), Numbers.fixed(score.precision(), 3),
                    Numbers.fixed(score.recall(), 3), Numbers.fixed(score.f1(), 3),
                    seen.rare(score.label()) ? "rare" : "");
        }
        out.append("\nCells of each type (row) by what they were called (column):\n\n");
        List<ClassScore> rows = seen.rows();
        head(concat("is / called", rows.stream().map(seen::name).toList()));
        rows.forEach(is -> row(concat(seen.name(is), rows.stream().map(called -> Numbers.grouped(
                seen.matrix().count_cc()[is.label()][called.label()])).toList())));
    }

    private void calibrated(Section.Calibrated calibrated) {
        paragraph(ReliabilityPlot.summary(calibrated.calibration()));
        out.append('\n');
        head("confidence", "cells", "mean confidence", "right");
        calibrated.calibration().bins().stream().filter(bin -> bin.cells() > 0).forEach((ReliabilityBin bin) -> row(
                ReliabilityPlot.range(bin), Numbers.grouped(bin.cells()),
                Numbers.percent(bin.meanConfidence()), Numbers.percent(bin.accuracy())));
    }

    private void markers(Section.Markers markers) {
        paragraph(markers.source());
        out.append('\n');
        head("type", "cells", "genes (log2 fold change)");
        markers.types().forEach(type -> row(type.type(), Numbers.grouped(type.cells()), type.genes().stream()
                .map(gene -> gene.gene() + " (" + Numbers.fixed(gene.logFoldChange(), 1) + ")")
                .collect(Collectors.joining(", "))));
    }

    private static String[] concat(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toArray(String[]::new);
    }

    private void head(String... names) {
        row(names);
        out.append("|").append("---|".repeat(names.length)).append('\n');
    }

    private void row(String... cells) {
        out.append('|');
        for (String cell : cells) {
            out.append(' ').append(plain(cell)).append(" |");
        }
        out.append('\n');
    }

    /// The text on one line, with nothing in it that Markdown or HTML would take for its own.
    private static String plain(String text) {
        StringBuilder safe = new StringBuilder();
        text.chars().forEach(c -> {
            if (c == '<') {
                safe.append("&lt;");
            } else if (c == '&') {
                safe.append("&amp;");
            } else if (c == '\n' || c == '\r') {
                safe.append(' ');
            } else {
                safe.append("\\`*_[]|#~".indexOf(c) >= 0 ? "\\" : "").append((char) c);
            }
        });
        return safe.toString();
    }
}
