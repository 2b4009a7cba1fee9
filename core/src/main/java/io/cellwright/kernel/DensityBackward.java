package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.CellColumns.CELLS;
import static io.cellwright.kernel.CellColumns.ROW;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;
import static io.cellwright.kernel.VectorMath.storeSum;

/// What a worker holds of {@link VectorLabelDensity} on the way back, with columns of the hidden layer in the lanes, as
/// {@link DrawBackward} has them.
final class DensityBackward {
    private final LabelDensity.Size size;
    private final LabelDensity.Net net;
    private final HiddenPanels panels;
    /// Columns of x, filled up.
    private final int k;
    private final long staging;
    // w_hk transposed, out_oh, and w_hk by panels of its columns for each panel of hidden ones.
    private final long fromX;
    private final long fromY;
    private final long toX;
    private final long label_h;
    private final long z;
    private final long dz;
    private final long x_k;
    private final long dheads_o;
    private final long dbias_o;
    private final long dmeans_k;
    private final long dlp;
    private final long rows_k;
    private final long temp;
    private final long end;
    private final long start;
    // Addresses that the loops take.
    private final long[] slopes;
    private final long[] gate;
    // The block.
    private int first;
    private int rows;

    DensityBackward(LabelDensity.Size size, LabelDensity.Net net, long start) {
        this.size = size;
        this.net = net;
        this.start = start;
        this.panels = new HiddenPanels(size.h());
        this.k = CellColumns.filledUp(size.k());
        long part = size.k() * ROW;
        staging = start;
        fromX = staging + MatrixTile.STAGING;
        fromY = fromX + 4L * size.k() * panels.width();
        toX = fromY + 4L * size.o() * panels.width();
        label_h = toX + 4L * k * panels.width();
        z = label_h + 4L * panels.width();
        dz = z + CELLS * HiddenPanels.ROW;
        x_k = dz + CELLS * HiddenPanels.ROW;
        dheads_o = x_k + part;
        dbias_o = dheads_o + 2 * part;
        dmeans_k = dbias_o + 2 * part;
        dlp = dmeans_k + part;
        rows_k = dlp + ROW;
        temp = rows_k + 4L * CELLS * k;
        end = temp + CellColumns.tempBytes(size.k());
        slopes = new long[] {0, dlp, dheads_o, dmeans_k};
        gate = new long[] {z, dz, 0};
    }

    long bytes() {
        return end - start;
    }

    /// Puts weights in panels.
    void pack() {
        panels.pack(net.out_oh(), size.o(), fromY, size.o());
        for (int p = 0; p < panels.count(); p++) {
            long column = panels.first(p);
            long w = net.w_hk() + 4L * column * size.k();
            MatrixTile.packTransposed(w, 4L * size.k(), size.k(), panels.columns(p), fromX + 4L * size.k() * column,
                    staging);
            for (int q = 0; q < VectorMatmul.panels(k); q++) {
                int from = VectorMatmul.firstOf(q, k);
                int lanes = Math.min(VectorMatmul.firstOf(q + 1, k), size.k()) - from;
                int wide = CellColumns.filledUp(lanes) / LANES;
                MatrixTile.pack(w + 4L * from, 4L * size.k(), panels.columns(p), wide, lanes - (wide - 1) * LANES,
                        toX(p, from));
            }
        }
    }

    private long toX(int panel, int column) {
        return toX + 4 * ((long) k * panels.first(panel) + (long) column * panels.columns(panel));
    }

    void block(int block) {
        first = block * CELLS;
        rows = Math.min(CELLS, size.n() - first);
        Memory.zero(dbias_o, dlp - dbias_o);
    }

    /// From densities to means and logarithms.
    void throughDensity(int label, long kept, long dlp_r) {
        Memory.zero(dlp, ROW);
        Memory.copy(dlp_r + 4 * ((long) label * size.n() + first), dlp, 4L * rows);
        slopes[0] = kept;
        Flat.start(DensityBackward::slopes, slopes, 0, (long) size.k() * CELLS);
        VectorSparseMatmul.addRow(dheads_o, dbias_o, size.o() * CELLS);
    }

