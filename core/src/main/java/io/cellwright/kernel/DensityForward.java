package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;

import static io.cellwright.kernel.CellColumns.CELLS;
import static io.cellwright.kernel.CellColumns.ROW;
import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// What a worker holds of {@link VectorLabelDensity} on the way forward, with a cell in each lane.
final class DensityForward {
    private static final float LOG_TWO_PI = 1.837877f;

    private final LabelDensity.Size size;
    private final LabelDensity.Net net;
    private final long staging;
    private final long bias_o;
    private final long cells_k;
    private final long x_k;
    private final long hidden_h;
    private final long heads_o;
    private final long inverse_k;
    private final long lp;
    private final long end;
    private final long start;
    // Addresses that the loops take.
    private final long[] hidden;
    private final long[] inverse;
    private final long[] terms;
    private final long[] sums;
    // The block.
    private int first;
    private int rows;

    DensityForward(LabelDensity.Size size, LabelDensity.Net net, long start) {
        this.size = size;
        this.net = net;
        this.start = start;
        long part = size.k() * ROW;
        staging = start;
        bias_o = staging + MatrixTile.STAGING;
        cells_k = bias_o + 2 * part;
        x_k = cells_k + part;
        hidden_h = x_k + part;
        heads_o = hidden_h + size.h() * ROW;
        inverse_k = heads_o + 2 * part;
        lp = inverse_k + part;
        end = lp + ROW;
        hidden = new long[] {hidden_h, hidden_h, 0};
        inverse = new long[] {heads_o + part, inverse_k};
        terms = new long[] {cells_k, heads_o, inverse_k, 0};
        sums = new long[] {inverse_k, lp};
    }

    long bytes() {
        return end - start;
    }

    /// What is the same for all blocks.
    void prepare() {
        CellColumns.spread(net.b_o(), size.o(), bias_o);
    }

    void block(int block, long y_nk) {
        first = block * CELLS;
        rows = Math.min(CELLS, size.n() - first);
        int k = size.k();
        CellColumns.take(y_nk + 4L * first * k, 4L * k, rows, k, cells_k, staging);
    }

    /// From rows and label to means and logarithms of variances.
    void heads(int label, long x_rk) {
        int k = size.k();
        int h = size.h();
        long row = (long) label * size.n() + first;
        CellColumns.take(x_rk + 4 * row * k, 4L * k, rows, k, x_k, staging);
        MatrixTile.rowsByPanel(net.w_hk(), 4L * k, 4, h, x_k, 2, LANES, VectorMatmul.ZEROS, 0, hidden_h, ROW, k,
                staging);
        hidden[2] = net.t_ch() + 4L * label * h;
        Flat.start(CellColumns::addRelu, hidden, 0, h);
        MatrixTile.rowsByPanel(net.out_oh(), 4L * h, 4, size.o(), hidden_h, 2, LANES, bias_o, ROW, heads_o, ROW, h,
                staging);
    }

    /// From means and logarithms to densities. What the way back needs goes to `kept`.
    void density(int label, long kept, long lp_r) {
        long count = (long) size.k() * CELLS;
        terms[3] = kept;
        Flat.start(DensityForward::inverse, inverse, 0, count);
        Flat.start(DensityForward::terms, terms, 0, count);
        Flat.start(CellColumns::sum, sums, 0, size.k());
        Memory.copy(lp, lp_r + 4 * ((long) label * size.n() + first), 4L * rows);
    }

    private static void inverse(long[] at, long first, long count) {
        long log = at[0];
        long inverse = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMath.exp(load(log + i).neg()).intoMemorySegment(ALL, inverse + i, ORDER);
        }
    }

    /// Terms in place of inverse variances.
    private static void terms(long[] at, long first, long count) {
        long y = at[0];
        long mean = at[1];
        long log = mean + 4 * count;
        long inverse = at[2];
        long a = at[3];
        long b = a + 4 * count;
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector off = load(y + i).sub(load(mean + i));
            FloatVector slope = off.mul(load(inverse + i));
            store(slope, a + i);
            FloatVector square = off.mul(slope);
            store(square.sub(1f).mul(0.5f), b + i);
            store(load(log + i).add(LOG_TWO_PI).add(square).mul(-0.5f), inverse + i);
        }
    }
}
