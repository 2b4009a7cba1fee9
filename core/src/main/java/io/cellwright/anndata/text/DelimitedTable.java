package io.cellwright.anndata.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.cellwright.anndata.table.Contents;
import io.cellwright.anndata.table.CountEntries;
import io.cellwright.anndata.table.StoredCounts;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// A table of counts as text: a line of names, then a line a row, which begins with the name of the row. Fields are
/// parted by tabs, commas, semicolons or spaces, whatever the first line has. Names may be quoted. Lines that begin
/// with `#` in front of the names are left out, and so are empty ones.
///
/// Differs from `scanpy.read_csv`, which takes a first column of numbers, such as pandas' own index, for counts: here
/// the first column is always the names. The first line may have a name for it or not.
public final class DelimitedTable {
    private static final System.Logger LOG = System.getLogger(DelimitedTable.class.getName());
    private static final String DELIMITERS = "\t,; ";
    private static final String RAGGED = "All rows must have as many fields: is the file whole, and is each name "
            + "with a delimiter in it quoted?";

    private final TextLines lines;
    private final boolean genesInRows;
    private final Decimal decimal = new Decimal();
    private final CountEntries entries = new CountEntries();
    private final List<String> rowNames = new ArrayList<>();
    private List<String> columnNames = List.of();
    private byte delimiter;
    /// Bounds of the current field, without quotes, and where the next begins.
    private int first;
    private int last;
    private int next;
    private boolean quoted;

    private DelimitedTable(TextLines lines, boolean genesInRows) {
        this.lines = lines;
        this.genesInRows = genesInRows;
    }

    /// Reads a file.
    ///
    /// @param genesInRows whether rows are genes and columns cells
    /// @throws DataException that names line and column where something is no count, negative, or missing
    public static Contents read(Path path, boolean genesInRows) {
        try (TextLines lines = TextLines.open(path)) {
            DelimitedTable table = new DelimitedTable(lines, genesInRows);
            table.readAll();
            return table.contents();
        } catch (CountEntries.TooManyException e) {
            throw new DataException(path, "", "has " + e.getMessage(), "Split the cells into several files", e);
        }
    }

    private void readAll() throws CountEntries.TooManyException {
        List<String> head = head();
        while (lines.next()) {
            if (lines.from() == lines.to()) {
                continue;
            }
            if (rowNames.isEmpty()) {
                columnNames = columnNames(head);
            }
            readRow();
        }
        if (rowNames.isEmpty()) {
            throw new DataException(lines.path(), "", "has a line of names and nothing below it", "There is nothing to "
                    + "work with");
        }
    }

    private List<String> head() {
        boolean found = lines.next();
        while (found && (lines.from() == lines.to() || lines.bytes()[lines.from()] == '#')) {
            found = lines.next();
        }
        if (!found) {
            throw new DataException(lines.path(), "", "has no line of names", "There is nothing to work with");
        }
        delimiter = delimiter(lines.text());
        List<String> head = fields();
        if (head.stream().allMatch(Decimal::isNumber)) {
            throw lines.bad("should have names, but all of it are numbers",
                    "Put a line with the names in front, and a column with those of the rows");
        }
        return head;
    }

    /// The first of the known ones that the line has outside of quotes.
    private byte delimiter(String line) {
        String bare = line.replaceAll("\"[^\"]*\"", "");
        return (byte) DELIMITERS.chars().filter(c -> bare.indexOf(c) >= 0).findFirst().orElseThrow(() -> lines.bad(
                "has one field only", "Fields must be parted by tabs, commas, semicolons or spaces"));
    }

    private List<String> fields() {
        List<String> fields = new ArrayList<>();
        next = lines.from();
        while (nextField(fields.size())) {
            fields.add(name());
        }
        return fields;
    }

    /// Goes to the next field of the current line.
    private boolean nextField(int before) {
        byte[] bytes = lines.bytes();
        int to = lines.to();
        // A delimiter at the very end has an empty field behind it.
        if (next > to || (next == to && before == 0)) {
            return false;
        }
        quoted = next < to && bytes[next] == '"';
        first = quoted ? next + 1 : next;
        last = first;
        if (quoted) {
            while (last < to && (bytes[last] != '"' || (last + 1 < to && bytes[last + 1] == '"'))) {
                last += bytes[last] == '"' ? 2 : 1;
            }
            if (last >= to || (last + 1 < to && bytes[last + 1] != delimiter)) {
                throw bad(before, "has a quote that does not end where the field does", "Quote whole fields");
            }
            next = last + 2;
            return true;
        }
        while (last < to && bytes[last] != delimiter) {
            last++;
        }
        next = last + 1;
        return true;
    }

    private String name() {
        String text = lines.text(first, last);
        return quoted ? text.replace("\"\"", "\"") : text.strip();
    }

    /// The names of the columns: without the first of the head if that stands above the names of the rows.
    private List<String> columnNames(List<String> head) {
        int width = fields().size();
        if (width < 2 || (head.size() != width && head.size() != width - 1)) {
            throw lines.bad("has " + width + " fields, where " + (head.size() == 1 ? 2 : head.size())
                    + " are needed, as in the line of names", RAGGED);
        }
        return List.copyOf(head.size() == width ? head.subList(1, width) : head);
    }

    private void readRow() throws CountEntries.TooManyException {
        next = lines.from();
        nextField(0);
        int row = rowNames.size();
        rowNames.add(name());
        int width = 1;
        while (nextField(width)) {
            if (width <= columnNames.size()) {
                float count = count(width);
                entries.add(genesInRows ? width - 1 : row, genesInRows ? row : width - 1, count);
            }
            width++;
        }
        if (width != columnNames.size() + 1) {
            throw lines.bad("has " + width + " fields, where " + (columnNames.size() + 1) + " are needed", RAGGED);
        }
    }

    private float count(int before) {
        try {
            return decimal.count(lines.bytes(), first, last);
        } catch (Decimal.NoCountException e) {
            throw bad(before, e.found(), e.remedy());
        }
    }

    private DataException bad(int before, String found, String remedy) {
        return new DataException(lines.path(), "line " + lines.number() + ", column " + (before + 1), found, remedy);
    }

    private Contents contents() {
        if (!genesInRows) {
            LOG.log(System.Logger.Level.INFO, "{0}: rows are taken as cells and columns as genes. If it is the other "
                    + "way round: cellwright convert {0} OUT.h5ad --transpose", lines.path());
        }
        List<String> cells = genesInRows ? columnNames : rowNames;
        List<String> genes = genesInRows ? rowNames : columnNames;
        CsrMatrix matrix = entries.rows(cells.size(), genes.size()).matrix();
        return new Contents("a table of text", List.of(lines.path()), new Frame(cells, List.of()),
                new Frame(genes, List.of()), List.of(new StoredCounts("", StoredCounts.Kept.TEXT,
                        decimal.allWhole() ? "int64" : "float64", (long) cells.size() * genes.size(), () -> matrix)));
    }
}
