package io.cellwright.model;

import java.util.Random;

import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;

/// A few cells with counts, half of them zero, for tests of networks.
public record MadeCells(int n, int genes, int batches, int classes, long seed) {
    /// The cells with log counts as expression, sparse, with their raw counts.
    public CellInput sparse(Workspace home) {
        SparseTensor log_ng = matrix(home, true);
        Tensor logFactorial_n = home.tensor(Shape.of(n));
        Tensor logLibrary_n = home.tensor(Shape.of(n));
        for (int i = 0; i < n; i++) {
            double library = 0;
            double factorials = 0;
            for (int g = 0; g < genes; g++) {
                int x = count(i, g);
                library += x;
                for (int k = 2; k <= x; k++) {
                    factorials += Math.log(k);
                }
            }
            logFactorial_n.set(i, factorials);
            logLibrary_n.set(i, Math.log(library));
        }
        return CellInput.sparse(log_ng, codes(home, batches), codes(home, classes))
                .withCounts(new CellInput.Target(matrix(home, false), logFactorial_n, logLibrary_n));
    }

    /// The same expression, dense.
    public CellInput dense(Workspace home) {
        return CellInput.dense(matrix(home, true).toDense(), codes(home, batches), codes(home, classes));
    }

    private SparseTensor matrix(Workspace home, boolean logs) {
        SparseTensor x_ng = SparseTensor.allocate(home, n, genes, n * genes);
        int entry = 0;
        for (int i = 0; i < n; i++) {
            for (int g = 0; g < genes; g++) {
                int x = count(i, g);
                if (x > 0) {
                    x_ng.entry(entry, g, 0);
                    x_ng.value(entry++, logs ? Math.log1p(x) : x);
                }
            }
            x_ng.endRow(i, entry);
        }
        return x_ng;
    }

    private Codes codes(Workspace home, int levels) {
        int[] codes = new int[n];
        for (int i = 0; i < n; i++) {
            codes[i] = i % levels;
        }
        return Codes.of(home, codes, levels);
    }

    private int count(int i, int g) {
        Random random = new Random(seed * 1_000_003 + i * 1009L + g);
        random.nextInt();
        return g == 0 ? 1 : Math.max(0, random.nextInt(7) - 3 + (g % classes == i % classes ? 3 : 0));
    }
}
