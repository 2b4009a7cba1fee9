package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// Normalised linear maps from the moments of x. What grows with the rows is on vectors of floats: rows are copied to
/// whole vectors, and each label's are centred there. What is left, the columns of the map, is little, and done in
/// double.
///
/// Error against double: folded weights and labels 2^-18, gradients 2^-15 of the largest of their kind.
final class VectorLinearNorm implements LinearNorm {
    private static final int COLUMNS_OF_BLOCK = 16;
    private static final Loop DECOY = (rows, mean, row, n) -> {};
    private static final Loop SECOND_DECOY = (rows, mean, row, n) -> {};

    private final WorkerPool pool;
    private final VectorMatmul matmul;

    VectorLinearNorm(WorkerPool pool) {
        this.pool = pool;
        this.matmul = new VectorMatmul(pool);
    }

    /// A loop over the rows of a label. Each starts behind two decoys, for the reason given in {@link Flat}.
    @FunctionalInterface
    private interface Loop {
        void run(long rows, long mean, long row, int n);
    }

    private static void start(Loop loop, long rows, long mean, long row, int n) {
        Loop next = DECOY;
        for (int i = 0; i < 3; i++) {
            next.run(rows, mean, row, n);
            next = i == 0 ? SECOND_DECOY : loop;
        }
    }

    /// Where everything lies. Columns of x are filled up to `p`, whole vectors.
    private static final class Room {
        final int p;
        final long row;
        final long mean_h;
        final long invStd_h;
        /// Means of x by label, and x less them.
        final long mean_cp;
        final long centred_rp;
        final long covariance_pp;
        final long w_hp;
        /// Weights times covariance.
        final long product_hp;
        /// Means of the map by label.
        final long label_ch;
        final long dlabel_ch;
        final long dw_hp;
        /// Weights times twice the gradient of their variance.
        final long weighed_hp;
        final long dmean_cp;
        final long dx_rp;
        final long bytes;

        Room(long start, Size size) {
            p = (size.k() + LANES - 1) / LANES * LANES;
            row = 4L * p;
            long column = Memory.aligned(4L * size.h());
            long wide = size.h() * row;
            long labels = Memory.aligned(4L * size.c() * size.h());
            mean_h = start;
            invStd_h = mean_h + column;
            mean_cp = invStd_h + column;
            centred_rp = mean_cp + size.c() * row;
            covariance_pp = centred_rp + size.rows() * row;
            w_hp = covariance_pp + p * row;
            product_hp = w_hp + wide;
            label_ch = product_hp + wide;
            dlabel_ch = label_ch + labels;
            dw_hp = dlabel_ch + labels;
            weighed_hp = dw_hp + wide;
            dmean_cp = weighed_hp + wide;
            dx_rp = dmean_cp + size.c() * row;
            bytes = dx_rp + size.rows() * row - start;
        }
    }

    @Override
    public long roomBytes(Size size) {
        return new Room(0, size).bytes;
    }

    @Override
    public void train(long x_rk, Weights weights, long runningMean_h, long runningVariance_h, double momentum,
            double epsilon, long room, long folded_hk, long folded_ch, Size size) {
        Room at = new Room(room, size);
        int h = size.h();
        centre(x_rk, at, size);
        matmul.weightGradient(at.centred_rp, at.centred_rp, at.covariance_pp, size.rows(), at.p, at.p, false);
        fillUp(weights.w_hk(), at.w_hp, at.row, h, size.k());
        matmul.linear(at.w_hp, at.covariance_pp, 0, at.product_hp, h, at.p, at.p);
        matmul.linear(at.mean_cp, at.w_hp, weights.b_h(), at.label_ch, size.c(), at.p, h);
        columns(size, j -> {
            for (int l = 0; l < size.c(); l++) {
                long a = at.label_ch + 4 * ((long) l * h + j);
                Memory.float32(a, Memory.float32(a) + Memory.float32(weights.t_ch() + 4 * ((long) l * h + j)));
            }
            double mean = columnMean(at.label_ch, j, size);
            double variance = dot(at.w_hp + j * at.row, at.product_hp + j * at.row, size.k()) / size.rows()
                    + columnVariance(at.label_ch, mean, j, size);
            if (runningMean_h != 0) {
                move(runningMean_h + 4L * j, momentum, mean);
                if (size.rows() > 1) {
                    move(runningVariance_h + 4L * j, momentum, variance * size.rows() / (size.rows() - 1));
                }
            }
            fold(weights, mean, 1 / Math.sqrt(variance + epsilon), at, folded_hk, folded_ch, size, j);
        });
    }

