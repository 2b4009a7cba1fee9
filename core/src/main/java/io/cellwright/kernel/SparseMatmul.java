package io.cellwright.kernel;

/// The first layer: sparse cells times dense weights stored gene by gene, `w_gh`; and table look-up by code.
public sealed interface SparseMatmul permits VectorSparseMatmul, PlainSparseMatmul {
    /// `y_nh = b_h + sum over g of x_ng w_gh`; `b_h` of 0 means no bias.
    void linear(SparseRows x_ng, long w_gh, long b_h, long y_nh, int h);

    /// `dw_gh (+)= x_ng' dy_nh`. Without `add`, genes that no cell expresses get zeros.
    void weightGradient(SparseRows x_ng, long dy_nh, long dw_gh, int h, boolean add);

    /// `y_nh += table_lh[code_n]`; `code_n` is the address of n ints. A negative code adds nothing.
    void addRows(long table_lh, long code_n, long y_nh, int n, int h);

    /// `dtable_lh (+)= sum over the cells of each code of dy_nh`, cells in rising order.
    void rowsGradient(long dy_nh, long code_n, long dtable_lh, int n, int levels, int h, boolean add);
}
