package io.cellwright.kernel;

/// Functions of whole rows: softmax and cross-entropy, and means of rows.
public sealed interface Rows permits VectorRows, PlainRows {
    /// `y_nc = softmax over c of x_nc`.
    void softmax(long x_nc, long y_nc, int n, int c);

    /// `dx_nc (+)=` gradient of softmax, from its output `y_nc`.
    void softmaxGradient(long y_nc, long dy_nc, long dx_nc, int n, int c, boolean add);

    /// `y_nc = x_nc - log sum exp over c of x_nc`.
    void logSoftmax(long x_nc, long y_nc, int n, int c);

    /// `dx_nc (+)=` gradient of log-softmax, from its output `y_nc`.
    void logSoftmaxGradient(long y_nc, long dy_nc, long dx_nc, int n, int c, boolean add);

    /// `loss_n = -log softmax(logits_nc)[label_n]`; `label_n` is the address of n ints in [0, c).
    void crossEntropy(long logits_nc, long label_n, long loss_n, int n, int c);

    /// `dlogits_nc (+)= dloss_n (softmax(logits_nc) - onehot(label_n))`.
    void crossEntropyGradient(long logits_nc, long label_n, long dloss_n, long dlogits_nc, int n, int c, boolean add);

    /// `y_nd =` mean of the `t` rows of x that belong to row n: those from row `n t` on.
    void means(long x_rd, long y_nd, int n, int t, int d);

    /// `dx_rd (+)= dy_nd / t`, the same for all rows that belong to row n.
    void meansGradient(long dy_nd, long dx_rd, int n, int t, int d, boolean add);
}