    @Override
    public void evaluate(Weights weights, long runningMean_h, long runningVariance_h, double epsilon, long room,
            long folded_hk, long folded_ch, Size size) {
        Room at = new Room(room, size);
        columns(size, j -> {
            double invStd = 1 / Math.sqrt(Memory.float32(runningVariance_h + 4L * j) + epsilon);
            fold(weights, Memory.float32(runningMean_h + 4L * j), invStd, at, folded_hk, folded_ch, size, j);
        });
    }

    /// Runs blocks on all workers, or, where x is small, all on one: handing them out would take longer than they do.
    private void run(int blocks, Size size, WorkerPool.Task task) {
        if ((long) size.rows() * size.k() <= Flat.ALONE) {
            pool.run(1, (from, to, worker) -> task.run(0, blocks, worker));
        } else {
            pool.run(blocks, task);
        }
    }

    /// Means of x by label, and x less them.
    private void centre(long x_rk, Room at, Size size) {
        int n = size.n();
        run(size.c(), size, (from, to, worker) -> {
            for (int l = from; l < to; l++) {
                long rows = at.centred_rp + (long) l * n * at.row;
                long mean = at.mean_cp + l * at.row;
                fillUp(x_rk + 4L * l * n * size.k(), rows, at.row, n, size.k());
                start((x, m, row, count) -> {
                    for (long v = 0; v < row; v += BYTES) {
                        VectorNorm.mean(x + v, row, count, m + v, LANES);
                    }
                }, rows, mean, at.row, n);
                start(VectorLinearNorm::subtract, rows, mean, at.row, n);
            }
        });
    }

    private static void subtract(long rows, long mean, long row, int n) {
        for (long v = 0; v < row; v += BYTES) {
            FloatVector m = load(mean + v);
            for (long at = rows + v; at < rows + n * row; at += row) {
                store(load(at).sub(m), at);
            }
        }
    }

    /// Copies rows of k numbers and fills them up with zeros.
    private static void fillUp(long from, long to, long row, int rows, int k) {
        if (row > 4L * k) {
            Memory.zero(to, rows * row);
        }
        RowCopies.copy(from, 4L * k, to, row, rows, k);
    }

    private interface Column {
        void run(int j);
    }

    private void columns(Size size, Column column) {
        run((size.h() + COLUMNS_OF_BLOCK - 1) / COLUMNS_OF_BLOCK, size, (from, to, worker) -> {
            for (int j = from * COLUMNS_OF_BLOCK; j < Math.min(to * COLUMNS_OF_BLOCK, size.h()); j++) {
                column.run(j);
            }
        });
    }

    private static double columnMean(long a_ch, int j, Size size) {
        double sum = 0;
        for (int l = 0; l < size.c(); l++) {
            sum += Memory.float32(a_ch + 4 * ((long) l * size.h() + j));
        }
        return sum / size.c();
    }

    private static double columnVariance(long a_ch, double mean, int j, Size size) {
        double sum = 0;
        for (int l = 0; l < size.c(); l++) {
            double d = Memory.float32(a_ch + 4 * ((long) l * size.h() + j)) - mean;
            sum += d * d;
        }
        return sum / size.c();
    }

