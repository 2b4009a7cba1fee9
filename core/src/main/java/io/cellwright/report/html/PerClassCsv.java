package io.cellwright.report.html;

import java.nio.file.Path;

import io.cellwright.metric.ClassScore;

/// The scores of each cell type as comma-separated values: `type,cells,predicted,precision,recall,f1,rare`. Numbers are
/// as Java writes a double: they read back as the same.
public final class PerClassCsv {
    private PerClassCsv() {}

    /// Writes the file, over what was there.
    ///
    /// @throws io.cellwright.data.DataException if it cannot be written
    public static void write(Classified classified, Path path) {
        TextFile.write(path, text(classified));
    }

    /// What is written.
    public static String text(Classified classified) {
        StringBuilder out = new StringBuilder("type,cells,predicted,precision,recall,f1,rare\n");
        for (ClassScore row : classified.rows()) {
            out.append(quoted(classified.name(row))).append(',').append(row.support()).append(',')
                    .append(row.predicted()).append(',').append(row.precision()).append(',').append(row.recall())
                    .append(',').append(row.f1()).append(',').append(classified.rare(row.label())).append('\n');
        }
        return out.toString();
    }

    /// A field, in quotes where it has to be.
    static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
