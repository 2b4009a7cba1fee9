package io.cellwright.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;
import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;

/// Made counts of which the truth is known: cell types, experimental batches, negative binomial noise.
///
/// The mean of gene g in a cell of type c and batch b is `library * share_cbg`, where the logarithm of the share,
/// before the shares of a profile are scaled to sum to one, is `spread_g + type_cg + batch_bg`: three normal numbers
/// with the standard deviations 1.5, `typeSpread` (for a tenth of the genes, else 0) and `batchSpread`. Types come in
/// pairs that have half of their genes in common, so that siblings are harder to tell apart. A count is Poisson with a
/// Gamma rate of shape 2, and the logarithm of the library is normal with standard deviation 0.3.
///
/// The same numbers everywhere: only counter-based random numbers and `StrictMath` are used.
///
/// @param cells number of cells
/// @param genes number of genes
/// @param shares share of each cell type, summing to 1
/// @param batches number of batches, all equally large
/// @param library median number of counts of a cell
/// @param typeSpread how much types differ
/// @param batchSpread how much batches differ
/// @param labelled share of cells whose type is told
/// @param rare labelled cells of the last type
/// @param seed of everything
public record Simulation(int cells, int genes, List<Double> shares, int batches, double library, double typeSpread,
        double batchSpread, double labelled, int rare, long seed) {
    /// Column of `obs` with the true cell type.
    public static final String TYPE = "cell_type";
    /// Column of `obs` with the cell type where it is told, else {@link Setup#UNKNOWN}.
    public static final String KNOWN = "known_type";
    /// Column of `obs` with the batch.
    public static final String BATCH = "batch";

    private static final double GENE_SPREAD = 1.5;
    private static final double LIBRARY_SPREAD = 0.3;
    private static final double MARKERS = 0.1;
    /// Beyond such a rate a normal number stands for a Poisson one.
    private static final double LARGE = 60;
    private static final long TYPES = 1;
    private static final long BATCHES = 2;
    private static final long PROFILES = 3;
    private static final long LIBRARIES = 4;
    private static final long COUNTS = 5;

    /// Checks ranges.
    public Simulation {
        shares = List.copyOf(shares);
        if (cells < 1 || genes < 1 || batches < 1 || shares.isEmpty() || rare < 0) {
            throw new IllegalArgumentException("cells, genes, batches and types must be at least 1 and rare at least 0 "
                    + "but were " + cells + ", " + genes + ", " + batches + ", " + shares.size() + " and " + rare);
        }
        if (!(library > 0) || !(labelled >= 0 && labelled <= 1)) {
            throw new IllegalArgumentException("library must be above 0 and labelled in [0, 1] but were " + library
                    + " and " + labelled);
        }
    }

    /// The cells of `cellwright demo`: 3,000 cells, 1,200 genes, about a tenth of the counts not zero; 6 types from 34
    /// % down to 4 %, 3 batches, one cell in ten labelled, and 5 of the rarest type.
    public static Simulation demo(long seed) {
        return new Simulation(3000, 1200, List.of(0.34, 0.24, 0.18, 0.12, 0.08, 0.04), 3, 220, 1.9, 0.7, 0.1, 5, seed);
    }

    /// The same with another number of cells.
    public Simulation withCells(int other) {
        return new Simulation(other, genes, shares, batches, library, typeSpread, batchSpread, labelled, rare, seed);
    }

    /// Makes the cells.
    public CellTable make() {
        int[] type = draw(TYPES, shares.stream().mapToDouble(Double::doubleValue).toArray());
        double[] equal = new double[batches];
        Arrays.fill(equal, 1.0 / batches);
        int[] batch = draw(BATCHES, equal);
        return new CellTable(counts(type, batch), obs(type, batch),
                new Frame(names("gene", genes), List.of()));
    }

    private Frame obs(int[] type, int[] batch) {
        List<String> types = names("type", shares.size());
        List<String> withUnknown = java.util.stream.Stream.concat(java.util.stream.Stream.of(Setup.UNKNOWN),
                types.stream()).toList();
        int[] known = known(type);
        return new Frame(names("cell", cells), List.of(
                new Column.Categorical(BATCH, batch, names("batch", batches), false),
                new Column.Categorical(TYPE, type, types, false),
                new Column.Categorical(KNOWN, IntStream.range(0, cells).map(i -> known[i] == 1 ? type[i] + 1 : 0)
                        .toArray(), withUnknown, false)));
    }

    /// 1 for each cell whose type is told. Of each type the first cells are, so that the number is the same for any
    /// seed.
    private int[] known(int[] type) {
        int[] known = new int[cells];
        for (int c = 0; c < shares.size(); c++) {
            int mine = c;
            int[] all = IntStream.range(0, cells).filter(i -> type[i] == mine).toArray();
            int told = c == shares.size() - 1 ? Math.min(rare, all.length) : (int) Math.rint(labelled * all.length);
            for (int k = 0; k < told; k++) {
                known[all[k]] = 1;
            }
        }
        return known;
    }

    /// A group for each cell.
    private int[] draw(long what, double[] share) {
        long key = Rng.key(seed, Stream.SIMULATION, what, 0);
        int[] group = new int[cells];
        for (int i = 0; i < cells; i++) {
            double u = Rng.uniform(key, i);
            while (group[i] < share.length - 1 && u >= share[group[i]]) {
                u -= share[group[i]++];
            }
        }
        return group;
    }

    private CsrMatrix counts(int[] type, int[] batch) {
        double[][][] share_cbg = profiles();
        long libraries = Rng.key(seed, Stream.SIMULATION, LIBRARIES, 0);
        int[][] columns = new int[cells][];
        float[][] values = new float[cells][];
        IntStream.range(0, cells).parallel().forEach(i -> {
            double mine = library * StrictMath.exp(LIBRARY_SPREAD * Rng.normal(libraries, i));
            int[] column = new int[genes];
            float[] value = new float[genes];
            int n = 0;
            long key = Rng.key(seed, Stream.SIMULATION, COUNTS, i);
            for (int g = 0; g < genes; g++) {
                long x = count(key, g, mine * share_cbg[type[i]][batch[i]][g]);
                if (x > 0) {
                    column[n] = g;
                    value[n++] = x;
                }
            }
            columns[i] = Arrays.copyOf(column, n);
            values[i] = Arrays.copyOf(value, n);
        });
        return join(columns, values);
    }

    private CsrMatrix join(int[][] columns, float[][] values) {
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
        return new CsrMatrix(cells, genes, start, column, value);
    }

    /// A negative binomial count: Poisson, its rate Gamma of shape 2 around the mean.
    private static long count(long key, int gene, double mean) {
        long at = 4L * gene;
        double u = 1 - Rng.uniform(key, at);
        double v = 1 - Rng.uniform(key, at + 1);
        double rate = -StrictMath.log(u * v) / 2 * mean;
        if (rate > LARGE) {
            return Math.max(0, Math.round(rate + StrictMath.sqrt(rate) * Rng.normal(key, 2L * gene + (1L << 40))));
        }
        double left = Rng.uniform(key, at + 2);
        double p = StrictMath.exp(-rate);
        long x = 0;
        while (left > p && x < 10 * LARGE) {
            left -= p;
            x++;
            p *= rate / x;
        }
        return x;
    }

    /// Share of each gene in the counts of a cell, for each type and batch.
    private double[][][] profiles() {
        long base = Rng.key(seed, Stream.SIMULATION, PROFILES, 0);
        double[][][] share_cbg = new double[shares.size()][batches][genes];
        for (int c = 0; c < shares.size(); c++) {
            long own = Rng.key(seed, Stream.SIMULATION, PROFILES, 1 + c);
            long family = Rng.key(seed, Stream.SIMULATION, PROFILES, 1000 + c / 2);
            for (int b = 0; b < batches; b++) {
                long shift = Rng.key(seed, Stream.SIMULATION, PROFILES, 2000 + b);
                double sum = 0;
                for (int g = 0; g < genes; g++) {
                    double log = GENE_SPREAD * Rng.normal(base, g) + marker(family, g) + marker(own, g)
                            + batchSpread * Rng.normal(shift, g);
                    share_cbg[c][b][g] = StrictMath.exp(log);
                    sum += share_cbg[c][b][g];
                }
                for (int g = 0; g < genes; g++) {
                    share_cbg[c][b][g] /= sum;
                }
            }
        }
        return share_cbg;
    }

    private double marker(long key, int gene) {
        return Rng.uniform(key, 2L * genes + gene) < MARKERS / 2 ? typeSpread * Rng.normal(key, gene) : 0;
    }

    private static List<String> names(String stem, int count) {
        int digits = Integer.toString(count).length();
        return IntStream.range(0, count).mapToObj(i -> String.format(Locale.ROOT, "%s%0" + digits + "d", stem, i + 1))
                .toList();
    }
}
