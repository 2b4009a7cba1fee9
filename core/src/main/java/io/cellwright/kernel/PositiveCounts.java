package io.cellwright.kernel;

import io.cellwright.kernel.CountLoss.RateLink;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// What the counts above zero of one chunk of genes add to what zeros would cost.
///
/// The genes are gathered side by side, worked on in whole vectors, and the gradients scattered back. Under the
/// negative binomial a count x adds `x log(D / (mu + e)) - [lgamma(x + theta) - lgamma(theta)]`, D taken out of its
/// logarithm. For counts up to 4, nearly all there are, that is `-log` of the product of `(theta + k) (mu + e) / D`
/// over k < x: one logarithm, and no digits lost however large theta is. {@link LargeCounts} does the others.
final class PositiveCounts {
    /// Largest count that is done as a product: so many factors are still floats at the ends of their range.
    private static final int FACTORS = 4;
    private static final int ROWS = 10;
    /// Below this logit, softplus is the exponential to the last digit of a double.
    private static final double SOFTPLUS_IS_EXP = -37;

    // See CountRow on why these are not static.

    final LargeCounts large = new LargeCounts();

    private long gene;
    private long x;
    private long share;
    private long theta;
    private long muE;
    private long reciprocal;
    private long first;
    private long ratio;
    private long rateGradient;
    private long dTheta;

    private SparseRows counts = new SparseRows(0, 0, 0, 0, 0);
    private int entry;
    private int end;
    private int size;
    private double nll;
    private double sumRateGradient;

    static long scratchBytes() {
        return ROWS * 4L * CountRow.CHUNK + LargeCounts.scratchBytes();
    }

    void place(long scratch) {
        long row = 4L * CountRow.CHUNK;
        gene = scratch;
        x = gene + row;
        share = x + row;
        theta = share + row;
        muE = theta + row;
        reciprocal = muE + row;
        first = reciprocal + row;
        ratio = first + row;
        rateGradient = ratio + row;
        dTheta = rateGradient + row;
        large.place(dTheta + row);
    }

    /// Starts cell `i`.
    void open(SparseRows cells, int i) {
        counts = cells;
        entry = cells.start(i);
        end = cells.start(i + 1);
    }

    /// What the last chunk added to the cell's negative log likelihood.
    double nll() {
        return nll;
    }

    /// What the last chunk added to the sum of `d nll / d log mu`.
    double sumRateGradient() {
        return sumRateGradient;
    }

    /// Collects the cell's next counts, of genes before `to`, and marks them in {@link CountRow#counted} where the row
    /// wants that.
    static void gather(CountRow row, int from, int to) {
        row.positives.collect(row, to, row.marks);
    }

    private void collect(CountRow row, int to, boolean mark) {
        long genes = Memory.known(counts.gene() + 4L * entry);
        long values = Memory.known(counts.value() + 4L * entry);
        long shares = Memory.known(row.share);
        long thetas = Memory.known(row.theta);
        long counted = Memory.known(row.counted);
        long genesKept = Memory.known(gene);
        long countsKept = Memory.known(x);
        long sharesKept = Memory.known(share);
        long thetasKept = Memory.known(theta);
        int left = end - entry;
        int e = 0;
        int k = 0;
        large.clear();
        for (; e < left; e++) {
            int j = Memory.int32(genes + 4L * e);
            if (j >= to) {
                break;
            }
            float count = Memory.float32(values + 4L * e);
            long shift = 4L * Integer.toUnsignedLong(j);
            float part = Memory.float32(shares + shift);
            float th = Memory.float32(thetas + shift);
            if (mark) {
                Memory.float32(counted + shift, 1);
            }
            if (count <= FACTORS && count == (int) count) {
                long at = 4L * Integer.toUnsignedLong(k++);
                Memory.int32(genesKept + at, j);
                Memory.float32(countsKept + at, count);
                Memory.float32(sharesKept + at, part);
                Memory.float32(thetasKept + at, th);
            } else {
                large.add(j, count, (double) part * row.scale, th);
            }
        }
        entry += e;
        size = k;
        for (; k % LANES != 0; k++) {
            // A count of zero adds nothing.
            Memory.float32(x + 4L * k, 0);
            Memory.float32(share + 4L * k, 0);
            Memory.float32(theta + 4L * k, 1);
        }
    }

    /// Computes what {@link #gather} has collected.
    void run(CountRow row) {
        nll = 0;
        sumRateGradient = 0;
        if (size > 0) {
            int padded = CountRow.padded(size);
            row.go(PositiveCounts::ratios, 0, padded);
            sumRateGradient -= VectorMath.laneSum(row.sums);
            row.go(PositiveCounts::products, 0, padded);
            row.go(PositiveCounts::logarithms, 0, padded);
            nll -= VectorMath.laneSum(row.sums);
        }
        if (large.size() > 0) {
            large.run(row);
            nll -= large.logProbability();
            sumRateGradient -= large.sumRate();
        }
    }

