package io.cellwright.kernel;

/// Multinomial logistic regression of sparse cells, `-log softmax(b_c + x_ng w_gc)[label]`, with its gradients in the
/// same pass: what is read of a cell for the one is still in the cache for the other, and no n x c matrix is made.
///
/// Genes are numbered by lines of {@link #LINE} floats: where c classes take l lines the number of the j-th gene is j l, and
/// the number of genes is l times theirs. That saves the loops a multiplication an entry.
public sealed interface SparseSoftmax permits VectorSparseSoftmax, PlainSparseSoftmax {
    /// Floats of a line: a cache line.
    int LINE = 16;

    /// What is learnt, or its gradients. The weights are stored gene by gene.
    record Weights(long w_gc, long b_c) {}

    /// Bytes that a pass needs for itself.
    long roomBytes(SparseRows x_ng, int c);

    /// Gives the sum of the losses, and writes the gradients of `scale` times that.
    ///
    /// @param x_ng genes as said above
    /// @param label_n address of n ints in [0, c)
    /// @param room of {@link #roomBytes}
    /// @param c classes; a multiple of {@link #LINE}. Those that are there to fill up a row have a bias of -1e30.
    double run(SparseRows x_ng, long label_n, Weights weights, double scale, long room, Weights gradients, int c);
}
