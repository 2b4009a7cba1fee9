package io.cellwright.anndata.text;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import io.cellwright.data.CsrMatrix;

/// Writes a table as [DelimitedTable] reads it: a line of gene names, then a row a cell.
///
/// @param out where to
/// @param delimiter between fields
public record TableWriter(Writer out, char delimiter) {
    /// Writes a matrix with its names.
    ///
    /// @param stop whether to leave off
    /// @throws CancellationException if that was wished
    /// @throws IllegalArgumentException if a name has a line end in it
    public void write(List<String> cells, List<String> genes, CsrMatrix x, BooleanSupplier stop) throws IOException {
        for (String gene : genes) {
            out.write(delimiter + field(gene));
        }
        out.write('\n');
        for (int i = 0; i < x.rows(); i++) {
            if (stop.getAsBoolean()) {
                throw new CancellationException("writing was stopped");
            }
            out.write(field(cells.get(i)));
            int e = x.start(i);
            for (int j = 0; j < x.columns(); j++) {
                boolean stored = e < x.start(i + 1) && x.column(e) == j;
                out.write(delimiter);
                out.write(stored ? Decimal.text(x.value(e++)) : "0");
            }
            out.write('\n');
        }
    }

    /// In quotes where it would be taken for something else without.
    private String field(String name) {
        if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("names must be of one line to stand in a table of text but one is \""
                    + name.replace("\n", "\\n").replace("\r", "\\r") + "\"");
        }
        boolean plain = name.indexOf(delimiter) < 0 && name.indexOf('"') < 0 && !name.startsWith("#")
                && name.equals(name.strip());
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
