package io.cellwright.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import io.cellwright.kernel.Element;
import io.cellwright.kernel.Elementwise;
import io.cellwright.kernel.Memory;
import io.cellwright.kernel.SparseRows;

/// A minibatch of sparse cells, n x g, in the memory of one step. It takes no gradient.
public final class SparseTensor {
    /// Rows that a worker fills at a time: enough to be worth the hand-off.
    private static final int ROWS_OF_BLOCK = 16;

    private final Workspace home;
    private final SparseRows rows;

    /// Stores the entries of some rows.
    @FunctionalInterface
    public interface Filler {
        /// Stores the entries of rows `from` until `to`, and nothing else.
        void fill(int from, int to);
    }

    private SparseTensor(Workspace home, SparseRows rows) {
        this.home = home;
        this.rows = rows;
    }

    /// An empty minibatch with room for `entries` entries, to be filled by {@link #entry} and {@link #endRow}.
    public static SparseTensor allocate(Workspace home, int n, int g, int entries) {
        long start = home.take(4L * (n + 1));
        long gene = home.take(4L * entries);
        long value = home.take((long) home.kernels().element().bytes() * entries);
        Memory.int32(start, 0);
        return new SparseTensor(home, new SparseRows(start, gene, value, n, g));
    }

    /// A second matrix with the same places and room for other values.
    ///
    /// @param entries as when this one was allocated
    public SparseTensor samePlaces(int entries) {
        long value = home.take((long) home.kernels().element().bytes() * entries);
        return new SparseTensor(home, new SparseRows(rows.start(), rows.gene(), value, rows.n(), rows.g()));
    }

    /// The same entries for the steps of another workspace of the same device: for data that stay while steps come and
    /// go. They live until their own workspace begins a step.
    public SparseTensor in(Workspace other) {
        if (other.device() != home.device()) {
            throw new IllegalArgumentException("the workspaces must have the same device but have " + home.device()
                    + " and " + other.device());
        }
        other.borrow(home);
        return new SparseTensor(other, rows);
    }

    /// Stores `length` entries from entry `at` on.
    public void entries(int at, int[] genes, float[] values, int from, int length) {
        MemorySegment.copy(genes, from, Memory.at(rows.gene() + 4L * at, 4L * length), ValueLayout.JAVA_INT, 0, length);
        values(at, values, from, length);
    }

    /// Stores the values of `length` entries from entry `at` on.
    public void values(int at, float[] values, int from, int length) {
        if (home.kernels().element() == Element.FLOAT32) {
            MemorySegment.copy(values, from, Memory.at(rows.value() + 4L * at, 4L * length), ValueLayout.JAVA_FLOAT, 0,
                    length);
        } else {
            for (int e = 0; e < length; e++) {
                value(at + e, values[from + e]);
            }
        }
    }

    /// Lets the workers fill the rows, once it is said where each of them ends. What a worker copies it is likely to find
    /// in its cache when it multiplies the same rows.
    public void fill(Filler filler) {
        int n = rows.n();
        home.kernels().pool().run((n + ROWS_OF_BLOCK - 1) / ROWS_OF_BLOCK,
                (from, to, worker) -> filler.fill(from * ROWS_OF_BLOCK, Math.min(to * ROWS_OF_BLOCK, n)));
    }

    /// Says that row `i` ends before entry `end`, where the next row begins.
    public void endRow(int i, int end) {
        Memory.int32(rows.start() + 4L * (i + 1), end);
    }

    /// Stores entry `e`. Genes must rise within a row.
    public void entry(int e, int gene, float value) {
        Memory.int32(rows.gene() + 4L * e, gene);
        value(e, value);
    }

    /// Stores the value of entry `e`.
    public void value(int e, double value) {
        if (home.kernels().element() == Element.FLOAT32) {
            Memory.float32(rows.value() + 4L * e, (float) value);
        } else {
            Memory.float64(rows.value() + 8L * e, value);
        }
    }

    /// The same places with each value set to 0 with probability `p`, as the hash of `key` says; the others stay as
    /// they are.
    public SparseTensor dropout(double p, long key) {
        int entries = rows.start(rows.n());
        SparseTensor dropped = samePlaces(entries);
        long value = dropped.rows.value();
        Elementwise loops = home.kernels().elementwise();
        loops.dropout(rows.value(), value, entries, p, key, false);
        loops.affine(value, 1 - p, 0, value, entries);
        return dropped;
    }

    /// The same entries with each gene numbered `factor` times as high, among as many times as many genes. Its numbers take
    /// the place of those of this matrix, which is used up.
    public SparseTensor spread(int factor) {
        SparseTensor wide = new SparseTensor(home, new SparseRows(rows.start(), rows.gene(), rows.value(), rows.n(),
                Math.multiplyExact(rows.g(), factor)));
        if (factor > 1) {
            fill((from, to) -> {
                for (int e = rows.start(from); e < rows.start(to); e++) {
                    Memory.int32(rows.gene() + 4L * e, rows.gene(e) * factor);
                }
            });
        }
        return wide;
    }

    /// The same numbers with the zeros between them.
    public Tensor toDense() {
        Tensor dense_ng = home.tensor(Shape.of(rows.n(), rows.g()));
        Element element = home.kernels().element();
        long rowBytes = (long) element.bytes() * rows.g();
        fill((from, to) -> {
            Memory.zero(dense_ng.address() + from * rowBytes, (to - from) * rowBytes);
            for (int i = from; i < to; i++) {
                for (int e = rows.start(i); e < rows.start(i + 1); e++) {
                    element.set(dense_ng.address() + i * rowBytes, rows.gene(e), element.get(rows.value(), e));
                }
            }
        });
        return dense_ng;
    }

    /// Number of cells.
    public int n() {
        return rows.n();
    }

    /// Number of genes.
    public int g() {
        return rows.g();
    }

    /// Number of entries before row `i`.
    public int start(int i) {
        return rows.start(i);
    }

    /// Gene of entry `e`.
    public int gene(int e) {
        return rows.gene(e);
    }

    /// Value of entry `e`.
    public double value(int e) {
        return home.kernels().element().get(rows.value(), e);
    }

    SparseRows rows() {
        return rows;
    }

    Workspace home() {
        return home;
    }
}
