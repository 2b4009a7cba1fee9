package io.cellwright.data.preprocess;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;

/// Mean and variance of each gene over some cells.
///
/// @param cells number of cells
/// @param mean_g mean of each gene
/// @param variance_g variance of each gene, divided by one less than the number of cells
public record GeneMoments(int cells, double[] mean_g, double[] variance_g) {
    /// Adds up in double, cell by cell.
    ///
    /// @param cell the cells to look at, 2 or more
    public static GeneMoments of(CsrMatrix counts, int[] cell) {
        Sums sums = new Sums(counts.columns());
        for (int i : cell) {
            sums.add(counts, i);
        }
        return sums.moments();
    }

    /// Those of each group of cells and, behind them, those of all that are in any group: in one pass over the counts.
    ///
    /// @param group_n group of each cell, from 0; -1 for none
    /// @param groups number of groups, of 2 or more cells each
    static List<GeneMoments> ofGroups(CountRows counts, int[] group_n, int groups) {
        Sums all = new Sums(counts.columns());
        List<Sums> each = IntStream.range(0, groups).mapToObj(_ -> new Sums(counts.columns())).toList();
        counts.forEachBlock((first, rows) -> {
            for (int i = 0; i < rows.rows(); i++) {
                if (group_n[first + i] >= 0) {
                    each.get(group_n[first + i]).add(rows, i);
                    all.add(rows, i);
                }
            }
        });
        return Stream.concat(each.stream(), Stream.of(all)).map(Sums::moments).toList();
    }

    /// Of so many cells.
    private static final class Sums {
        private final double[] sum_g;
        private final double[] squares_g;
        private int cells;

        Sums(int genes) {
            sum_g = new double[genes];
            squares_g = new double[genes];
        }

        void add(CsrMatrix counts, int i) {
            cells++;
            for (int e = counts.start(i); e < counts.start(i + 1); e++) {
                double value = counts.value(e);
                sum_g[counts.column(e)] += value;
                squares_g[counts.column(e)] += value * value;
            }
        }

        GeneMoments moments() {
            int genes = sum_g.length;
            double n = cells;
            double[] mean_g = new double[genes];
            double[] variance_g = new double[genes];
            for (int g = 0; g < genes; g++) {
                mean_g[g] = sum_g[g] / n;
                // For counts both products are whole numbers, so a constant gene gets exactly 0; others may end just
                // below.
                variance_g[g] = Math.max(0, (n * squares_g[g] - sum_g[g] * sum_g[g]) / (n * (n - 1)));
            }
            return new GeneMoments(cells, mean_g, variance_g);
        }
    }
}
