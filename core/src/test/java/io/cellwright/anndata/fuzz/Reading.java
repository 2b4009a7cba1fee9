package io.cellwright.anndata.fuzz;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.cellwright.anndata.AnnDataFile;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.anndata.Summary;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// What comes of reading all that a file offers: of each element what tells it from any other, or that it was refused.
/// Anything but a [DataException] that names the file comes through, and so does a matrix that is none.
final class Reading {
    /// What stands for an element that was refused.
    static final String REFUSED = "refused";
    /// The file as a whole.
    static final String FILE = "file";

    private final String name;
    private final Predicate<String> wanted;
    private final Map<String, String> elements = new TreeMap<>();
    private int cells;

    private Reading(String name, Predicate<String> wanted) {
        this.name = name;
        this.wanted = wanted;
    }

    /// Reads everything.
    static Map<String, String> of(Path path) {
        return of(path, element -> true);
    }

    /// Reads the file as a whole, and those of its elements that are wanted.
    static Map<String, String> of(Path path, Predicate<String> wanted) {
        Reading reading = new Reading(String.valueOf(path.getFileName()), wanted);
        reading.element(FILE, () -> {
            try (CellFile file = CellFile.open(path)) {
                return reading.all(file);
            }
        });
        return reading.elements;
    }

    private String all(CellFile file) {
        Summary summary = file.summary();
        cells = summary.cells();
        element("obs", () -> frame(file.obs(), summary.cells()));
        element("var", () -> frame(file.var(), summary.genes()));
        for (MatrixInfo info : summary.matrices()) {
            boolean raw = info.ref() instanceof MatrixRef.Raw;
            element(info.ref().path(), () -> matrix(file.matrix(info.ref()), raw ? info.columns() : summary.genes()));
        }
        summary.obsm().forEach(key -> element("obsm/" + key, () -> named(file.obsm(key))));
        if (file instanceof AnnDataFile anndata) {
            summary.uns().forEach(key -> element("uns/" + key, () -> String.valueOf(anndata.uns(key))));
            if (summary.matrices().stream().anyMatch(info -> info.ref() instanceof MatrixRef.Raw)) {
                element("raw/var", () -> frame(anndata.rawVar(), anndata.rawVar().size()));
            }
        }
        return summary.cells() + " x " + summary.genes();
    }

    private void element(String element, Supplier<String> reading) {
        if (!element.equals(FILE) && !wanted.test(element)) {
            return;
        }
        try {
            elements.put(element, reading.get());
        } catch (DataException e) {
            if (!String.valueOf(e.getMessage()).contains(name)) {
                throw new IllegalStateException("an error that does not name " + name, e);
            }
            elements.put(element, REFUSED);
        }
    }

    private static String frame(Frame frame, int rows) {
        require(frame.size() == rows, "a table of " + frame.size() + " rows, not " + rows);
        int hash = frame.names().hashCode();
        for (Column column : frame.columns()) {
            hash = 31 * hash + column.name().hashCode();
            for (int i = 0; i < rows; i++) {
                hash = 31 * hash + Objects.hashCode(column.text(i));
            }
        }
        return frame.columns().size() + " columns, " + hash;
    }

    private String matrix(CsrMatrix x, long columns) {
        require(x.rows() == cells && x.columns() == columns, "a matrix of " + x.rows() + " x " + x.columns()
                + ", not " + cells + " x " + columns);
        int hash = 0;
        for (int i = 0; i < x.rows(); i++) {
            require(x.start(i) <= x.start(i + 1), "rows that fall");
            for (int e = x.start(i); e < x.start(i + 1); e++) {
                boolean rises = e == x.start(i) || x.column(e) > x.column(e - 1);
                require(rises && x.column(e) >= 0 && x.column(e) < columns && x.value(e) != 0, "an entry out of place");
                hash = 31 * (31 * (31 * hash + i) + x.column(e)) + Float.floatToIntBits(x.value(e));
            }
        }
        return x.rows() + " x " + x.columns() + ", " + x.entries() + " entries, " + hash;
    }

    private String named(NamedMatrix matrix) {
        return matrix.rows() + " x " + matrix.columns() + ", " + Arrays.hashCode(matrix.values_nk());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("what was read is " + otherwise);
        }
    }
}
