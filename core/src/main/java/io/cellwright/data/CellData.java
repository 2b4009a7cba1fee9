package io.cellwright.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import org.jspecify.annotations.Nullable;

/// Cells made ready for a model: counts with what follows from them once and for all, and everything else as codes and
/// numbers.
public final class CellData {
    private final CountRows counts;
    private final Optional<Blocks> blocks;
    private final RowSource source;
    private final double[] logLibrary_n;
    private final double[] logFactorial_n;
    private final Factor batch;
    private final Factor label;
    private final List<Factor> categorical;
    private final double @Nullable [][] continuous_nk;
    private final double @Nullable [] sizeFactor_n;
    private final LogFactorials table = new LogFactorials();
    /// Whether what follows from counts was worked out of all cells, or is of those that come in a minibatch.
    private final boolean summed;

    /// One code a cell.
    ///
    /// @param codes in [0, levels), or -1 for none
    /// @param levels number of levels, at least 1
    public record Factor(int[] codes, int levels) {
        /// All cells alike.
        public static Factor single(int cells) {
            return new Factor(new int[cells], 1);
        }

        /// Fingerprint of the codes.
        public String fingerprint() {
            Fingerprint sum = new Fingerprint();
            addTo(sum);
            return sum.sha256();
        }

        private void addTo(Fingerprint sum) {
            sum.add(levels);
            for (int code : codes) {
                sum.add(code);
            }
        }
    }

    /// What is known of the cells beside their counts.
    ///
    /// @param batch experimental batch
    /// @param label cell type; -1 where unknown
    /// @param categorical further categorical covariates
    /// @param continuous_nk continuous covariates, one row a cell; null for none
    /// @param sizeFactor_n size factor of each cell; null to take the sum of its counts
    public record Annotations(Factor batch, Factor label, List<Factor> categorical, double @Nullable [][] continuous_nk,
            double @Nullable [] sizeFactor_n) {
        /// Nothing known.
        public static Annotations none(int cells) {
            return new Annotations(Factor.single(cells), Factor.single(cells), List.of(), null, null);
        }
    }

    /// A minibatch in the memory of one step.
    ///
    /// @param x_ng raw counts
    /// @param log1p_ng `log(1 + x)` in the same places
    /// @param logFactorial_n sum over genes of `lgamma(x + 1)`
    /// @param logLibrary_n log library size or log size factor
    /// @param batch experimental batch
    /// @param label cell type; -1 where unknown
    /// @param categorical further categorical covariates
    /// @param continuous_nk continuous covariates, or null
    public record Minibatch(SparseTensor x_ng, SparseTensor log1p_ng, Tensor logFactorial_n, Tensor logLibrary_n,
            Codes batch, Codes label, List<Codes> categorical, @Nullable Tensor continuous_nk) {}

    /// Prepares counts in memory, whose cells are shuffled as a whole.
    public CellData(CsrMatrix counts, Annotations about) {
        this(counts, about, Optional.empty(), Room.ENDLESS, true);
    }

    /// Prepares counts wherever they are, whose cells are shuffled by blocks. Those in a file are passed over once here
    /// and read again as minibatches want them; the file must stay open.
    ///
    /// @param room for decoded counts, where they are in a file
    /// @throws DataException if they cannot be read, or a buffer of blocks has no room
    public CellData(CountRows counts, Annotations about, Blocks blocks, Room room) {
        this(counts, about, Optional.of(blocks), room, true);
    }

    /// The same for a single look at each cell: nothing is read before the first minibatch wants it. What goes through
    /// all cells at once, such as a fingerprint, is not to be had.
    ///
    /// @throws DataException if a buffer of blocks has no room
    public static CellData asRead(CountRows counts, Annotations about, Blocks blocks, Room room) {
        return new CellData(counts, about, Optional.of(blocks), room, false);
    }

    private CellData(CountRows counts, Annotations about, Optional<Blocks> blocks, Room room, boolean summed) {
        int n = counts.rows();
        this.counts = counts;
        this.blocks = blocks;
        this.batch = about.batch();
        this.label = about.label();
        this.categorical = List.copyOf(about.categorical());
        this.continuous_nk = about.continuous_nk();
        this.logLibrary_n = new double[n];
        this.logFactorial_n = new double[n];
        this.sizeFactor_n = about.sizeFactor_n();
        this.summed = summed;
        this.source = counts instanceof CsrMatrix all ? new RowSource.InMemory(DecodedRows.staying(all, table))
                : new BlockCache(counts, blocks.orElse(Blocks.USUAL), table, room);
        if (summed) {
            counts.forEachBlock((first, rows) -> {
                for (int i = 0; i < rows.rows(); i++) {
                    sum(rows, i, first + i);
                }
            });
        }
    }

    /// What follows from the counts of a cell.
    private void sum(CsrMatrix rows, int row, int cell) {
        double sum = 0;
        double logFactorials = 0;
        for (int e = rows.start(row); e < rows.start(row + 1); e++) {
            float x = rows.value(e);
            sum += x;
            logFactorials += table.at(x);
        }
        logFactorial_n[cell] = logFactorials;
        logLibrary_n[cell] = Math.log(sizeFactor_n == null ? sum : sizeFactor_n[cell]);
    }

    private void requireSummed() {
        if (!summed) {
            throw new IllegalStateException("these cells are looked at once, one after the other");
        }
    }

    /// Number of cells.
    public int cells() {
        return counts.rows();
    }

    /// Number of genes.
    public int genes() {
        return counts.columns();
    }

