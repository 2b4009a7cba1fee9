package io.cellwright.tensor;

import java.util.List;

import io.cellwright.kernel.Matmul;
import io.cellwright.kernel.SparseMatmul;
import io.cellwright.kernel.SparseSoftmax;
import org.jspecify.annotations.Nullable;

/// Linear maps of cells: dense, sparse and by code.
public final class Products {
    private Products() {}

    /// `y_no = x_ni w_oi' + b_o`.
    ///
    /// | tensor | shape |
    /// |---|---|
    /// | x_ni | n cells x in |
    /// | w_oi | out x in, as torch stores it |
    /// | b_o | out, or null for no bias |
    public static Tensor linear(Tensor x_ni, Tensor w_oi, @Nullable Tensor b_o) {
        return linear(x_ni, w_oi, b_o, List.of());
    }

    /// The same plus rows of tables.
    public static Tensor linear(Tensor x_ni, Tensor w_oi, @Nullable Tensor b_o, List<Rows> tables) {
        int n = x_ni.rows();
        int in = x_ni.columns();
        int out = w_oi.rows();
        Tensor.requireShape(w_oi, Shape.of(out, in), "w_oi");
        requireBias(b_o, out);
        Workspace home = x_ni.home();
        Matmul matmul = home.kernels().matmul();
        Tensor y_no = home.result(Shape.of(n, out), x_ni.needsGradient() || w_oi.needsGradient());
        matmul.linear(x_ni.address(), w_oi.address(), b_o == null ? 0 : b_o.address(), y_no.address(), n, in, out);
        addRows(y_no, tables);
        home.record(y_no, () -> {
            rowsGradients(y_no, tables);
            if (w_oi.needsGradient()) {
                boolean add = w_oi.claimGradient();
                matmul.weightGradient(y_no.gradient(), x_ni.address(), w_oi.gradient(), n, in, out, add);
            }
            biasGradient(b_o, y_no, n, out);
            if (x_ni.needsGradient()) {
                boolean add = x_ni.claimGradient();
                matmul.inputGradient(y_no.gradient(), w_oi.address(), x_ni.gradient(), n, in, out, add);
            }
        });
        return y_no;
    }

    /// `y_nh = x_ng w_gh + b_h` for sparse cells, plus rows of tables. The weight is stored gene by gene: what one cell
    /// touches lies in rows.
    public static Tensor linear(SparseTensor x_ng, Tensor w_gh, @Nullable Tensor b_h, List<Rows> tables) {
        int h = w_gh.columns();
        Tensor.requireShape(w_gh, Shape.of(x_ng.g(), h), "w_gh");
        requireBias(b_h, h);
        Workspace home = x_ng.home();
        SparseMatmul sparse = home.kernels().sparse();
        Tensor y_nh = home.result(Shape.of(x_ng.n(), h), w_gh.needsGradient());
        sparse.linear(x_ng.rows(), w_gh.address(), b_h == null ? 0 : b_h.address(), y_nh.address(), h);
        addRows(y_nh, tables);
        home.record(y_nh, () -> {
            rowsGradients(y_nh, tables);
            boolean add = w_gh.claimGradient();
            sparse.weightGradient(x_ng.rows(), y_nh.gradient(), w_gh.gradient(), h, add);
            biasGradient(b_h, y_nh, x_ng.n(), h);
        });
        return y_nh;
    }

    /// Mean over the cells of `-log softmax(b_c + x_ng w_gc)[label_n]`. It is not put on the tape: the gradients of
    /// weights and bias for that mean are written at once, in the same pass over the cells, over what an earlier loss of
    /// the step left there; a later {@link Workspace#backward} forgets them.
    ///
    /// @param x_ng cells whose genes were {@link SparseTensor#spread} by c / 16
    /// @param w_gc gene by gene, takes a gradient; c must be a multiple of 16
    /// @param b_c takes a gradient; -1e30 for classes that are there to fill up a row
    public static double softmaxLoss(SparseTensor x_ng, Tensor w_gc, Tensor b_c, Codes label_n) {
        int n = x_ng.n();
        int c = w_gc.columns();
        if (label_n.count() != n || c % SparseSoftmax.LINE != 0) {
            throw new IllegalArgumentException("labels must be " + n + ", one a cell, and classes a multiple of 16, but "
                    + "were " + label_n.count() + " and " + c);
        }
        Tensor.requireShape(w_gc, Shape.of(x_ng.g() / (c / SparseSoftmax.LINE), c), "w_gc");
        requireBias(b_c, c);
        Workspace home = x_ng.home();
        SparseSoftmax kernel = home.kernels().sparseSoftmax();
        Tensor room = home.room(kernel.roomBytes(x_ng.rows(), c));
        w_gc.claimGradient();
        b_c.claimGradient();
        double sum = kernel.run(x_ng.rows(), label_n.address(), new SparseSoftmax.Weights(w_gc.address(), b_c.address()),
                1.0 / n, room.address(), new SparseSoftmax.Weights(w_gc.gradient(), b_c.gradient()), c);
        return sum / n;
    }

    /// Rows of a table that are added to a linear map's result: what the map adds for one-hot columns.
    ///
    /// @param table_lh levels x h
    /// @param code_n which row of the table; -1 for none
    public record Rows(Tensor table_lh, Codes code_n) {}

    private static void addRows(Tensor y_nh, List<Rows> tables) {
        int n = y_nh.rows();
        int h = y_nh.columns();
        for (Rows rows : tables) {
            int levels = rows.table_lh.rows();
            Tensor.requireShape(rows.table_lh, Shape.of(levels, h), "table_lh");
            if (rows.code_n.count() != n || rows.code_n.levels() > levels) {
                throw new IllegalArgumentException("codes must be " + n + " of at most " + levels
                        + " levels but were " + rows.code_n.count() + " of " + rows.code_n.levels());
            }
            y_nh.home().kernels().sparse().addRows(rows.table_lh.address(), rows.code_n.address(), y_nh.address(), n,
                    h);
        }
    }

    private static void rowsGradients(Tensor y_nh, List<Rows> tables) {
        SparseMatmul sparse = y_nh.home().kernels().sparse();
        for (Rows rows : tables) {
            boolean add = rows.table_lh.claimGradient();
            sparse.rowsGradient(y_nh.gradient(), rows.code_n.address(), rows.table_lh.gradient(), y_nh.rows(),
                    rows.table_lh.rows(), y_nh.columns(), add);
        }
    }

    private static void requireBias(@Nullable Tensor bias, int out) {
        if (bias != null) {
            Tensor.requireShape(bias, Shape.of(out), "bias");
        }
    }

    private static void biasGradient(@Nullable Tensor b_o, Tensor y_no, int n, int out) {
        if (b_o != null && b_o.needsGradient()) {
            boolean add = b_o.claimGradient();
            y_no.home().kernels().matmul().biasGradient(y_no.gradient(), b_o.gradient(), n, out, add);
        }
    }
}
