package io.cellwright.bench;

import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.SplittableRandom;

import io.cellwright.data.CellTable;
import io.cellwright.kernel.Kernels;
import io.cellwright.kernel.Memory;
import io.cellwright.kernel.SparseRows;
import io.cellwright.task.Simulation;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Kernels and made cells of one minibatch, at the sizes of scvi-tools' default network; about a tenth of all counts is
/// not zero. JMH sets what has parameters before it calls {@link #make}, which is where the others come from.
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class KernelStep {
    /// Units of the hidden layer.
    static final int HIDDEN = 128;

    private static final double COUNTS_PER_GENE = 0.165;
    private static final int FLOAT_BYTES = 4;

    /// Cells of the minibatch.
    @Param("128")
    public int cells;

    /// Genes.
    @Param("2000")
    public int genes;

    /// Threads of the kernels, which hand out their work themselves: JMH's own must stay at one.
    @Param("1")
    public int workers;

    /// What computes.
    Kernels kernels;
    /// The cells.
    CellTable table;
    /// Their counts.
    SparseRows counts;

    private Arena arena;

    /// Makes all that does not depend on the kernel.
    @Setup(Level.Trial)
    public void make() {
        arena = Arena.ofShared();
        kernels = Kernels.best(workers);
        table = new Simulation(cells, genes, Collections.nCopies(2, 0.5), 1, COUNTS_PER_GENE * genes, 0.7, 0, 0.1, 5, 0)
                .make();
        counts = sparse();
    }

    /// Gives the memory back.
    @TearDown(Level.Trial)
    public void close() {
        arena.close();
    }

    /// So many zeros.
    long zeros(long count) {
        return Memory.allocate(arena, FLOAT_BYTES * count).address();
    }

    /// So many numbers between `-size` and `size`, which depend on the seed alone.
    long numbers(long count, double size, long seed) {
        long at = zeros(count);
        SplittableRandom random = new SplittableRandom(seed);
        for (long i = 0; i < count; i++) {
            Memory.float32(at + FLOAT_BYTES * i, (float) ((2 * random.nextDouble() - 1) * size));
        }
        return at;
    }

    /// Log of the sum of each cell's counts.
    long logLibrary() {
        long at = zeros(cells);
        for (int i = 0; i < cells; i++) {
            Memory.float32(at + (long) FLOAT_BYTES * i, (float) Math.log(table.counts().rowSum(i)));
        }
        return at;
    }

    private SparseRows sparse() {
        int entries = table.counts().start(cells);
        long start = zeros(cells + 1L);
        long gene = zeros(entries);
        long value = zeros(entries);
        for (int i = 0; i <= cells; i++) {
            Memory.int32(start + (long) FLOAT_BYTES * i, table.counts().start(i));
        }
        for (int e = 0; e < entries; e++) {
            Memory.int32(gene + (long) FLOAT_BYTES * e, table.counts().column(e));
            Memory.float32(value + (long) FLOAT_BYTES * e, table.counts().value(e));
        }
        return new SparseRows(start, gene, value, cells, genes);
    }
}
