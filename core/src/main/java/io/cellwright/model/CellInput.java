package io.cellwright.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.cellwright.nn.Covariates;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A minibatch of n cells of prepared expression, as networks take it; lives for one step.
public final class CellInput {
    private final @Nullable SparseTensor sparse_ng;
    private final Codes batch_n;
    private final Codes label_n;
    private final @Nullable Target counts;
    private @Nullable Tensor x_ng;

    /// Raw counts that go with the expression, where a network models them.
    ///
    /// @param x_ng raw counts of the same genes
    /// @param logFactorial_n sum over genes of `lgamma(x + 1)`
    /// @param logLibrary_n log of the sum of counts
    public record Target(SparseTensor x_ng, Tensor logFactorial_n, Tensor logLibrary_n) {}

    private CellInput(@Nullable SparseTensor sparse_ng, @Nullable Tensor x_ng, Codes batch_n,
            Codes label_n, @Nullable Target counts) {
        this.sparse_ng = sparse_ng;
        this.x_ng = x_ng;
        this.batch_n = batch_n;
        this.label_n = label_n;
        this.counts = counts;
    }

    /// Cells whose expression is sparse.
    public static CellInput sparse(SparseTensor x_ng, Codes batch_n, Codes label_n) {
        return new CellInput(x_ng, null, batch_n, label_n, null);
    }

    /// Cells whose expression is dense, such as scaled to unit variance.
    public static CellInput dense(Tensor x_ng, Codes batch_n, Codes label_n) {
        return new CellInput(null, x_ng, batch_n, label_n, null);
    }

    /// The same with the raw counts.
    public CellInput withCounts(Target target) {
        return new CellInput(sparse_ng, x_ng, batch_n, label_n, target);
    }

    /// Number of cells.
    public int n() {
        return batch_n.count();
    }

    /// Number of genes.
    public int genes() {
        return sparse_ng != null ? sparse_ng.g() : x_ng().shape().axis(1);
    }

    /// The expression where it is sparse.
    public Optional<SparseTensor> sparse_ng() {
        return Optional.ofNullable(sparse_ng);
    }

    /// The expression for a network that was made for sparse cells.
    ///
    /// @throws IllegalArgumentException if it is dense
    public SparseTensor requiredSparse_ng() {
        return sparse_ng().orElseThrow(() -> new IllegalArgumentException(
                "this network was made for sparse expression, but the cells are dense"));
    }

    /// The expression as a dense matrix, n x g; made when first asked for.
    public Tensor x_ng() {
        if (x_ng == null) {
            x_ng = Objects.requireNonNull(sparse_ng).toDense();
        }
        return x_ng;
    }

    /// Experimental batch of each cell; -1 where the network does not know it.
    public Codes batch_n() {
        return batch_n;
    }

    /// The batch as a covariate.
    public Covariates covariates() {
        return new Covariates(null, List.of(batch_n));
    }

    /// Class of each cell; -1 where unknown.
    public Codes label_n() {
        return label_n;
    }

    /// The raw counts.
    ///
    /// @throws IllegalStateException if the cells came without
    public Target counts() {
        if (counts == null) {
            throw new IllegalStateException("this network models counts, but the cells came without their raw counts");
        }
        return counts;
    }
}