    private static double dot(long a, long b, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (double) Memory.float32(a + 4L * i) * Memory.float32(b + 4L * i);
        }
        return sum;
    }

    private static void move(long running, double momentum, double now) {
        Memory.float32(running, (float) ((1 - momentum) * Memory.float32(running) + momentum * now));
    }

    private static double label(Weights weights, Size size, int l, int j) {
        return (double) Memory.float32(weights.t_ch() + 4 * ((long) l * size.h() + j))
                + Memory.float32(weights.b_h() + 4L * j);
    }

    private static void fold(Weights weights, double mean, double invStd, Room at, long folded_hk, long folded_ch,
            Size size, int j) {
        Memory.float32(at.mean_h + 4L * j, (float) mean);
        Memory.float32(at.invStd_h + 4L * j, (float) invStd);
        double scale = Memory.float32(weights.gamma_h() + 4L * j) * invStd;
        double beta = Memory.float32(weights.beta_h() + 4L * j);
        for (long i = 4L * j * size.k(); i < 4L * (j + 1) * size.k(); i += 4) {
            Memory.float32(folded_hk + i, (float) (scale * Memory.float32(weights.w_hk() + i)));
        }
        for (int l = 0; l < size.c(); l++) {
            Memory.float32(folded_ch + 4 * ((long) l * size.h() + j),
                    (float) ((label(weights, size, l, j) - mean) * scale + beta));
        }
    }

    @Override
    public void gradient(boolean trained, long dfolded_hk, long dfolded_ch, long x_rk, Weights weights, long room,
            long dx_rk, boolean addX, Weights gradients, boolean add, Size size) {
        Room at = new Room(room, size);
        int c = size.c();
        int h = size.h();
        columns(size, j -> column(trained, dfolded_hk, dfolded_ch, weights, at, gradients, add, size, j));
        if (trained) {
            matmul.weightGradient(at.dlabel_ch, at.mean_cp, at.dw_hp, c, at.p, h, true);
            matmul.weightGradient(at.weighed_hp, at.w_hp, at.covariance_pp, h, at.p, at.p, false);
            matmul.inputGradient(at.dlabel_ch, at.w_hp, at.dmean_cp, c, at.p, h, false);
        }
        RowCopies.put(at.dw_hp, at.row, gradients.w_hk(), 4L * size.k(), h, size.k(), add);
        if (dx_rk != 0 && trained) {
            rows(at, dx_rk, addX, size);
        } else if (dx_rk != 0 && !addX) {
            Memory.zero(dx_rk, 4L * size.rows() * size.k());
        }
    }

    /// Everything that a column of the map knows by itself.
    private static void column(boolean trained, long dfolded_hk, long dfolded_ch, Weights weights, Room at,
            Weights gradients, boolean add, Size size, int j) {
        int k = size.k();
        int h = size.h();
        double mean = Memory.float32(at.mean_h + 4L * j);
        double invStd = Memory.float32(at.invStd_h + 4L * j);
        double scale = Memory.float32(weights.gamma_h() + 4L * j) * invStd;
        double dbeta = 0;
        double dscale = dot(dfolded_hk + 4L * j * k, weights.w_hk() + 4L * j * k, k);
        for (int l = 0; l < size.c(); l++) {
            double d = Memory.float32(dfolded_ch + 4 * ((long) l * h + j));
            dbeta += d;
            dscale += d * (label(weights, size, l, j) - mean);
        }
        put(gradients.gamma_h() + 4L * j, dscale * invStd, add);
        put(gradients.beta_h() + 4L * j, dbeta, add);
        double dmean = trained ? -dbeta * scale : 0;
        double dvariance = trained ? -0.5 * scale * dscale * invStd * invStd : 0;
        double db = 0;
        for (int l = 0; l < size.c(); l++) {
            long here = 4 * ((long) l * h + j);
            double da = trained ? (dmean + 2 * dvariance * (Memory.float32(at.label_ch + here) - mean)) / size.c() : 0;
            double dt = scale * Memory.float32(dfolded_ch + here) + da;
            Memory.float32(at.dlabel_ch + here, (float) da);
            put(gradients.t_ch() + here, dt, add);
            db += dt;
        }
        put(gradients.b_h() + 4L * j, db, add);
        double twice = 2 * dvariance / size.rows();
        for (int i = 0; i < at.p; i++) {
            long here = j * at.row + 4L * i;
            double direct = i < k ? scale * Memory.float32(dfolded_hk + 4 * ((long) j * k + i)) : 0;
            double through = trained ? twice * Memory.float32(at.product_hp + here) : 0;
            Memory.float32(at.dw_hp + here, (float) (direct + through));
            if (trained) {
                Memory.float32(at.weighed_hp + here, (float) (twice * Memory.float32(at.w_hp + here)));
            }
        }
    }

    /// Gradients of x: of the covariance, which is in its place, and of the means by label.
    private void rows(Room at, long dx_rk, boolean add, Size size) {
        int n = size.n();
        int k = size.k();
        for (long d = at.dmean_cp; d < at.dmean_cp + size.c() * at.row; d += 4) {
            Memory.float32(d, Memory.float32(d) / n);
        }
        run(size.c(), size, (from, to, worker) -> {
            long scratch = pool.scratch(worker, VectorMatmul.SCRATCH);
            for (int l = from; l < to; l++) {
                long first = (long) l * n;
                long d = at.dx_rp + first * at.row;
                VectorMatmul.linear(at.centred_rp + first * at.row, at.row, at.covariance_pp, at.dmean_cp + l * at.row,
                        d, n, at.p, at.p, 0, VectorMatmul.panels(at.p), scratch);
                RowCopies.put(d, at.row, dx_rk + 4 * first * k, 4L * k, n, k, add);
            }
        });
    }

    private static void put(long address, double value, boolean add) {
        Memory.float32(address, (float) (add ? Memory.float32(address) + value : value));
    }
}
