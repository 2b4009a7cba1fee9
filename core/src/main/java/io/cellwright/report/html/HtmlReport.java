package io.cellwright.report.html;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

import io.cellwright.metric.ClassScore;
import io.cellwright.report.html.Section.Fact;
import io.cellwright.report.html.Section.Group;

/// A report as one HTML file that needs nothing else: no network, no fonts, no other file. Its policy forbids the
/// browser to load anything and to run any script but the one that draws the map. It follows the reader's light or
/// dark scheme, prints on A4, and can be read with a keyboard and a screen reader; each picture has a table of its
/// numbers. It is well-formed XML too, so that other programs can take it apart.
///
/// Names in it may hold anything; all text is escaped. At most 50,000 cells of a map are drawn; the page says so.
public final class HtmlReport {
    private HtmlReport() {}

    /// Writes the file, over what was there.
    ///
    /// @throws io.cellwright.data.DataException if it cannot be written
    public static void write(Report report, Path path) {
        TextFile.write(path, text(report));
    }

    /// What is written.
    public static String text(Report report) {
        String script = "//<![CDATA[\n" + TextFile.own("report.js") + "//]]>\n";
        Markup out = new Markup().open("html", "lang", "en");
        head(out, report, script);
        out.open("body").text("a", "To the content", "class", "skip", "href", "#content").newLine();
        out.open("header").text("h1", report.title()).open("nav", "aria-label", "Sections").open("ul");
        report.sections().forEach(section -> out.open("li").text("a", heading(section), "href", "#" + id(section))
                .close("li"));
        out.close("ul").close("nav").close("header").newLine().open("main", "id", "content").newLine();
        report.sections().forEach(section -> section(out, section));
        out.close("main").newLine();
        out.text("footer", "Written by Cellwright. This page holds all its data and loads nothing.").newLine();
        out.raw("script", script).close("body").newLine().close("html").newLine();
        return out.toString();
    }

    private static void head(Markup out, Report report, String script) {
        out.open("head").open("meta", "charset", "utf-8").newLine();
        out.open("meta", "http-equiv", "Content-Security-Policy", "content", "default-src 'none'; "
                + "style-src 'unsafe-inline'; script-src 'sha256-" + hash(script) + "'").newLine();
        out.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").newLine();
        out.text("title", report.title()).newLine();
        out.raw("style", "\n" + Palette.style() + TextFile.own("report.css")).close("head").newLine();
    }

