package io.cellwright.model;

import io.cellwright.nn.Covariates;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.Tensor;

/// A minibatch of n cells as models take it; lives for one step.
///
/// @param x_ng raw counts
/// @param log1p_ng `log(1 + x)` in the same places
/// @param logFactorial_n sum over genes of `lgamma(x + 1)`
/// @param logLibrary_n log of the sum of counts, or of the given size factor; -infinity for a cell without counts
/// @param batchLabel experimental batch of each cell
/// @param label cell type of each cell, or all 0
/// @param covariates batch label first, then the categorical covariates; continuous covariates
public record CellBatch(SparseTensor x_ng, SparseTensor log1p_ng, Tensor logFactorial_n, Tensor logLibrary_n,
        Codes batchLabel, Codes label, Covariates covariates) {
    /// Number of cells.
    public int n() {
        return x_ng.n();
    }

    /// The same cells, of which the encoder sees something else.
    public CellBatch withInput(SparseTensor other_ng) {
        return new CellBatch(x_ng, other_ng, logFactorial_n, logLibrary_n, batchLabel, label, covariates);
    }
}
