package io.cellwright.report.html;

import java.util.List;

/// The beginning and the end of tables; rows come between.
final class Table {
    private Table() {}

    static void open(Markup out, String caption, List<String> heads) {
        out.open("table").text("caption", caption).open("thead").open("tr");
        heads.forEach(head -> out.text("th", head, "scope", "col"));
        out.close("tr").close("thead").open("tbody");
    }

    static void close(Markup out) {
        out.close("tbody").close("table");
    }

    /// A table that shows when the reader opens it, and that can be moved sideways, by keyboard too.
    static void openFolded(Markup out, String summary, String caption, List<String> heads) {
        out.open("details").text("summary", summary).open("div", "class", "wide", "tabindex", "0");
        open(out, caption, heads);
    }

    static void closeFolded(Markup out) {
        close(out);
        out.close("div").close("details");
    }
}
