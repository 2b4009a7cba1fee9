package io.cellwright.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.cellwright.report.html.Classified;
import io.cellwright.report.html.HtmlReport;
import io.cellwright.report.html.MarkdownReport;
import io.cellwright.report.html.PerClassCsv;
import io.cellwright.report.html.Report;
import io.cellwright.report.html.ReportJson;

/// The files of a report: `x.html` for people, and beside it `x.md` and `x.json` with the same content, and `x.csv` with
/// the scores of each cell type where some were judged.
///
/// @param page the HTML file
record ReportFiles(Path page) {
    /// What the commands' help says of the option.
    static final String DESCRIPTION = "Write a report there: one page with the verdict, curves, a map, the table of types; "
            + "beside it the same as .md and .json, and the scores of types as .csv.";

    private static final String HTML = ".html";

    /// Checks the name.
    ReportFiles {
        if (!page.toString().endsWith(HTML)) {
            throw new IllegalArgumentException("a report is written to a file that ends in .html but was asked for in "
                    + page);
        }
    }

    /// Checks, before any work, that all can be written.
    ///
    /// @throws IllegalArgumentException if the name does not end in `.html`
    /// @throws io.cellwright.data.DataException if one of the files cannot be written
    static Optional<ReportFiles> checked(Optional<Path> page) {
        Optional<ReportFiles> files = page.map(ReportFiles::new);
        files.ifPresent(report -> List.of(HTML, ".md", ".json", ".csv")
                .forEach(ending -> OutputFile.requireFile(report.beside(ending))));
        return files;
    }

    void write(Report report) {
        HtmlReport.write(report, page);
        MarkdownReport.write(report, beside(".md"));
        ReportJson.write(report, beside(".json"));
        report.find(Classified.class).ifPresent(classified -> PerClassCsv.write(classified, beside(".csv")));
    }

    private Path beside(String ending) {
        String name = String.valueOf(page.getFileName());
        return page.resolveSibling(name.substring(0, name.length() - HTML.length()) + ending);
    }
}
