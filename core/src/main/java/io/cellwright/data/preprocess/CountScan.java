package io.cellwright.data.preprocess;

import java.util.Optional;

import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import org.jspecify.annotations.Nullable;

/// One pass over a matrix, for [CountCheck].
final class CountScan {
    /// No log1p of a count goes beyond: exp(25) is 72 thousand million.
    private static final float LARGEST_LOG = 25;
    /// Totals that differ by less are meant to be equal: float32 sums of thousands of values differ by far less, totals
    /// of real counts by far more.
    private static final double EQUAL = 1e-3;

    private final boolean[] geneSeen;
    private int cells;
    private long entries;
    private long negative;
    private long notFinite;
    private long fractional;
    private int emptyCells;
    private float largest;
    private CountCheck.@Nullable Entry firstOdd;
    private final Totals totals = new Totals();

    CountScan(int genes) {
        geneSeen = new boolean[genes];
    }

    static CountCheck of(CountRows counts) {
        CountScan scan = new CountScan(counts.columns());
        counts.forEachBlock(scan::take);
        return scan.result();
    }

    /// Looks at some cells; blocks may come in any order.
    void take(int first, CsrMatrix rows) {
        for (int i = 0; i < rows.rows(); i++) {
            cell(rows, i, first + i);
        }
        cells += rows.rows();
    }

    /// What the cells hold that were looked at.
    CountCheck result() {
        int emptyGenes = 0;
        for (boolean seen : geneSeen) {
            emptyGenes += seen ? 0 : 1;
        }
        return new CountCheck(cells, geneSeen.length, entries, negative, notFinite, fractional, emptyCells, emptyGenes,
                largest, kind(), Optional.ofNullable(firstOdd));
    }

    private void cell(CsrMatrix rows, int i, int cell) {
        double total = 0;
        for (int e = rows.start(i); e < rows.start(i + 1); e++) {
            float value = rows.value(e);
            geneSeen[rows.column(e)] = true;
            value(cell, rows.column(e), value);
            total += value;
        }
        entries += rows.entries(i, i + 1);
        if (rows.start(i) == rows.start(i + 1)) {
            emptyCells++;
        } else {
            totals.add(total);
        }
    }

    private void value(int cell, int gene, float value) {
        boolean finite = Float.isFinite(value);
        boolean whole = finite && value == Math.rint(value);
        notFinite += finite ? 0 : 1;
        fractional += finite && !whole ? 1 : 0;
        negative += finite && value < 0 ? 1 : 0;
        if (finite && value > largest) {
            largest = value;
        }
        if ((!whole || value < 0) && (firstOdd == null || cell < firstOdd.cell())) {
            firstOdd = new CountCheck.Entry(cell, gene, value);
        }
    }

    private ValueKind kind() {
        if (entries == 0) {
            return ValueKind.EMPTY;
        }
        if (notFinite > 0) {
            return ValueKind.BROKEN;
        }
        if (negative > 0) {
            return fractional > 0 ? ValueKind.SCALED : ValueKind.BROKEN;
        }
        if (fractional == 0) {
            return ValueKind.COUNTS;
        }
        if (totals.equal()) {
            return ValueKind.NORMALIZED;
        }
        return largest <= LARGEST_LOG ? ValueKind.LOG_TRANSFORMED : ValueKind.FRACTIONAL;
    }

    /// Totals of the cells that have any.
    private static final class Totals {
        private int cells;
        private double least = Double.POSITIVE_INFINITY;
        private double most = Double.NEGATIVE_INFINITY;

        void add(double total) {
            cells++;
            least = Math.min(least, total);
            most = Math.max(most, total);
        }

        /// Whether two or more cells have one total.
        boolean equal() {
            return cells > 1 && most - least <= EQUAL * most;
        }
    }
}
