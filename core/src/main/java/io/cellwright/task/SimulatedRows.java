package io.cellwright.task;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;

/// Counts of a [Simulation], made when they are asked for: each cell is a function of its number.
///
/// @param simulation what is made
/// @param type_n cell type of each cell
/// @param batch_n batch of each cell
/// @param share_cbg share of each gene in the counts of a cell, for each type and batch
record SimulatedRows(Simulation simulation, int[] type_n, int[] batch_n, double[][][] share_cbg) implements CountRows {
    private static final double LIBRARY_SPREAD = 0.3;
    /// Beyond such a rate a normal number stands for a Poisson one.
    private static final double LARGE = 60;
    /// So far from the bound a count is zero however the functions round.
    private static final double SURELY = 1e-9;

    @Override
    public int rows() {
        return simulation.cells();
    }

    @Override
    public int columns() {
        return simulation.genes();
    }

    /// As many as there are places: how many it will be nobody knows before.
    @Override
    public long entries(int from, int to) {
        return (long) (to - from) * columns();
    }

    @Override
    public CsrMatrix block(int from, int to) {
        int[][] columns = new int[to - from][];
        float[][] values = new float[to - from][];
        long libraries = Rng.key(simulation.seed(), Stream.SIMULATION, Simulation.LIBRARIES, 0);
        IntStream.range(from, to).parallel().forEach(i -> {
            double mine = simulation.library() * StrictMath.exp(LIBRARY_SPREAD * Rng.normal(libraries, i));
            double[] share_g = share_cbg[type_n[i]][batch_n[i]];
            int[] column = new int[share_g.length];
            float[] value = new float[share_g.length];
            int n = 0;
            long key = Rng.key(simulation.seed(), Stream.SIMULATION, Simulation.COUNTS, i);
            for (int g = 0; g < share_g.length; g++) {
                long x = count(key, g, mine * share_g[g]);
                if (x > 0) {
                    column[n] = g;
                    value[n++] = x;
                }
            }
            columns[i - from] = Arrays.copyOf(column, n);
            values[i - from] = Arrays.copyOf(value, n);
        });
        return join(columns, values);
    }

    private CsrMatrix join(int[][] columns, float[][] values) {
        int cells = columns.length;
        long[] start = new long[cells + 1];
        for (int i = 0; i < cells; i++) {
            start[i + 1] = start[i] + columns[i].length;
        }
        int[] column = new int[Math.toIntExact(start[cells])];
        float[] value = new float[column.length];
        for (int i = 0; i < cells; i++) {
            System.arraycopy(columns[i], 0, column, (int) start[i], columns[i].length);
            System.arraycopy(values[i], 0, value, (int) start[i], columns[i].length);
        }
        return new CsrMatrix(cells, columns(), start, column, value);
    }

    /// A negative binomial count: Poisson, its rate Gamma of shape 2 around the mean.
    private static long count(long key, int gene, double mean) {
        long at = 4L * gene;
        double u = 1 - Rng.uniform(key, at);
        double v = 1 - Rng.uniform(key, at + 1);
        double left = Rng.uniform(key, at + 2);
        // -log(w) <= 1/w - 1 and exp(-r) >= 1 - r: most counts are zero, and nearly all of these are told without both.
        if (left < 1 - (1 / (u * v) - 1) / 2 * mean - SURELY) {
            return 0;
        }
        double rate = -StrictMath.log(u * v) / 2 * mean;
        if (rate > LARGE) {
            return Math.max(0, Math.round(rate + StrictMath.sqrt(rate) * Rng.normal(key, 2L * gene + (1L << 40))));
        }
        double p = StrictMath.exp(-rate);
        long x = 0;
        while (left > p && x < 10 * LARGE) {
            left -= p;
            x++;
            p *= rate / x;
        }
        return x;
    }
}
