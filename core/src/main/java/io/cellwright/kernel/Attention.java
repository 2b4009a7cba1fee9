package io.cellwright.kernel;

/// Attention of the tokens of a cell to each other, in several heads: `context = dropout(softmax(q k' / sqrt(w))) v`
/// for each cell and head.
///
/// Rows are tokens, those of a cell one after the other. A row of `qkv` holds the queries of all heads, then all keys,
/// then all values, as torch's `in_proj` gives them; a row of `context` the results of all heads.
public sealed interface Attention permits VectorAttention, PlainAttention {
    /// How much there is.
    ///
    /// @param n cells
    /// @param t tokens of a cell
    /// @param heads heads
    /// @param w width of a head; a token has `d = heads w` numbers
    record Size(int n, int t, int heads, int w) {
        int d() {
            return heads * w;
        }

        /// Pairs of a cell and a head.
        int units() {
            return Math.multiplyExact(n, heads);
        }

        /// Index of the hash for the first weight of a unit; weight (i, j) is `i t + j` behind it.
        long firstWeight(int unit) {
            return (long) unit << 32;
        }

        double scale() {
            return 1 / Math.sqrt(w);
        }
    }

    /// Bytes of the room that {@link #forward} leaves for {@link #gradient}: two numbers for each row of weights, from
    /// which these are computed again. The weights themselves would take `t / 2` times as much.
    long roomBytes(Size size);

    /// Writes `context_rd`, and the room.
    ///
    /// @param qkv_re `n t` rows of `3 d` numbers
    /// @param context_rd `n t` rows of `d` numbers
    void forward(long qkv_re, Dropout dropout, long room, long context_rd, Size size);

    /// Overwrites `qkv_re` with its gradient.
    ///
    /// @param dcontext_rd gradient of the context
    /// @param context_rd the context, as {@link #forward} gave it
    void gradient(long dcontext_rd, long context_rd, Dropout dropout, long room, long qkv_re, Size size);
}
