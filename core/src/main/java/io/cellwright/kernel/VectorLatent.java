package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.put;
import static io.cellwright.kernel.VectorMath.store;

/// Normal distributions in vectors of floats over the flat buffers; rows, which are shorter than vectors, are summed
/// afterwards from scratch.
///
/// Against double, samples and gradients have relative errors below 5e-7 of their largest term. Divergences and log
/// probabilities have absolute errors below 1e-6 for each element of a row, for terms of the size of 1.
final class VectorLatent implements Latent {
    private static final float LOG_TWO_PI = 1.837877f;
    /// Elements that a worker takes through all groups of a label grid: few, so that their gradients stay in its cache.
    private static final int CHUNK = 512;

    private final WorkerPool pool;

    VectorLatent(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void part(long y_n2k, double floor, long mean_nk, long variance_nk, int n, int k) {
        Flat.Loop loop = (at, first, count) -> expPlus(at, count, (float) floor);
        Flat.rows(pool, n, k, (row, rows, pads, temp) -> {
            long first = (long) row * k;
            long y = y_n2k + 8 * first;
            RowCopies.copy(y, 8L * k, mean_nk + 4 * first, 4L * k, rows, k);
            RowCopies.copy(y + 4L * k, 8L * k, temp, 4L * k, rows, k);
            Flat.range(loop, new long[] {temp, variance_nk + 4 * first}, 1, first, (long) rows * k, pads);
        });
    }

    private static void expPlus(long[] at, long count, float floor) {
        long x = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMath.exp(load(x + i)).add(floor).intoMemorySegment(ALL, y + i, ORDER);
        }
    }

    @Override
    public void partGradient(long y_n2k, long dmean_nk, long dvariance_nk, long dy_n2k, int n, int k) {
        Flat.rows(pool, n, k, (row, rows, pads, temp) -> {
            long first = (long) row * k;
            long y = y_n2k + 8 * first;
            long dy = dy_n2k + 8 * first;
            if (dmean_nk == 0) {
                zeroRows(dy, 8L * k, rows, k);
            } else {
                RowCopies.copy(dmean_nk + 4 * first, 4L * k, dy, 8L * k, rows, k);
            }
            if (dvariance_nk == 0) {
                zeroRows(dy + 4L * k, 8L * k, rows, k);
            } else {
                RowCopies.copy(y + 4L * k, 8L * k, temp, 4L * k, rows, k);
                Flat.range(VectorLatent::timesExp, new long[] {dvariance_nk + 4 * first, temp}, 1, first,
                        (long) rows * k, pads);
                RowCopies.copy(temp, 4L * k, dy + 4L * k, 8L * k, rows, k);
            }
        });
    }