    /// With `D = theta + mu + e`: `1 / D`, `theta / D`, `(mu + e) / D`, and what x adds to `d log p / d log mu`:
    /// `x mu (1 / (mu + e) - 1 / D) = x mu / (mu + e) theta / D`, which it sums.
    private static void ratios(CountRow row, int from, int to) {
        PositiveCounts c = row.positives;
        FloatVector one = broadcast(1);
        FloatVector scale = broadcast(row.scale);
        FloatVector sum = broadcast(0);
        for (int k = from; k < to; k += LANES) {
            FloatVector th = load(c.theta + 4L * k);
            FloatVector mu = load(c.share + 4L * k).mul(scale);
            FloatVector muE = mu.add(CountRow.E);
            FloatVector r = one.div(th.add(muE));
            FloatVector first = th.mul(r);
            FloatVector gradient = load(c.x + 4L * k).mul(first).mul(mu.div(muE));
            store(muE, c.muE + 4L * k);
            store(r, c.reciprocal + 4L * k);
            store(first, c.first + 4L * k);
            store(muE.mul(r), c.ratio + 4L * k);
            store(gradient, c.rateGradient + 4L * k);
            sum = gradient.add(sum);
        }
        broadcast(0).add(sum).intoMemorySegment(ALL, row.sums, ORDER);
    }

    /// With `c_k = (theta + k) / D` and `a_k = (mu + e - k) / D`, both over k < x: the product of `c_k (mu + e)`, whose
    /// logarithm x adds to `log p`, and `sum(a_k / c_k) / D`, which it adds to `d log p / d theta`, being
    /// `sum(1 / (theta + k)) - x / D` without the digits that this difference loses. The sum is kept as a fraction,
    /// numerator over product of all `c_k`.
    private static void products(CountRow row, int from, int to) {
        PositiveCounts c = row.positives;
        FloatVector one = broadcast(1);
        for (int k = from; k < to; k += LANES) {
            FloatVector x = load(c.x + 4L * k);
            FloatVector r = load(c.reciprocal + 4L * k);
            FloatVector muE = load(c.muE + 4L * k);
            FloatVector ck = load(c.first + 4L * k);
            FloatVector ak = load(c.ratio + 4L * k);
            FloatVector minusR = r.neg();
            FloatVector product = ck;
            FloatVector numerator = ak;
            FloatVector power = one.blend(muE, x.compare(VectorOperators.GT, 0f));
            for (int factor = 1; factor < FACTORS; factor++) {
                ck = r.add(ck);
                ak = minusR.add(ak);
                VectorMask<Float> done = x.compare(VectorOperators.LE, (float) factor);
                numerator = ck.fma(numerator, ak.mul(product)).blend(numerator, done);
                product = ck.mul(product).blend(product, done);
                power = muE.mul(power).blend(power, done);
            }
            store(one.mul(product).mul(power), c.ratio + 4L * k);
            store(one.mul(numerator).div(product).mul(r), c.dTheta + 4L * k);
        }
    }

    private static void logarithms(CountRow row, int from, int to) {
        long product = row.positives.ratio;
        FloatVector sum = broadcast(0);
        for (int k = from; k < to; k += LANES) {
            sum = VectorMath.logNormal(load(product + 4L * k)).add(sum);
        }
        broadcast(0).add(sum).intoMemorySegment(ALL, row.sums, ORDER);
    }

    /// Adds the gradients where they belong, and takes the marks of {@link #gather} away.
    static void scatter(CountRow row, int from, int to) {
        row.positives.deliver(row, row.marks);
    }

    private void deliver(CountRow row, boolean mark) {
        long rates = Memory.known(row.rateGradient);
        long thetas = Memory.known(row.dTheta);
        long counted = Memory.known(row.counted);
        long genes = Memory.known(gene);
        long ofRates = Memory.known(rateGradient);
        long ofThetas = Memory.known(dTheta);
        for (int k = 0; k < size; k++) {
            long shift = 4L * Integer.toUnsignedLong(Memory.int32(genes + 4L * k));
            Memory.float32(rates + shift, Memory.float32(rates + shift) - Memory.float32(ofRates + 4L * k));
            Memory.float32(thetas + shift, Memory.float32(thetas + shift) - Memory.float32(ofThetas + 4L * k));
            if (mark) {
                Memory.float32(counted + shift, 0);
            }
        }
        large.scatter(row, mark);
    }

    /// The cell's next counts under the Poisson distribution, of genes before `to`: each adds `x log mu`, with
    /// `log mu = logScale + log share`, straight from the logit so that no rate is too small. Answers their sum.
    double poisson(CountRow row, RateLink link, double logScale, int to) {
        long rates = row.rateGradient;
        double logProbability = 0;
        double sumX = 0;
        for (; entry < end; entry++) {
            int j = counts.gene(entry);
            if (j >= to) {
                break;
            }
            float count = Memory.float32(counts.value() + 4L * entry);
            double logit = Memory.float32(row.logits + 4L * j);
            double logShare = link == RateLink.SOFTMAX ? logit - row.largestLogit : logSoftplus(logit);
            logProbability += count * (logScale + logShare);
            sumX += count;
            Memory.float32(rates + 4L * j, Memory.float32(rates + 4L * j) - count);
        }
        nll = -logProbability;
        return sumX;
    }

    private static double logSoftplus(double logit) {
        if (logit < SOFTPLUS_IS_EXP) {
            return logit;
        }
        return Math.log(Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))));
    }
}
