package io.cellwright.kernel;

/// Dense matrix products in the three shapes that a linear layer needs. A weight is stored as torch stores it, one row
/// an output: `w_oi`. All matrices are contiguous and row-major.
///
/// Each output element sums over its inner index in rising order with fused multiply-adds, so the bits do not depend on
/// tile shapes, vector tails or the number of threads. With `add` the sum is added to what the output holds.
public sealed interface Matmul permits VectorMatmul, PlainMatmul {
    /// `y_no = x_ni w_oi' + b_o`; `b_o` of 0 means no bias.
    void linear(long x_ni, long w_oi, long b_o, long y_no, int n, int in, int out);

    /// `dx_ni (+)= dy_no w_oi`.
    void inputGradient(long dy_no, long w_oi, long dx_ni, int n, int in, int out, boolean add);

    /// `dw_oi (+)= dy_no' x_ni`.
    void weightGradient(long dy_no, long x_ni, long dw_oi, int n, int in, int out, boolean add);

    /// `db_o (+)= sum over n of dy_no`.
    void biasGradient(long dy_no, long db_o, int n, int out, boolean add);
}