    private static void timesExp(long[] at, long first, long count) {
        long x = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector slope = load(x + i);
            VectorMath.exp(load(y + i)).mul(slope).intoMemorySegment(ALL, y + i, ORDER);
        }
    }

    private static void zeroRows(long to, long toRow, int rows, int k) {
        for (int i = 0; i < rows; i++) {
            Memory.zero(to + i * toRow, 4L * k);
        }
    }

    @Override
    public void sample(long mean, long variance, long noise, long z, long count) {
        Flat.run(pool, count, 1, new long[] {mean, variance, noise, z}, VectorLatent::sample);
    }

    private static void sample(long[] at, long first, long count) {
        long mean = at[0];
        long variance = at[1];
        long noise = at[2];
        long z = at[3];
        for (long i = 0; i < 4 * count; i += BYTES) {
            store(load(variance + i).sqrt().fma(load(noise + i), load(mean + i)), z + i);
        }
    }

    @Override
    public void sampleGradient(long variance, long noise, long dz, long dmean, boolean addMean, long dvariance,
            boolean addVariance, long count) {
        Flat.run(pool, count, 2, new long[] {variance, noise, dz, dmean, dvariance},
                (at, first, size) -> sampleGradient(at, size, addMean, addVariance));
    }

    private static void sampleGradient(long[] at, long count, boolean addMean, boolean addVariance) {
        long variance = at[0];
        long noise = at[1];
        long dz = at[2];
        long dmean = at[3];
        long dvariance = at[4];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector d = load(dz + i);
            FloatVector slope = load(noise + i).mul(0.5f).div(load(variance + i).sqrt());
            put(d, dmean + i, addMean);
            put(d.mul(slope), dvariance + i, addVariance);
        }
    }

    @Override
    public void standardKl(long mean_nk, long variance_nk, long kl_n, int n, int k) {
        Flat.rows(pool, n, k, (row, rows, pads, terms) -> {
            long first = (long) row * k;
            long count = (long) rows * k;
            long variance = variance_nk + 4 * first;
            Flat.range(VectorElementwise::log, new long[] {variance, terms}, 1, first, count, pads);
            Flat.range(VectorLatent::standardKlTerms, new long[] {mean_nk + 4 * first, variance, terms}, 1, first,
                    count, pads);
            VectorSums.rows(terms, kl_n + 4L * row, rows, k, false);
        });
    }

    /// Terms in place of the logarithm of the variance. The logarithm has its own loop, because both together are more
    /// than C2 inlines.
    private static void standardKlTerms(long[] at, long first, long count) {
        long mean = at[0];
        long variance = at[1];
        long terms = at[2];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector m = load(mean + i);
            FloatVector rest = load(variance + i).sub(1f).sub(load(terms + i));
            store(m.fma(m, rest).mul(0.5f), terms + i);
        }
    }

    @Override
    public void standardKlGradient(long mean_nk, long variance_nk, long dkl_n, long dmean_nk, boolean addMean,
            long dvariance_nk, boolean addVariance, int n, int k) {
        Flat.rows(pool, n, k, (row, rows, pads, dkl) -> {
            Flat.spread(dkl_n + 4L * row, dkl, rows, k);
            long first = (long) row * k;
            long[] at = {mean_nk + 4 * first, variance_nk + 4 * first, dkl, dmean_nk + 4 * first,
                    dvariance_nk + 4 * first};
            Flat.range((all, f, s) -> standardKlGradient(all, s, addMean, addVariance), at, 2, first, (long) rows * k,
                    pads);
        });
    }

    private static void standardKlGradient(long[] at, long count, boolean addMean, boolean addVariance) {
        long mean = at[0];
        long variance = at[1];
        long dkl = at[2];
        long dmean = at[3];
        long dvariance = at[4];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector d = load(dkl + i);
            FloatVector slope = broadcast(0.5f).sub(broadcast(0.5f).div(load(variance + i)));
            put(d.mul(load(mean + i)), dmean + i, addMean);
            put(d.mul(slope), dvariance + i, addVariance);
        }
    }

    @Override
    public void kl(long mean_nk, long variance_nk, long priorMean_nk, long priorVariance_nk, long kl_n, int n,
            int k) {
        Flat.rows(pool, n, k, (row, rows, pads, terms) -> {
            long first = (long) row * k;
            long[] at = {mean_nk + 4 * first, variance_nk + 4 * first, priorMean_nk + 4 * first,
                    priorVariance_nk + 4 * first, terms};
            long count = (long) rows * k;
            Flat.range(VectorLatent::ratio, new long[] {at[3], at[1], terms}, 1, first, count, pads);
            Flat.range(VectorElementwise::log, new long[] {terms, terms}, 1, first, count, pads);
            Flat.range(VectorLatent::klTerms, at, 1, first, count, pads);
            VectorSums.rows(terms, kl_n + 4L * row, rows, k, false);
        });
    }

    private static void ratio(long[] at, long first, long count) {
        long a = at[0];
        long b = at[1];
        long y = at[2];
        for (long i = 0; i < 4 * count; i += BYTES) {
            store(load(a + i).div(load(b + i)), y + i);
        }
    }

    /// Terms in place of the logarithm of the ratio of the variances.
    private static void klTerms(long[] at, long first, long count) {
        long mean = at[0];
        long variance = at[1];
        long priorMean = at[2];
        long priorVariance = at[3];
        long terms = at[4];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector off = load(mean + i).sub(load(priorMean + i));
            FloatVector rest = off.fma(off, load(variance + i)).div(load(priorVariance + i)).sub(1f);
            store(load(terms + i).add(rest).mul(0.5f), terms + i);
        }
    }

    @Override
    public void klGradient(long mean_nk, long variance_nk, long priorMean_nk, long priorVariance_nk, long dkl_n,
            long dmean_nk, boolean addMean, long dvariance_nk, boolean addVariance, int n, int k) {
        Flat.rows(pool, n, k, (row, rows, pads, dkl) -> {
            Flat.spread(dkl_n + 4L * row, dkl, rows, k);
            long first = (long) row * k;
            long[] at = {mean_nk + 4 * first, variance_nk + 4 * first, priorMean_nk + 4 * first,
                    priorVariance_nk + 4 * first, dkl, dmean_nk + 4 * first, dvariance_nk + 4 * first};
            Flat.range((all, f, s) -> klGradient(all, s, addMean, addVariance), at, 2, first, (long) rows * k, pads);
        });
    }

    private static void klGradient(long[] at, long count, boolean addMean, boolean addVariance) {
        long mean = at[0];
        long variance = at[1];
        long priorMean = at[2];
        long priorVariance = at[3];
        long dkl = at[4];
        long dmean = at[5];
        long dvariance = at[6];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector d = load(dkl + i);
            FloatVector pv = load(priorVariance + i);
            FloatVector off = load(mean + i).sub(load(priorMean + i));
            FloatVector slope = broadcast(0.5f).div(pv).sub(broadcast(0.5f).div(load(variance + i)));
            put(d.mul(off).div(pv), dmean + i, addMean);
            put(d.mul(slope), dvariance + i, addVariance);
        }
    }

    @Override
    public void logProbability(long x_nk, long mean_nk, long variance_nk, long lp_n, int n, int k, int cells) {
        Flat.rows(pool, n, k, (row, rows, pads, terms) -> {
            long all = (long) row * k;
            Flat.range(VectorElementwise::log, new long[] {variance_nk + 4 * all, terms}, 1, all, (long) rows * k, pads);
            for (int i = row; i < row + rows;) {
                int cell = i % cells;
                int some = Math.min(row + rows - i, cells - cell);
                long first = (long) i * k;
                long[] at = {x_nk + 4L * cell * k, mean_nk + 4 * first, variance_nk + 4 * first,
                        terms + 4L * (i - row) * k};
                Flat.range(VectorLatent::logProbabilityTerms, at, 1, first, (long) some * k, pads);
                i += some;
            }
            VectorSums.rows(terms, lp_n + 4L * row, rows, k, false);
        });
    }

    /// Terms in place of the logarithm of the variance.
    private static void logProbabilityTerms(long[] at, long first, long count) {
        long x = at[0];
        long mean = at[1];
        long variance = at[2];
        long terms = at[3];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector off = load(x + i).sub(load(mean + i));
            FloatVector twice = load(terms + i).add(LOG_TWO_PI).add(off.mul(off).div(load(variance + i)));
            store(twice.mul(-0.5f), terms + i);
        }
    }

    @Override
    public void logProbabilityGradient(long x_nk, long mean_nk, long variance_nk, long dlp_n, long dx_nk, boolean addX,
            long dmean_nk, boolean addMean, long dvariance_nk, boolean addVariance, int n, int k, int cells) {
        Flat.Loop loop = (at, first, size) -> logProbabilityGradient(at, size, addMean, addVariance);
        Flat.Loop last = (at, first, size) -> addTo(at, size, addX);
        int size = (long) n * k <= Flat.ALONE ? Math.max(cells, 1) : Flat.wholeRows(CHUNK, k);
        long bytes = 4L * size * k + BYTES;
        pool.runEvenly(Flat.blocks(cells, size), (from, to, worker) -> {
            long pads = pool.scratch(worker, Flat.PAD_BYTES + 2 * bytes);
            long dlp = pads + Flat.PAD_BYTES;
            long dx = dlp + bytes;
            for (int block = from; block < to; block++) {
                int cell = block * size;
                int rows = Math.min(size, cells - cell);
                Memory.zero(dx, bytes);
                for (int i = cell; i < n; i += cells) {
                    int some = Math.min(rows, n - i);
                    Flat.spread(dlp_n + 4L * i, dlp, some, k);
                    long to_nk = 4L * i * k;
                    long[] at = {x_nk + 4L * cell * k, mean_nk + to_nk, variance_nk + to_nk, dlp, dx,
                            dmean_nk == 0 ? 0 : dmean_nk + to_nk, dvariance_nk == 0 ? 0 : dvariance_nk + to_nk};
                    Flat.range(loop, at, 3, (long) i * k, (long) some * k, pads);
                }
                if (dx_nk != 0) {
                    long first = (long) cell * k;
                    Flat.range(last, new long[] {dx, dx_nk + 4 * first}, 1, first, (long) rows * k, pads);
                }
            }
        });
    }

    private static void logProbabilityGradient(long[] at, long count, boolean addMean, boolean addVariance) {
        long x = at[0];
        long mean = at[1];
        long variance = at[2];
        long dlp = at[3];
        long dx = at[4];
        long dmean = at[5];
        long dvariance = at[6];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector d = load(dlp + i);
            FloatVector inverse = broadcast(1f).div(load(variance + i));
            FloatVector off = load(x + i).sub(load(mean + i)).mul(inverse);
            FloatVector slope = d.mul(off);
            store(load(dx + i).sub(slope), dx + i);
            if (dmean != 0) {
                put(slope, dmean + i, addMean);
            }
            if (dvariance != 0) {
                put(slope.mul(off).sub(d.mul(inverse)).mul(0.5f), dvariance + i, addVariance);
            }
        }
    }

    private static void addTo(long[] at, long count, boolean add) {
        long x = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            put(load(x + i), y + i, add);
        }
    }
}
