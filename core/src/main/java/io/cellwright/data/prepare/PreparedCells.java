package io.cellwright.data.prepare;

import java.util.Arrays;
import java.util.List;

import io.cellwright.data.CsrMatrix;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;

/// Cells that went through a preparation: n cells, g genes. They stay sparse. What would make them dense, taking the
/// mean off, happens when a minibatch is cut from them, so there is never a dense copy of all.
///
/// @param matrix n x g values, all that was asked for but centring; where values are centred, not scaled either
/// @param genes names of the genes
/// @param match how the table's genes matched the preparation's
/// @param centering what is left to be done to each value
public record PreparedCells(CsrMatrix matrix, List<String> genes, GeneMatch match, Centering centering) {
    /// What is done to the values of each gene when a minibatch is cut: `clip((x - mean) / deviation)`.
    ///
    /// @param mean_g mean of each gene; empty where nothing is left to be done
    /// @param deviation_g deviation of each gene
    /// @param zero_g what becomes of zero
    /// @param maxValue bound of the absolute values, infinite for none
    public record Centering(double[] mean_g, double[] deviation_g, float[] zero_g, double maxValue) {
        /// Nothing is left to be done.
        static final Centering NONE = new Centering(new double[0], new double[0], new float[0], 0);

        static Centering of(double[] mean_g, double[] deviation_g, double maxValue) {
            Centering centering = new Centering(mean_g, deviation_g, new float[mean_g.length], maxValue);
            for (int g = 0; g < mean_g.length; g++) {
                centering.zero_g[g] = centering.apply(0, g);
            }
            return centering;
        }

        float apply(float x, int g) {
            return (float) Math.clamp((x - mean_g[g]) / deviation_g[g], -maxValue, maxValue);
        }
    }

    /// Number of cells.
    public int cells() {
        return matrix.rows();
    }

    /// Whether values are centred, so that zeros of the matrix are no zeros of the cells.
    public boolean isCentred() {
        return centering.mean_g().length > 0;
    }

    /// A value of the matrix on the scale of the cells: centred and scaled where that is asked for.
    ///
    /// @param x value of the matrix
    /// @param g its gene
    public double onScale(double x, int g) {
        return isCentred() ? centering.apply((float) x, g) : x;
    }

    /// What becomes of zero in each gene: zero, unless values are centred.
    public double[] zero_g() {
        double[] zero_g = new double[genes.size()];
        Arrays.setAll(zero_g, g -> onScale(0, g));
        return zero_g;
    }

    /// Some cells on their scale, less what becomes of zero: still sparse where values are centred. With
    /// {@link #zero_g} added they are what {@link #fill} writes.
    ///
    /// @param rows row numbers of the cells
    /// @return n x g
    public CsrMatrix aboveZero(int[] rows) {
        CsrMatrix some = matrix.selectRows(rows);
        if (!isCentred()) {
            return some;
        }
        float[] value = new float[Math.toIntExact(some.entries())];
        for (int e = 0; e < value.length; e++) {
            int g = some.column(e);
            value[e] = centering.apply(some.value(e), g) - centering.zero_g()[g];
        }
        return some.withValues(value);
    }

    /// Writes some cells, one after the other.
    ///
    /// @param rows row numbers of the cells
    /// @param x_ng gets the values, row-major
    /// @throws IllegalArgumentException if there is not exactly one place for each value
    public void fill(int[] rows, float[] x_ng) {
        if (x_ng.length != (long) rows.length * genes.size()) {
            throw new IllegalArgumentException("x_ng must have " + (long) rows.length * genes.size() + " places for "
                    + rows.length + " cells of " + genes.size() + " genes but has " + x_ng.length);
        }
        for (int i = 0; i < rows.length; i++) {
            fill(rows[i], x_ng, i * genes.size());
        }
    }

    private void fill(int row, float[] to, int at) {
        if (isCentred()) {
            System.arraycopy(centering.zero_g(), 0, to, at, genes.size());
            for (int e = matrix.start(row); e < matrix.start(row + 1); e++) {
                int g = matrix.column(e);
                to[at + g] = centering.apply(matrix.value(e), g);
            }
        } else {
            Arrays.fill(to, at, at + genes.size(), 0);
            for (int e = matrix.start(row); e < matrix.start(row + 1); e++) {
                to[at + matrix.column(e)] = matrix.value(e);
            }
        }
    }

    /// Some cells as a dense minibatch in the memory of a step, n x g.
    public Tensor dense(int[] rows, Workspace workspace) {
        return workspace.rows(rows.length, genes.size(), (i, values) -> fill(rows[i], values, 0));
    }

    /// Some cells as a sparse minibatch in the memory of a step, n x g.
    ///
    /// @throws IllegalStateException if values are centred
    public SparseTensor sparse(int[] rows, Workspace workspace) {
        if (isCentred()) {
            throw new IllegalStateException("centred values are not sparse: ask for a dense minibatch, or scale "
                    + "without zero_center");
        }
        return matrix.minibatch(rows, workspace);
    }
}
