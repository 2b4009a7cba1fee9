package io.cellwright.kernel;

import io.cellwright.kernel.Norm.Then;

/// A label grid: every one of n cells with every one of c labels. Row `l n + i` is cell i with label l, `u_i + v_l`,
/// and what follows on it.
public sealed interface LabelGrid permits VectorLabelGrid, PlainLabelGrid {
    /// How large a grid is.
    ///
    /// @param n cells
    /// @param c labels
    /// @param h columns
    record Size(int n, int c, int h) {
        int rows() {
            return Math.multiplyExact(n, c);
        }
    }

    /// Makes the grid: `y_(c n)h = then(u_nh + v_ch)`.
    void make(long u_nh, long v_ch, Then then, long y_cnh, Size size);

    /// `du_nh (+)=` the sum over labels and `dv_ch (+)=` the sum over cells of what comes back through `then`. An address
    /// of 0 is skipped. `y_cnh` is what {@link #make} gave.
    void makeGradient(long dy_cnh, long y_cnh, Then then, long room, long du_nh, boolean addU, long dv_ch, boolean addV,
            Size size);

    /// Bytes of `room` for {@link #makeGradient}.
    long roomBytes(Size size);
}