    /// The raw counts, wherever they are.
    public CountRows counts() {
        return counts;
    }

    /// The raw counts, for what needs all of them at once.
    ///
    /// @throws IllegalStateException if they are in a file
    public CsrMatrix countsInMemory() {
        if (counts instanceof CsrMatrix all) {
            return all;
        }
        throw new IllegalStateException("the counts stay in their file");
    }

    /// The order in which cells are trained on: all of them shuffled, or block by block.
    public Minibatches.Order shuffled(long seed, Stream stream) {
        return blocks.map(by -> Minibatches.Order.byBlocks(seed, stream, by))
                .orElseGet(() -> Minibatches.Order.shuffled(seed, stream));
    }

    /// The order in which cells are looked at: as they are given, or as they are fast to read.
    public Minibatches.Order unshuffled() {
        return blocks.isPresent() ? Minibatches.Order.SORTED : Minibatches.Order.GIVEN;
    }

    /// How cells are shuffled by blocks, if they are.
    public Optional<Blocks> blocks() {
        return blocks;
    }

    /// Says which minibatches come next, so that those in a file can be decoded ahead. Nothing depends on it but time.
    ///
    /// @return the same
    public List<int[]> announced(List<int[]> minibatches) {
        source.announce(minibatches);
        return minibatches;
    }

    /// Keeps cells in memory that will be asked for all the time.
    ///
    /// @throws DataException if there is no room for them
    public void keep(int[] rows) {
        source.keep(rows);
    }

    /// Experimental batches.
    public Factor batch() {
        return batch;
    }

    /// Cell types.
    public Factor label() {
        return label;
    }

    /// Further categorical covariates.
    public List<Factor> categorical() {
        return categorical;
    }

    /// Number of continuous covariates.
    public int continuousCovariates() {
        return continuous_nk == null || continuous_nk.length == 0 ? 0 : continuous_nk[0].length;
    }

    /// Fingerprint of the counts and of the library sizes or size factors that go with them.
    public String countsFingerprint() {
        requireSummed();
        Fingerprint sum = new Fingerprint().add(counts.rows()).add(counts.columns());
        int[] end = {0};
        counts.forEachBlock((first, rows) -> {
            for (int i = 0; i < rows.rows(); i++) {
                end[0] += rows.start(i + 1) - rows.start(i);
                sum.add(end[0]).add(logLibrary_n[first + i]);
                for (int e = rows.start(i); e < rows.start(i + 1); e++) {
                    sum.add(rows.column(e)).add(rows.value(e));
                }
            }
        });
        return sum.sha256();
    }

    /// Fingerprint of the covariates, categorical and continuous.
    public String covariatesFingerprint() {
        Fingerprint sum = new Fingerprint();
        categorical.forEach(factor -> factor.addTo(sum));
        if (continuous_nk != null) {
            for (double[] row : continuous_nk) {
                for (double x : row) {
                    sum.add(x);
                }
            }
        }
        return sum.sha256();
    }

    /// Log library size of each cell.
    public double[] logLibrary() {
        requireSummed();
        return logLibrary_n.clone();
    }

    /// Copies the given cells into the memory of the step.
    public Minibatch minibatch(int[] rows, Workspace workspace) {
        RowSource.Picked picked = source.pick(rows);
        int entries = 0;
        for (int i = 0; i < rows.length; i++) {
            if (!summed) {
                sum(picked.from()[i].counts(), picked.at()[i], rows[i]);
            }
            entries += picked.entries(i);
        }
        SparseTensor x_ng = SparseTensor.allocate(workspace, rows.length, counts.columns(), entries);
        SparseTensor log1p_ng = x_ng.samePlaces(entries);
        int end = 0;
        for (int i = 0; i < rows.length; i++) {
            end += picked.entries(i);
            x_ng.endRow(i, end);
        }
        x_ng.fill((from, to) -> DecodedRows.copy(picked, from, to, x_ng, log1p_ng));
        if (workspace.device().isDouble()) {
            // The stored logarithms are rounded to float32; checks in float64 want them whole.
            for (int e = 0; e < entries; e++) {
                log1p_ng.value(e, Math.log1p(x_ng.value(e)));
            }
        }
        List<Codes> codes = new ArrayList<>(categorical.size());
        for (Factor factor : categorical) {
            codes.add(pick(factor, rows, workspace));
        }
        return new Minibatch(x_ng, log1p_ng, pick(logFactorial_n, rows, workspace), pick(logLibrary_n, rows, workspace),
                pick(batch, rows, workspace), pick(label, rows, workspace), codes, continuous(rows, workspace));
    }

    private static Codes pick(Factor factor, int[] rows, Workspace workspace) {
        int[] codes = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            codes[i] = factor.codes()[rows[i]];
        }
        return Codes.of(workspace, codes, factor.levels());
    }

    private static Tensor pick(double[] values, int[] rows, Workspace workspace) {
        Tensor picked = workspace.tensor(Shape.of(rows.length));
        for (int i = 0; i < rows.length; i++) {
            picked.set(i, values[rows[i]]);
        }
        return picked;
    }

    private @Nullable Tensor continuous(int[] rows, Workspace workspace) {
        if (continuous_nk == null || continuousCovariates() == 0) {
            return null;
        }
        int k = continuousCovariates();
        Tensor picked = workspace.tensor(Shape.of(rows.length, k));
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < k; j++) {
                picked.set((long) i * k + j, continuous_nk[rows[i]][j]);
            }
        }
        return picked;
    }
}
