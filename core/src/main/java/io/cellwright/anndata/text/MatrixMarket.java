package io.cellwright.anndata.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import io.cellwright.anndata.table.Contents;
import io.cellwright.anndata.table.CountEntries;
import io.cellwright.anndata.table.StoredCounts;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// A sparse matrix as the Matrix Market keeps it (`.mtx`): a line that says so, comments, a line with the numbers of
/// rows, columns and entries, then one line an entry: row, column, both counted from 1, and value.
///
/// Read are `coordinate` matrices of `integer` or `real` numbers that are `general`; entries may come in any order, but
/// each place once.
///
/// @param path the file
/// @param genesInRows whether rows are genes, as Cell Ranger has them, or cells
/// @param rows as the file says
/// @param columns as the file says
/// @param entries as the file says
/// @param dtype type of the numbers, as numpy calls it
public record MatrixMarket(Path path, boolean genesInRows, int rows, int columns, int entries, String dtype) {
    /// How every file of this kind begins.
    public static final String SIGNATURE = "%%MatrixMarket";

    private static final System.Logger LOG = System.getLogger(MatrixMarket.class.getName());
    private static final String DAMAGED = "The file is damaged or was cut off: copy or download it again";
    private static final int SHORTEST_ENTRY = "1 1 1\n".length();
    /// Rows and columns without any entry cost memory all the same: of more than these a file must have entries.
    private static final int EMPTY_LINES = 1 << 20;
    private static final int LINES_AN_ENTRY = 16;

    /// Reads the head of a file.
    ///
    /// @throws DataException if it is no such file, or not of the kind that is read
    public static MatrixMarket open(Path path, boolean genesInRows) {
        try (TextLines lines = TextLines.open(path)) {
            String dtype = requireReadable(lines);
            long[] sizes = sizes(lines);
            if (sizes[2] * SHORTEST_ENTRY > lines.mostText() + 1) {
                throw lines.bad("declares " + sizes[2] + " entries, which this file is too short for", DAMAGED);
            }
            return new MatrixMarket(path, genesInRows, (int) sizes[0], (int) sizes[1], (int) sizes[2], dtype);
        }
    }

    private static String requireReadable(TextLines lines) {
        String first = lines.next() ? lines.text() : "";
        String[] words = first.strip().toLowerCase(Locale.ROOT).split("\\s+");
        if (!words[0].equals(SIGNATURE.toLowerCase(Locale.ROOT)) || words.length != 5) {
            throw lines.bad("is not how a Matrix Market file begins: " + SIGNATURE + " and four words",
                    "Write the matrix with scipy.io.mmwrite, or writeMM of R");
        }
        String kind = String.join(" ", List.of(words).subList(1, 5));
        return switch (kind) {
            case "matrix coordinate integer general" -> "int64";
            case "matrix coordinate real general" -> "float64";
            default -> throw lines.bad("says '" + kind + "', where 'matrix coordinate integer general', or real in "
                    + "place of integer, is read", "Write the counts as a sparse matrix: "
                    + "scipy.io.mmwrite(path, csr_matrix(x), symmetry=\"general\")");
        };
    }

