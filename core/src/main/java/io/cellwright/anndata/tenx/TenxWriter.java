package io.cellwright.anndata.tenx;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.cellwright.data.Column;
import io.cellwright.data.Frame;

/// Writes names as [TenxFolder] reads them: barcodes, and features with identifier, symbol and type.
public final class TenxWriter {
    private static final String GENE_IDS = "gene_ids";
    private static final String GENE = "Gene Expression";

    private static final Pattern PART = Pattern.compile("(matrix\\.mtx|(barcodes|features|genes)\\.tsv)(\\.gz)?");

    private TenxWriter() {}

    /// Whether a file of that name is a part of a matrix.
    public static boolean isPart(String name) {
        return PART.matcher(name).matches();
    }

    /// The columns of var that stand in `features.tsv`.
    public static List<String> columns() {
        return List.of(GENE_IDS, Features.TYPE);
    }

    /// Writes `barcodes.tsv`.
    ///
    /// @throws IllegalArgumentException if a name has a tab or a line end in it
    public static void barcodes(Writer out, Frame obs) throws IOException {
        for (String name : obs.names()) {
            out.write(plain(name) + "\n");
        }
    }

    /// Writes `features.tsv`. Where var has no identifiers the names stand for them, and where it has no types all are
    /// genes.
    ///
    /// @throws IllegalArgumentException if a name has a tab or a line end in it
    public static void features(Writer out, Frame var) throws IOException {
        Optional<Column> identifiers = var.column(GENE_IDS);
        Optional<Column> types = var.column(Features.TYPE);
        for (int j = 0; j < var.size(); j++) {
            String name = plain(var.names().get(j));
            out.write(text(identifiers, j, name) + "\t" + name + "\t" + text(types, j, GENE) + "\n");
        }
    }

    private static String text(Optional<Column> column, int row, String otherwise) {
        String text = column.isPresent() ? column.get().text(row) : null;
        return text == null ? otherwise : plain(text);
    }

    private static String plain(String name) {
        if (name.isEmpty() || name.chars().anyMatch(c -> c == '\t' || c == '\n' || c == '\r')) {
            throw new IllegalArgumentException("names must be texts without tabs and line ends in a 10x folder but one "
                    + "is \""
                    + name.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r") + "\"");
        }
        return name;
    }
}