    private static String hash(String script) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256")
                    .digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("each Java has SHA-256", never);
        }
    }

    private static String id(Section section) {
        return switch (section) {
            case Verdict v -> "verdict";
            case Section.Asked a -> "asked";
            case Section.Cells c -> "data";
            case Curves c -> "training";
            case CellMap m -> "map";
            case Classified c -> "types";
            case Section.Calibrated c -> "calibration";
            case Section.Markers m -> "markers";
            case Section.Settings s -> "settings";
            case Section.Files f -> "files";
        };
    }

    /// What stands over a section, in each form of the report.
    static String heading(Section section) {
        return switch (section) {
            case Verdict v -> "Verdict";
            case Section.Asked a -> "What was asked";
            case Section.Cells c -> "Data";
            case Curves c -> "Training";
            case CellMap m -> "Map of the cells";
            case Classified c -> "Type by type";
            case Section.Calibrated c -> "Can the confidence be believed?";
            case Section.Markers m -> "Marker genes";
            case Section.Settings s -> "Settings and hashes";
            case Section.Files f -> "Files";
        };
    }

    private static void section(Markup out, Section section) {
        String id = id(section);
        out.open("section", "id", id, "class", id, "aria-labelledby", id + "-heading");
        out.text("h2", heading(section), "id", id + "-heading").newLine();
        switch (section) {
            case Verdict verdict -> verdict.sentences().forEach(sentence -> out.text("p", sentence));
            case Section.Asked asked -> facts(out, asked.facts());
            case Section.Cells cells -> cells(out, cells);
            case Curves curves -> curves(out, curves);
            case CellMap map -> MapFigure.write(out, map);
            case Classified classified -> classified(out, classified);
            case Section.Calibrated calibrated -> ReliabilityPlot.write(out, calibrated.calibration());
            case Section.Markers markers -> markers(out, markers);
            case Section.Settings settings -> facts(out, settings.facts());
            case Section.Files files -> facts(out, files.files());
        }
        out.close("section").newLine();
    }

    private static void facts(Markup out, List<Fact> facts) {
        out.open("dl");
        facts.forEach(fact -> out.text("dt", fact.name()).text("dd", fact.value()));
        out.close("dl").newLine();
    }

    private static void cells(Markup out, Section.Cells cells) {
        out.open("dl").text("dt", "cells").text("dd", Numbers.grouped(cells.cells()));
        out.text("dt", "genes").text("dd", Numbers.grouped(cells.genes()));
        if (!Double.isNaN(cells.nonZero())) {
            out.text("dt", "counts that are not 0").text("dd", Numbers.percent(cells.nonZero()));
        }
        out.close("dl").newLine().open("div", "class", "tables");
        groups(out, "Cells of each type", "type", cells.types(), cells.cells());
        groups(out, "Cells of each batch", "batch", cells.batches(), cells.cells());
        out.close("div").newLine();
    }

    private static void groups(Markup out, String caption, String kind, List<Group> groups, int all) {
        if (groups.isEmpty()) {
            return;
        }
        Table.open(out, caption, List.of(kind, "cells", "share"));
        for (Group group : groups) {
            out.open("tr").text("th", group.name(), "scope", "row").text("td", Numbers.grouped(group.cells()));
            out.text("td", Numbers.percent((double) group.cells() / all)).close("tr");
        }
        Table.close(out);
    }

    private static void curves(Markup out, Curves curves) {
        out.open("div", "class", "charts");
        for (int c = 0; c < curves.charts().size(); c++) {
            CurvePlot.write(out, curves.charts().get(c), "curve" + c);
        }
        out.close("div").newLine();
    }

    private static void classified(Markup out, Classified seen) {
        out.open("div", "class", "wide", "tabindex", "0");
        Table.open(out, "Precision: of the cells called so, how many are. Recall: of the cells that are, how many were "
                + "called so. F1: both together. Rare: fewer than " + Numbers.percent(seen.rareShare())
                + " of the cells.", List.of("type", "cells", "precision", "recall", "F1"));
        for (ClassScore row : seen.rows()) {
            out.open("tr").open("th", "scope", "row").text(seen.name(row));
            if (seen.rare(row.label())) {
                out.text("span", "rare", "class", "rare");
            }
            out.close("th").text("td", Numbers.grouped(row.support())).text("td", Numbers.fixed(row.precision(), 3))
                    .text("td", Numbers.fixed(row.recall(), 3)).open("td").text(Numbers.fixed(row.f1(), 3));
            bar(out, row.f1());
            out.close("td").close("tr");
        }
        Table.close(out);
        out.close("div").newLine();
        HeatMap.write(out, seen);
    }

    private static void bar(Markup out, double share) {
        out.open("svg", "class", "bar", "viewBox", "0 0 100 14", "preserveAspectRatio", "none", "aria-hidden", "true");
        out.open("rect", "class", "whole", "width", "100", "height", "14");
        out.open("rect", "class", "part", "width", Numbers.at(100 * share), "height", "14").close("svg");
    }

    private static void markers(Markup out, Section.Markers markers) {
        out.text("p", markers.source());
        out.text("p", "Each gene with its log2 fold change, each type with how many cells were called so.", "class",
                "note");
        out.open("dl");
        for (Section.TypeMarkers type : markers.types()) {
            out.open("dt").text(type.type() + " ").text("small", Numbers.grouped(type.cells())).close("dt").open("dd");
            for (Section.Marker marker : type.genes()) {
                out.open("span", "class", "gene").text(marker.gene() + " ")
                        .text("small", Numbers.fixed(marker.logFoldChange(), 1)).close("span").text(" ");
            }
            out.close("dd");
        }
        out.close("dl").newLine();
    }
}
