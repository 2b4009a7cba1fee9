package io.cellwright.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import io.cellwright.data.Blocks;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.Frame;
import io.cellwright.data.Room;
import io.cellwright.data.StoredCells;
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
    private static final double MARKERS = 0.1;
    private static final int BISECTIONS = 50;
    private static final long TYPES = 1;
    private static final long BATCHES = 2;
    private static final long PROFILES = 3;
    static final long LIBRARIES = 4;
    static final long COUNTS = 5;

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

    /// The same with the library that makes so many counts of a cell not zero, in the mean over types and batches.
    ///
    /// @param entries above 0 and below the number of genes
    public Simulation withEntriesPerCell(double entries) {
        if (!(entries > 0 && entries < genes)) {
            throw new IllegalArgumentException("counts of a cell that are not zero must be above 0 and below the "
                    + genes + " genes but were " + entries);
        }
        double[][][] share_cbg = profiles();
        double low = 0;
        double high = 1;
        while (meanEntries(share_cbg, high) < entries) {
            high *= 2;
        }
        for (int n = 0; n < BISECTIONS; n++) {
            double middle = (low + high) / 2;
            if (meanEntries(share_cbg, middle) < entries) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new Simulation(cells, genes, shares, batches, high, typeSpread, batchSpread, labelled, rare, seed);
    }

    /// A negative binomial count with inverse dispersion 2 is not zero with probability `1 - (1 + mean / 2)^-2`.
    private double meanEntries(double[][][] share_cbg, double ofLibrary) {
        double sum = 0;
        for (int c = 0; c < shares.size(); c++) {
            for (double[] share_g : share_cbg[c]) {
                for (double share : share_g) {
                    double root = 1 + ofLibrary * share / 2;
                    sum += (1 - 1 / (root * root)) * shares.get(c) / batches;
                }
            }
        }
        return sum;
    }

    /// Makes the cells.
    public CellTable make() {
        StoredCells cells = makeByBlocks();
        return new CellTable(cells.counts().block(0, this.cells), cells.obs(), cells.var());
    }

    /// The same cells, whose counts are made block by block when they are asked for, and again when they are asked for
    /// again: for more than memory holds.
    public StoredCells makeByBlocks() {
        int[] type = draw(TYPES, shares.stream().mapToDouble(Double::doubleValue).toArray());
        double[] equal = new double[batches];
        Arrays.fill(equal, 1.0 / batches);
        int[] batch = draw(BATCHES, equal);
        return new StoredCells(new SimulatedRows(this, type, batch, profiles()), obs(type, batch),
                new Frame(names("gene", genes), List.of()), Blocks.USUAL, Room.ENDLESS);
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
