package io.cellwright.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.ORDER;

/// Counts above 4, and those that are no whole numbers, under the negative binomial: in double, because what they add
/// is a small difference of large logarithms.
///
/// With `a = theta + 4` and `b = a + x`, Stirling's series gives
/// `lgamma(b) - lgamma(a) = (a - 1/2) log(b / a) + x (log b - 1) + tail(b) - tail(a)`, whose tails need four terms this
/// far from zero. What lies between theta and a is the product of four factors on each side. Errors of the rises of
/// lgamma and digamma are below 1e-7.
final class LargeCounts {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = DOUBLES.length();
    private static final double E = 1e-8;
    private static final int SHIFT = 4;
    private static final int ROWS = 9;

    private static final long SQRT_HALF_BITS = Double.doubleToRawLongBits(Math.sqrt(0.5));
    private static final int EXPONENT_SHIFT = 52;
    /// A double whose low bits are an integer when one is added to its bits.
    private static final double INTEGER = 0x1.8p52;
    private static final long INTEGER_BITS = Double.doubleToRawLongBits(INTEGER);
    private static final double LN2 = 0.6931471805599453;

    // See CountRow on why these are not static.

    private long gene;
    private long x;
    private long mu;
    private long theta;
    /// `log(b / a)`, `log(b (mu + e) / D)`, `log(R)`: three rows of the padded size, one after the other.
    private long logs;
    /// What the factors between theta and a add to the rise of digamma.
    private long shift;
    private long rateGradient;
    private int size;
    private double logProbability;
    private double sumRate;

    static long scratchBytes() {
        return ROWS * 8L * CountRow.CHUNK + Memory.aligned(8L * LANES);
    }