    private static void slopes(long[] at, long first, long count) {
        long a = at[0];
        long b = a + 4 * count;
        long dlp = at[1];
        long dmean = at[2];
        long dlog = dmean + 4 * count;
        long sums = at[3];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector d = load(dlp + (i & (ROW - 1)));
            FloatVector slope = load(a + i).mul(d);
            store(slope, dmean + i);
            store(load(b + i).mul(d), dlog + i);
            store(load(sums + i).sub(slope), sums + i);
        }
    }

    /// From means and logarithms to rows, label and weights.
    void throughLayer(int label, long x_rk, BlockSums sums) {
        int block = first / CELLS;
        long row = (long) label * size.n() + first;
        Memory.copy(net.t_ch() + 4L * label * size.h(), label_h, 4L * size.h());
        CellColumns.take(x_rk + 4 * row * size.k(), 4L * size.k(), rows, size.k(), x_k, staging);
        for (int p = 0; p < panels.count(); p++) {
            long column = panels.first(p);
            int vectors = panels.vectors(p);
            long panelRow = (long) vectors * BYTES;
            MatrixTile.rowsByPanel(x_k, 4, ROW, rows, fromX + 4L * size.k() * column, vectors, LANES,
                    label_h + 4L * column, 0, z, panelRow, size.k(), staging);
            Flat.start(DensityBackward::relu, gate, 0, (long) rows * vectors * LANES);
            weights(dheads_o, size.o(), z, p, label, sums, sums.at(block, size.k()));
            MatrixTile.rowsByPanel(dheads_o, 4, ROW, rows, fromY + 4L * size.o() * column, vectors, LANES,
                    VectorMatmul.ZEROS, 0, dz, panelRow, size.o(), staging);
            gate[2] = sums.at(block, size.k() + size.o() + label) + 4L * column;
            Flat.start(DensityBackward::gate, gate, vectors, rows);
            weights(x_k, size.k(), dz, p, label, sums, sums.at(block, 0));
            rowsOfX(p);
        }
    }

    private static void relu(long[] at, long first, long count) {
        long z = at[0];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector v = load(z + i);
            store(v.blend(0f, v.lt(0f)), z + i);
        }
    }

    /// Adds up products over cells: `to += left panel`, where the left has a cell in each lane.
    private void weights(long left, int count, long panel, int p, int label, BlockSums sums, long to) {
        long dw = to + 4L * panels.first(p);
        MatrixTile.rowsByPanel(left, ROW, 4, count, panel, panels.vectors(p), LANES,
                label == 0 ? VectorMatmul.ZEROS : dw, label == 0 ? 0 : sums.row(), dw, sums.row(), rows, staging);
    }

    /// Back through ReLU, in place, with sums for the label.
    private static void gate(long[] at, long vectors, long rows) {
        long row = vectors * BYTES;
        for (long v = 0; v < row; v += BYTES) {
            FloatVector sum = broadcast(0f);
            long z = at[0] + v;
            for (long dz = at[1] + v; dz < at[1] + rows * row; dz += row) {
                FloatVector g = load(dz).blend(0f, load(z).compare(VectorOperators.LE, 0f));
                store(g, dz);
                sum = g.add(sum);
                z += row;
            }
            storeSum(sum, at[2] + v);
        }
    }

    /// Adds up `dx = dz w` over panels.
    private void rowsOfX(int p) {
        for (int q = 0; q < VectorMatmul.panels(k); q++) {
            int from = VectorMatmul.firstOf(q, k);
            int wide = (VectorMatmul.firstOf(q + 1, k) - from) / LANES;
            long dx = rows_k + 4L * from;
            MatrixTile.rowsByPanel(dz, (long) panels.vectors(p) * BYTES, 4, rows, toX(p, from), wide, LANES,
                    p == 0 ? VectorMatmul.ZEROS : dx, p == 0 ? 0 : 4L * k, dx, 4L * k, panels.columns(p), staging);
        }
    }

    void putRows(int label, long dx_rk, boolean add) {
        long row = (long) label * size.n() + first;
        RowCopies.put(rows_k, 4L * k, dx_rk + 4 * row * size.k(), 4L * size.k(), rows, size.k(), add);
    }

    /// What is known once all labels are through.
    void finish(long dbias, long dy_nk, boolean add) {
        for (int j = 0; j < size.o(); j++) {
            double sum = VectorMath.laneSum(dbias_o + j * ROW) + VectorMath.laneSum(dbias_o + j * ROW + BYTES);
            Memory.float32(dbias + 4L * j, (float) sum);
        }
        if (dy_nk != 0) {
            long to = dy_nk + 4L * first * size.k();
            CellColumns.put(dmeans_k, size.k(), to, 4L * size.k(), rows, add, temp, staging);
        }
    }
}
