package io.cellwright.cli;

import java.util.List;
import java.util.Locale;

import io.cellwright.metric.ClassScore;
import io.cellwright.metric.ConfusionMatrix;

/// What the demo found, as one HTML page that needs nothing else.
///
/// @param what the data and the settings, one line each
/// @param scores of each method on the hidden labels, the model first
/// @param types names of the cell types
/// @param figure SVG of the embedding
record DemoReport(List<String> what, List<Score> scores, List<String> types, String figure) {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>Cellwright demo</title>
            <style>
            body { font-family: sans-serif; max-width: 66em; margin: 2em auto; padding: 0 1em; color: #222 }
            table { border-collapse: collapse; margin: 1em 0 }
            th, td { padding: .25em .8em; border-bottom: 1px solid #ddd; text-align: right }
            th:first-child, td:first-child { text-align: left }
            svg { max-width: 100%; height: auto }
            </style>
            </head>
            <body>
            <h1>Cellwright demo</h1>
            """;

    /// A method and how it did.
    record Score(String method, ConfusionMatrix confusion) {}

    String html() {
        StringBuilder html = new StringBuilder(HEAD).append("<ul>\n");
        what.forEach(line -> html.append("<li>").append(EmbeddingFigure.escape(line)).append("</li>\n"));
        html.append("""
                </ul>
                <h2>Cell types of cells whose label was hidden</h2>
                <table>
                <tr><th>method</th><th>accuracy</th><th>macro F1</th></tr>
                """);
        for (Score score : scores) {
            row(html, score.method(), decimal(score.confusion().accuracy()), decimal(score.confusion().macroF1()));
        }
        html.append("</table>\n<h2>").append(EmbeddingFigure.escape(scores.getFirst().method()))
                .append(", each cell type</h2>\n<table>\n<tr><th>cell type</th><th>precision</th><th>recall</th>"
                        + "<th>F1</th><th>cells</th></tr>\n");
        for (ClassScore score : scores.getFirst().confusion().perClass()) {
            row(html, types.get(score.label()), decimal(score.precision()), decimal(score.recall()),
                    decimal(score.f1()), Numbers.count(score.support()));
        }
        return html.append("</table>\n<h2>Embedding, first two principal components</h2>\n").append(figure)
                .append("</body>\n</html>\n").toString();
    }

    private static void row(StringBuilder html, String... cells) {
        html.append("<tr>");
        for (String cell : cells) {
            html.append("<td>").append(EmbeddingFigure.escape(cell)).append("</td>");
        }
        html.append("</tr>\n");
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