    void place(long scratch) {
        long row = 8L * CountRow.CHUNK;
        gene = scratch;
        x = gene + row;
        mu = x + row;
        theta = mu + row;
        logs = theta + row;
        shift = logs + 3 * row;
        rateGradient = shift + row;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    void add(int j, double count, double rate, double dispersion) {
        Memory.int32(gene + 4L * size, j);
        put(size++, count, rate, dispersion);
    }

    private void put(int k, double count, double rate, double dispersion) {
        Memory.float64(x + 8L * k, count);
        Memory.float64(mu + 8L * k, rate);
        Memory.float64(theta + 8L * k, dispersion);
    }

    /// What the counts add to the log probability.
    double logProbability() {
        return logProbability;
    }

    /// What the counts add to the sum of `d log p / d log mu`.
    double sumRate() {
        return sumRate;
    }

    void run(CountRow row) {
        int padded = (size + LANES - 1) / LANES * LANES;
        for (int k = size; k < padded; k++) {
            put(k, 0, 0, 1);
        }
        row.go(LargeCounts::factors, 0, padded);
        sumRate = laneSum(row.sums);
        row.go(LargeCounts::logarithms, 0, 3 * padded);
        row.go(LargeCounts::losses, 0, padded);
        logProbability = laneSum(row.sums);
        row.go(LargeCounts::tails, 0, padded);
        row.go(LargeCounts::gradients, 0, padded);
    }

    /// Arguments of the three logarithms, with `R` the product over k < 4 of `(theta + x + k) / (theta + k)`; the sum
    /// over k < 4 of `1 / (theta + k) - 1 / (theta + x + k)`, kept as a fraction; and `x mu theta / ((mu + e) D)`,
    /// which it sums.
    private static void factors(CountRow row, int from, int to) {
        LargeCounts c = row.positives.large;
        long rowBytes = 8L * to;
        DoubleVector one = broadcast(1);
        DoubleVector sum = DoubleVector.zero(DOUBLES);
        for (int k = from; k < to; k += LANES) {
            DoubleVector x = load(c.x + 8L * k);
            DoubleVector theta = load(c.theta + 8L * k);
            DoubleVector mu = load(c.mu + 8L * k);
            DoubleVector muE = mu.add(E);
            DoubleVector d = theta.add(muE);
            // theta / D = 1 - (mu + e) / D would lose digits where theta is small.
            DoubleVector gradient = x.mul(mu).mul(theta).div(muE.mul(d));
            gradient.intoMemorySegment(ALL, c.rateGradient + 8L * k, ORDER);
            sum = gradient.add(sum);
            DoubleVector low = theta;
            DoubleVector high = theta.add(x);
            DoubleVector product = low.mul(high);
            DoubleVector numerator = one;
            DoubleVector lows = low;
            DoubleVector highs = high;
            for (int factor = 1; factor < SHIFT; factor++) {
                low = one.add(low);
                high = one.add(high);
                DoubleVector both = low.mul(high);
                numerator = both.fma(numerator, product);
                product = both.mul(product);
                lows = low.mul(lows);
                highs = high.mul(highs);
            }
            x.mul(numerator).div(product).intoMemorySegment(ALL, c.shift + 8L * k, ORDER);
            one.mul(highs).div(lows).intoMemorySegment(ALL, c.logs + 2 * rowBytes + 8L * k, ORDER);
            x.div(one.add(low)).add(1).intoMemorySegment(ALL, c.logs + 8L * k, ORDER);
            one.add(high).mul(muE.div(d)).intoMemorySegment(ALL, c.logs + rowBytes + 8L * k, ORDER);
        }
        broadcast(0).add(sum).intoMemorySegment(ALL, row.sums, ORDER);
    }

    /// Natural logarithms of positive, normal numbers in place, to 1e-13: `2 atanh(f / (2 + f))` of what is left of the
    /// power of two.
    private static void logarithms(CountRow row, int from, int to) {
        long logs = row.positives.large.logs;
        for (int k = from; k < to; k += LANES) {
            LongVector bits = load(logs + 8L * k).viewAsIntegralLanes();
            LongVector e = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, EXPONENT_SHIFT);
            DoubleVector f = bits.sub(e.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT)).viewAsFloatingLanes().sub(1);
            DoubleVector n = e.add(INTEGER_BITS).viewAsFloatingLanes().sub(INTEGER);
            DoubleVector s = f.div(f.add(2));
            DoubleVector z = s.mul(s);
            DoubleVector p = broadcast(0.19363186932161763).fma(z, broadcast(0.22191373380944632));
            p = p.fma(z, broadcast(0.2857175496835035));
            p = p.fma(z, broadcast(0.39999998795219155));
            p = p.fma(z, broadcast(0.6666666666737664));
            store(n.fma(broadcast(LN2), p.mul(z).fma(s, s.add(s))), logs + 8L * k);
        }
    }

    /// Sums `(a - 1/2) log(b / a) + x (log(b (mu + e) / D) - 1) - log R + tail(b) - tail(a)`.
    private static void losses(CountRow row, int from, int to) {
        LargeCounts c = row.positives.large;
        long rowBytes = 8L * to;
        DoubleVector sum = DoubleVector.zero(DOUBLES);
        for (int k = from; k < to; k += LANES) {
            DoubleVector x = load(c.x + 8L * k);
            DoubleVector a = load(c.theta + 8L * k).add(SHIFT);
            DoubleVector b = a.add(x);
            DoubleVector loss = lnGammaTail(b).sub(lnGammaTail(a)).sub(load(c.logs + 2 * rowBytes + 8L * k));
            loss = a.sub(0.5).fma(load(c.logs + 8L * k), loss);
            sum = load(c.logs + rowBytes + 8L * k).sub(1).fma(x, loss).add(sum);
        }
        broadcast(0).add(sum).intoMemorySegment(ALL, row.sums, ORDER);
    }

    /// `1/(12 y) - 1/(360 y^3) + 1/(1260 y^5) - 1/(1680 y^7)`.
    private static DoubleVector lnGammaTail(DoubleVector y) {
        DoubleVector r = broadcast(1).div(y);
        DoubleVector z = r.mul(r);
        DoubleVector p = z.fma(broadcast(-1.0 / 1680), broadcast(1.0 / 1260));
        p = p.fma(z, broadcast(-1.0 / 360));
        return p.fma(z, broadcast(1.0 / 12)).mul(r);
    }

    /// Adds to the rise of digamma between theta and a what the series has beyond the logarithm:
    /// `(1/a - 1/b) / 2 + tail(a) - tail(b)`.
    private static void tails(CountRow row, int from, int to) {
        LargeCounts c = row.positives.large;
        for (int k = from; k < to; k += LANES) {
            DoubleVector x = load(c.x + 8L * k);
            DoubleVector a = load(c.theta + 8L * k).add(SHIFT);
            DoubleVector b = a.add(x);
            DoubleVector rise = load(c.shift + 8L * k).add(digammaTail(a)).sub(digammaTail(b));
            store(rise.add(x.mul(0.5).div(a.mul(b))), c.shift + 8L * k);
        }
    }

    /// `digamma(theta + x) - digamma(theta) - x / D`, over the first of the logarithms. That one is of `1 + x / a`,
    /// rounded; what rounding has lost matters where theta is huge, and is added.
    private static void gradients(CountRow row, int from, int to) {
        LargeCounts c = row.positives.large;
        for (int k = from; k < to; k += LANES) {
            DoubleVector x = load(c.x + 8L * k);
            DoubleVector theta = load(c.theta + 8L * k);
            DoubleVector ratio = x.div(theta.add(SHIFT));
            DoubleVector onePlus = ratio.add(1);
            DoubleVector lost = ratio.sub(onePlus.sub(1)).div(onePlus);
            DoubleVector rise = load(c.logs + 8L * k).add(load(c.shift + 8L * k).add(lost));
            DoubleVector d = load(c.mu + 8L * k).add(E).add(theta);
            store(rise.sub(x.div(d)), c.logs + 8L * k);
        }
    }

    /// `1/(12 y^2) - 1/(120 y^4) + 1/(252 y^6) - 1/(240 y^8)`.
    private static DoubleVector digammaTail(DoubleVector y) {
        DoubleVector z = broadcast(1).div(y.mul(y));
        DoubleVector p = z.fma(broadcast(-1.0 / 240), broadcast(1.0 / 252));
        p = p.fma(z, broadcast(-1.0 / 120));
        return p.fma(z, broadcast(1.0 / 12)).mul(z);
    }

    void scatter(CountRow row, boolean mark) {
        for (int k = 0; k < size; k++) {
            long at = 4L * Memory.int32(gene + 4L * k);
            subtract(row.rateGradient + at, Memory.float64(rateGradient + 8L * k));
            subtract(row.dTheta + at, Memory.float64(logs + 8L * k));
            if (mark) {
                Memory.float32(row.counted + at, 0);
            }
        }
    }

    private static void subtract(long address, double value) {
        Memory.float32(address, (float) (Memory.float32(address) - value));
    }

    private static double laneSum(long address) {
        double sum = 0;
        for (int lane = 0; lane < LANES; lane++) {
            sum += Memory.float64(address + 8L * lane);
        }
        return sum;
    }

    private static DoubleVector load(long address) {
        return DoubleVector.fromMemorySegment(DOUBLES, ALL, address, ORDER);
    }

    private static void store(DoubleVector v, long address) {
        v.intoMemorySegment(ALL, address, ORDER);
    }

    private static DoubleVector broadcast(double x) {
        return DoubleVector.broadcast(DOUBLES, x);
    }
}
