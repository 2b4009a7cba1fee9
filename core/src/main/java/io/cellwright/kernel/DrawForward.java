package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

import static io.cellwright.kernel.CellColumns.CELLS;
import static io.cellwright.kernel.CellColumns.ROW;
import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// What a worker holds of {@link VectorLabelDraw} on the way forward, with a cell in each lane.
final class DrawForward {
    private final LabelDraw.Size size;
    private final LabelDraw.Net net;
    private final LabelDraw.Given given;
    private final Loops loops;
    private final long staging;
    private final long strides;
    private final long bias_o;
    private final long cells_h;
    private final long grid_h;
    private final long y_o;
    private final long noise_k;
    private final long z_k;
    private final long terms_k;
    private final long kl;
    private final long temp;
    private final long start;
    // Addresses that the loops take.
    private final long[] hidden;
    private final long[] exp;
    private final long[] log;
    private final long[] draw;
    private final long[] divergence;
    private final long[] sums;
    // The block.
    private int first;
    private int rows;

    /// The loops, with what they know beside addresses.
    record Loops(Flat.Loop hidden, Flat.Loop log, Flat.Loop draw, Flat.Loop divergence) {
        static Loops of(LabelDraw.Given given) {
            float floor = (float) given.floor();
            Norm.Then then = given.then();
            return new Loops(
                    then.dropout() == 0 ? CellColumns::addRelu : (at, first, count) -> addDrop(at, first, count, then),
                    (at, first, count) -> DrawForward.log(at, count, floor),
                    (at, first, count) -> DrawForward.draw(at, count, floor),
                    (at, first, count) -> DrawForward.divergence(at, count, floor));
        }
    }

    DrawForward(LabelDraw.Size size, LabelDraw.Net net, LabelDraw.Given given, Loops loops, long start) {
        this.size = size;
        this.net = net;
        this.given = given;
        this.loops = loops;
        this.start = start;
        long part = size.k() * ROW;
        staging = start;
        strides = staging + MatrixTile.STAGING;
        bias_o = strides + BYTES;
        cells_h = bias_o + 2 * part;
        grid_h = cells_h + size.h() * ROW;
        y_o = grid_h + size.h() * ROW;
        noise_k = y_o + 2 * part;
        z_k = noise_k + part;
        terms_k = z_k + part;
        kl = terms_k + part;
        temp = kl + ROW;
        hidden = new long[] {cells_h, grid_h, 0, strides};
        exp = new long[] {y_o + part, y_o + part};
        log = new long[] {y_o + part, terms_k};
        draw = new long[] {y_o, y_o + part, noise_k, z_k, 0};
        divergence = new long[] {y_o, y_o + part, terms_k, 0};
        sums = new long[] {terms_k, kl};
    }

    long bytes() {
        return temp + CellColumns.tempBytes(size.k()) - start;
    }

    /// What is the same for all blocks.
    void prepare() {
        CellColumns.spread(net.b_o(), size.o(), bias_o);
        for (int i = 0; i < LANES; i++) {
            Memory.int32(strides + 4L * i, i * size.h() * CounterHash.STRIDE);
        }
    }

    void block(int block) {
        first = block * CELLS;
        rows = Math.min(CELLS, size.n() - first);
        CellColumns.take(net.u_nh() + 4L * first * size.h(), 4L * size.h(), rows, size.h(), cells_h, staging);
    }

    /// From cells and label to means and logarithms of variances.
    void heads(int label) {
        int h = size.h();
        hidden[2] = net.v_ch() + 4L * label * h;
        Flat.start(loops.hidden, hidden, ((long) label * size.n() + first) * h, h);
        MatrixTile.rowsByPanel(net.w_oh(), 4L * h, 4, size.o(), grid_h, 2, LANES, bias_o, ROW, y_o, ROW, h, staging);
    }

    /// The grid with dropout, one half of the cells after the other. Elements of neighbouring lanes are a row apart.
    private static void addDrop(long[] at, long element, long count, Norm.Then then) {
        for (long half = 0; half < ROW; half += BYTES) {
            int here = (int) (element + (half >> 2) * count);
            addDrop(at[0] + half, at[1] + half, at[2], at[3], here, count, then);
        }
    }

    private static void addDrop(long u, long z, long label, long strides, int element, long count, Norm.Then then) {
        int threshold = CounterHash.dropThreshold(then.dropout());
        float kept = (float) then.scale();
        long seed = CounterHash.seed(then.key(), 0);
        IntVector apart = VectorElementwise.ints(strides);
        for (long v = label; v < label + 4 * count; v += 4) {
            VectorMask<Float> goes = VectorElementwise.drops(element++, apart, seed, threshold);
            FloatVector sum = load(u).add(Memory.float32(v));
            store(sum.mul(kept).blend(0f, sum.lt(0f).or(goes)), z);
            u += ROW;
            z += ROW;
        }
    }

    /// From means and logarithms to draws and divergences. What the way back needs goes to `kept`.
    void draw(int label, long kept, long z_rk, long kl_r) {
        int k = size.k();
        long count = (long) k * CELLS;
        long row = (long) label * size.n() + first;
        CellColumns.take(given.noise_rk() + 4 * row * k, 4L * k, rows, k, noise_k, staging);
        Memory.copy(y_o, kept, 4 * count);
        draw[4] = kept + 4 * count;
        divergence[3] = kept + 8 * count;
        Flat.start(VectorElementwise::exp, exp, 0, count);
        Flat.start(loops.log, log, 0, count);
        Flat.start(loops.draw, draw, 0, count);
        Flat.start(loops.divergence, divergence, 0, count);
        Flat.start(CellColumns::sum, sums, 0, k);
        Memory.copy(kl, kl_r + 4 * row, 4L * rows);
        CellColumns.put(z_k, k, z_rk + 4 * row * k, 4L * k, rows, false, temp, staging);
    }

    private static void log(long[] at, long count, float floor) {
        long e = at[0];
        long log = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMath.log(load(e + i).add(floor)).intoMemorySegment(ALL, log + i, ORDER);
        }
    }

    private static void draw(long[] at, long count, float floor) {
        long mean = at[0];
        long e = at[1];
        long noise = at[2];
        long z = at[3];
        long slope = at[4];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector deviation = load(e + i).add(floor).sqrt();
            FloatVector drawn = load(noise + i);
            store(deviation.fma(drawn, load(mean + i)), z + i);
            store(drawn.mul(0.5f).mul(load(e + i)).div(deviation), slope + i);
        }
    }

    /// Terms in place of the logarithm of the variance.
    private static void divergence(long[] at, long count, float floor) {
        long mean = at[0];
        long e = at[1];
        long terms = at[2];
        long slope = at[3];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector m = load(mean + i);
            FloatVector variance = load(e + i).add(floor);
            FloatVector half = load(e + i).mul(0.5f);
            store(half.sub(half.div(variance)), slope + i);
            FloatVector rest = variance.sub(1f).sub(load(terms + i));
            store(m.fma(m, rest).mul(0.5f), terms + i);
        }
    }
}