    private static long[] sizes(TextLines lines) {
        boolean found = lines.next();
        while (found && (isBlank(lines) || lines.bytes()[lines.from()] == '%')) {
            found = lines.next();
        }
        if (!found) {
            throw lines.bad("is missing: it should tell the numbers of rows, columns and entries", DAMAGED);
        }
        long[] sizes = new long[3];
        Cursor cursor = new Cursor(lines);
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = cursor.whole(0, CountEntries.MOST, List.of("number of rows", "number of columns",
                    "number of entries").get(i));
        }
        cursor.requireEnd();
        return sizes;
    }

    private static boolean isBlank(TextLines lines) {
        for (int i = lines.from(); i < lines.to(); i++) {
            if (lines.bytes()[i] > ' ') {
                return false;
            }
        }
        return true;
    }

    /// A file that stands alone, without names: cells and genes are numbered from 0.
    public static Contents lone(Path path, boolean genesInRows) {
        MatrixMarket matrix = open(path, genesInRows);
        matrix.requirePlausible();
        if (!genesInRows) {
            LOG.log(System.Logger.Level.INFO, "{0}: rows are taken as cells and columns as genes, and both are "
                    + "numbered: there are no barcodes.tsv and features.tsv beside it. If rows are genes: cellwright "
                    + "convert {0} OUT.h5ad --transpose", path);
        }
        return new Contents("a .mtx file without names", List.of(path), numbered(matrix.cells()),
                numbered(matrix.genes()), List.of(matrix.stored()));
    }

    private void requirePlausible() {
        long most = EMPTY_LINES + (long) LINES_AN_ENTRY * entries;
        if (rows > most || columns > most) {
            throw new DataException(path, "", "declares " + rows + " rows and " + columns + " columns for " + entries
                    + " entries", "Nearly all would be empty: leave empty ones out");
        }
    }

    private static Frame numbered(int count) {
        return new Frame(IntStream.range(0, count).mapToObj(Integer::toString).toList(), List.of());
    }

    /// Number of cells.
    public int cells() {
        return genesInRows ? columns : rows;
    }

    /// Number of genes.
    public int genes() {
        return genesInRows ? rows : columns;
    }

    /// The matrix, to be read.
    public StoredCounts stored() {
        return new StoredCounts("", StoredCounts.Kept.TEXT, dtype, entries, this::counts);
    }

    /// Reads the entries.
    ///
    /// @throws DataException if there are more or fewer than the file says, if one lies outside, comes twice, or is no
    ///     count
    public CsrMatrix counts() {
        CountEntries collected = new CountEntries();
        try (TextLines lines = TextLines.open(path)) {
            requireReadable(lines);
            sizes(lines);
            Cursor cursor = new Cursor(lines);
            int found = 0;
            while (lines.next()) {
                if (!isBlank(lines)) {
                    if (found++ == entries) {
                        throw lines.bad("is one more than the " + entries + " entries that the file declares", DAMAGED);
                    }
                    add(cursor, collected);
                }
            }
            if (found < entries) {
                throw new DataException(path, "", "ends after " + found + " of its " + entries + " entries", DAMAGED);
            }
        } catch (CountEntries.TooManyException e) {
            throw new DataException(path, "", "has " + e.getMessage(), "Split the cells into several files", e);
        }
        CountEntries.Rows made = collected.rows(cells(), genes());
        made.repeated().ifPresent(place -> {
            throw new DataException(path, "", "has more than one entry at row " + (row(place) + 1) + ", column "
                    + (column(place) + 1), "Each place may come once: was the file put together of several?");
        });
        return made.matrix();
    }

    private void add(Cursor cursor, CountEntries into) throws CountEntries.TooManyException {
        cursor.restart();
        int row = cursor.whole(1, rows, "row") - 1;
        int column = cursor.whole(1, columns, "column") - 1;
        float value = cursor.count();
        cursor.requireEnd();
        into.add(genesInRows ? column : row, genesInRows ? row : column, value);
    }

    private int row(CountEntries.Place place) {
        return genesInRows ? place.gene() : place.cell();
    }

    private int column(CountEntries.Place place) {
        return genesInRows ? place.cell() : place.gene();
    }

    /// Takes the numbers of a line one after the other.
    private static final class Cursor {
        private final TextLines lines;
        private final Decimal decimal = new Decimal();
        private int at;

        Cursor(TextLines lines) {
            this.lines = lines;
            restart();
        }

        void restart() {
            at = lines.from();
        }

        private void skipSpace() {
            while (at < lines.to() && lines.bytes()[at] <= ' ' && lines.bytes()[at] >= 0) {
                at++;
            }
        }

        private int wordEnd() {
            int end = at;
            while (end < lines.to() && (lines.bytes()[end] > ' ' || lines.bytes()[end] < 0)) {
                end++;
            }
            return end;
        }

        int whole(int least, int most, String what) {
            skipSpace();
            int end = wordEnd();
            long number = 0;
            int digits = 0;
            while (at < end && lines.bytes()[at] >= '0' && lines.bytes()[at] <= '9' && digits < 12) {
                number = 10 * number + lines.bytes()[at++] - '0';
                digits++;
            }
            if (at < end || digits == 0 || number < least || number > most) {
                throw lines.bad("is '" + shown() + "', where the " + what + " should be a whole number from " + least
                        + " to " + most, DAMAGED);
            }
            return (int) number;
        }

        float count() {
            skipSpace();
            int end = wordEnd();
            try {
                float value = decimal.count(lines.bytes(), at, end);
                at = end;
                return value;
            } catch (Decimal.NoCountException e) {
                throw lines.bad("the value " + e.found(), e.remedy());
            }
        }

        void requireEnd() {
            skipSpace();
            if (at < lines.to()) {
                throw lines.bad("is '" + shown() + "', with more than three numbers", DAMAGED);
            }
        }

        private String shown() {
            String text = lines.text();
            return text.length() <= 60 ? text : text.substring(0, 60) + "…";
        }
    }
}
