package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// The loops over all genes of a {@link CountRow}, which also says what each row holds.
final class CountSweeps {
    private static final int SQRT_HALF_BITS = 0x3f3504f3;
    private static final float SQRT_TWO = Float.intBitsToFloat(0x3fb504f3);
    private static final int EXPONENT_SHIFT = 23;
    private static final float LN2 = 0.6931472f;

    private CountSweeps() {}

    /// Finds the largest logit; it is not a number where a logit is infinite or not a number.
    static void largest(CountRow row, int from, int to) {
        long logits = row.logits;
        FloatVector zero = broadcast(0);
        FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
        // Two of each, because one alone would wait for its own last result.
        FloatVector max2 = max;
        FloatVector check = zero;
        FloatVector check2 = zero;
        int j = from;
        for (; j + 2 * LANES <= to; j += 2 * LANES) {
            FloatVector x = load(logits + 4L * j);
            FloatVector x2 = load(logits + 4L * (j + LANES));
            max = larger(x, max);
            max2 = larger(x2, max2);
            check = x.fma(zero, check);
            check2 = x2.fma(zero, check2);
        }
        if (j < to) {
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, ALL, logits + 4L * j, ORDER);
            max = x.blend(max, x.compare(VectorOperators.GT, max).not());
            check = x.fma(zero, check);
        }
        store(zero.add(check).add(check2), row.sums);
        FloatVector largest = broadcast(Float.NEGATIVE_INFINITY).max(max).max(max2);
        row.largestLogit = largest.reduceLanes(VectorOperators.MAX) + (float) VectorMath.laneSum(row.sums);
    }

    /// The larger one; where x is not a number, max.
    private static FloatVector larger(FloatVector x, FloatVector max) {
        return x.blend(max, x.compare(VectorOperators.GT, max).not());
    }

    /// Shares: `e^(logit - max)`, and their sum.
    static void exponentials(CountRow row, int from, int to) {
        long logits = row.logits;
        long share = row.share;
        FloatVector max = broadcast(row.largestLogit);
        FloatVector sum = broadcast(0);
        for (int j = from; j < to; j += LANES) {
            FloatVector e = VectorMath.expNonPositive(load(logits + 4L * j).sub(max));
            store(e, share + 4L * j);
            sum = e.add(sum);
        }
        broadcast(0).add(sum).intoMemorySegment(ALL, row.sums, ORDER);
    }

    /// Shares by softplus and the derivative of their logarithm, `sigmoid(logit) / softplus(logit)`. Sums to zero, or
    /// to not a number where a logit is infinite or not a number.
    static void softplus(CountRow row, int from, int to) {
        long logits = row.logits;
        long share = row.share;
        long slope = row.slope;
        FloatVector zero = broadcast(0);
        FloatVector one = broadcast(1);
        FloatVector check = zero;
        for (int j = from; j < to; j += LANES) {
            FloatVector a = load(logits + 4L * j);
            check = a.fma(zero, check);
            FloatVector w = VectorMath.expNonPositive(a.abs().neg());
            FloatVector log = VectorMath.log1pUnit(w);
            VectorMask<Float> negative = a.lt(zero);
            FloatVector s = log.add(a.blend(zero, negative));
            // Where softplus is too small for a float, it is the exponential, whose logarithm is the logit.
            FloatVector slopes = one.blend(w, negative).div(w.add(one).mul(s)).blend(one, s.eq(zero));
            s.intoMemorySegment(ALL, share + 4L * j, ORDER);
            slopes.intoMemorySegment(ALL, slope + 4L * j, ORDER);
        }
        zero.add(check).intoMemorySegment(ALL, row.sums, ORDER);
    }

    /// Theta and `1 / (theta + e)`.
    static void dispersion(CountRow row, int from, int to) {
        long logTheta = row.logTheta;
        long theta = row.theta;
        long reciprocal = row.reciprocal;
        FloatVector one = broadcast(1);
        for (int j = from; j < to; j += LANES) {
            FloatVector t = VectorMath.exp(load(logTheta + 4L * j));
            t.intoMemorySegment(ALL, theta + 4L * j, ORDER);
            one.div(t.add(CountRow.E)).intoMemorySegment(ALL, reciprocal + 4L * j, ORDER);
        }
    }

    /// What a zero costs under the negative binomial, with `u = mu / (theta + e)` and `r = 1 / (1 + u)`:
    ///
    /// - `t = theta log(1 + u)`
    /// - `dt / d log mu = theta u r`
    /// - `dt / d theta = log(1 + u) - theta / (theta + e) u r = [log(1 + u) - u r] + e / (theta + e) u r`
    ///
    /// Sums `t` and `dt / d log mu`. With `1 + u = 2^n (1 + f)` the logarithm is `n ln 2 + f + f^2 (f P(f) - 1/2)`.
    /// Where n = 0, f is u itself rather than what is left of it after adding 1, so that a small u keeps its digits;
    /// and so does the bracket, written as `u^2 (f P(f) - 1/2 + r)`.
    static void zeroTerms(CountRow row, int from, int to) {
        long share = row.share;
        long theta = row.theta;
        long reciprocal = row.reciprocal;
        long loss = row.zeroLoss;
        long rate = row.zeroRate;
        long base = row.zeroThetaBase;
        long byTheta = row.zeroTheta;
        FloatVector scale = broadcast(row.scale);
        FloatVector one = broadcast(1);
        FloatVector half = broadcast(-0.5f);
        FloatVector sqrtTwo = broadcast(SQRT_TWO);
        FloatVector ln2 = broadcast(LN2);
        FloatVector e = broadcast(CountRow.E);
        FloatVector c7 = broadcast(-0.07902744f);
        FloatVector c6 = broadcast(0.1262232f);
        FloatVector c5 = broadcast(-0.12998185f);
        FloatVector c4 = broadcast(0.14214496f);
        FloatVector c3 = broadcast(-0.16641282f);
        FloatVector c2 = broadcast(0.20001045f);
        FloatVector c1 = broadcast(-0.25000307f);
        FloatVector c0 = broadcast(0.3333333f);
        FloatVector sum = broadcast(0);
        FloatVector sumRate = sum;
        for (int j = from; j < to; j += LANES) {
            FloatVector th = load(theta + 4L * j);
            FloatVector thetaE = load(reciprocal + 4L * j);
            FloatVector before = load(base + 4L * j);
            FloatVector u = load(share + 4L * j).mul(scale).mul(thetaE);
            FloatVector v = u.add(one);
            FloatVector r = one.div(v);
            VectorMask<Float> small = v.lt(sqrtTwo);
            IntVector bits = v.viewAsIntegralLanes();
            IntVector exponent = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, EXPONENT_SHIFT);
            FloatVector n = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
            FloatVector f = bits.sub(exponent.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT)).viewAsFloatingLanes()
                    .sub(one).blend(u, small);
            FloatVector p = c7.fma(f, c6).fma(f, c5).fma(f, c4).fma(f, c3).fma(f, c2).fma(f, c1).fma(f, c0);
            FloatVector z = f.mul(f);
            FloatVector tail = p.fma(f, half).mul(z);
            FloatVector head = n.fma(ln2, f);
            FloatVector t = head.add(tail).mul(th);
            sum = t.add(sum);
            FloatVector ur = u.mul(r);
            FloatVector byRate = th.mul(ur);
            sumRate = byRate.add(sumRate);
            FloatVector bracket = tail.add(head.sub(ur).blend(z.mul(r), small));
            t.intoMemorySegment(ALL, loss + 4L * j, ORDER);
            byRate.intoMemorySegment(ALL, rate + 4L * j, ORDER);
            thetaE.mul(ur).fma(e, bracket.add(before)).intoMemorySegment(ALL, byTheta + 4L * j, ORDER);
        }
        FloatVector zero = FloatVector.zero(FLOATS);
        zero.add(sum).intoMemorySegment(ALL, row.sums, ORDER);
        zero.add(sumRate).intoMemorySegment(ALL, row.sums + VectorMath.BYTES, ORDER);
    }

    /// With dropout logit `p` and `s = p + t`, zero inflation makes
    ///
    /// - a zero cost `softplus(-p) - softplus(-s) = max(-p, 0) - max(-s, 0) + log((1 + e^-|p|) / (1 + e^-|s|))`
    /// - a count cost `softplus(-p) + s = max(-p, 0) + s + log(1 + e^-|p|)`, and what it costs without inflation beyond t
    ///
    /// This sweep writes `e^-|p|`. It sums to zero, or to not a number where p is infinite or not a number.
    static void dropoutExponentials(CountRow row, int from, int to) {
        long dropout = row.dropout;
        long expDropout = row.expDropout;
        FloatVector zero = broadcast(0);
        FloatVector check = zero;
        for (int j = from; j < to; j += LANES) {
            FloatVector p = load(dropout + 4L * j);
            store(VectorMath.expNonPositive(p.abs().neg()), expDropout + 4L * j);
            check = p.fma(zero, check);
        }
        broadcast(0).add(check).intoMemorySegment(ALL, row.sums, ORDER);
    }

    /// Writes `e^-|s|`, 0 for counts, and sums what is not a logarithm, gene by gene: it may be a small difference.
    /// What the last sweep has summed is kept.
    static void inflationExponentials(CountRow row, int from, int to) {
        long dropout = row.dropout;
        long loss = row.zeroLoss;
        long counted = row.counted;
        long expInflation = row.expInflation;
        FloatVector zero = broadcast(0);
        FloatVector sum = load(row.sums);
        for (int j = from; j < to; j += LANES) {
            FloatVector p = load(dropout + 4L * j);
            FloatVector s = p.add(load(loss + 4L * j));
            VectorMask<Float> positive = load(counted + 4L * j).compare(VectorOperators.GT, zero);
            store(VectorMath.expNonPositive(s.abs().neg()).blend(zero, positive), expInflation + 4L * j);
            // max(-p, 0) is -min(p, 0).
            FloatVector minS = s.blend(zero, s.compare(VectorOperators.GT, zero)).blend(s, positive);
            sum = minS.sub(p.blend(zero, p.compare(VectorOperators.GT, zero))).add(sum);
        }
        zero.add(sum).intoMemorySegment(ALL, row.sums, ORDER);
    }

    /// Zero inflation's logarithms and gradients: for a zero, with the responsibility `a = sigmoid(-s)` of the negative
    /// binomial, `d nll / d log mu = a dt / d log mu`, for theta likewise, and `d nll / d p = a - sigmoid(-p)`; for a
    /// count the same with a = 1.
    static void inflation(CountRow row, int from, int to) {
        long dropout = row.dropout;
        long dropoutOut = row.dropoutOut;
        long loss = row.zeroLoss;
        long rate = row.zeroRate;
        long byTheta = row.zeroTheta;
        long counted = row.counted;
        long expDropout = row.expDropout;
        long expInflation = row.expInflation;
        long rateGradient = row.rateGradient;
        long dTheta = row.dTheta;
        FloatVector one = broadcast(1);
        FloatVector zero = broadcast(0);
        FloatVector weight = broadcast(row.weight);
        FloatVector sumRate = zero;
        // A factor is in [1, 2], and a product has 64 of them: one logarithm for all. Two products take turns.
        FloatVector dropouts = one;
        FloatVector lastDropouts = one;
        FloatVector inflations = one;
        FloatVector lastInflations = one;
        for (int j = from; j < to; j += LANES) {
            FloatVector p = load(dropout + 4L * j);
            FloatVector s = p.add(load(loss + 4L * j));
            FloatVector w = load(expDropout + 4L * j);
            FloatVector v = load(expInflation + 4L * j);
            FloatVector w1 = w.add(one);
            FloatVector v1 = v.add(one);
            FloatVector turn = lastDropouts;
            lastDropouts = w1.mul(dropouts);
            dropouts = turn;
            turn = lastInflations;
            lastInflations = v1.mul(inflations);
            inflations = turn;
            FloatVector r = one.div(w1.mul(v1));
            FloatVector rv = r.mul(w1);
            VectorMask<Float> positive = load(counted + 4L * j).compare(VectorOperators.GT, zero);
            FloatVector a = rv.blend(rv.mul(v), s.compare(VectorOperators.GT, zero)).blend(one, positive);
            FloatVector byRate = a.mul(load(rate + 4L * j));
            sumRate = byRate.add(sumRate);
            FloatVector rw = r.mul(v1);
            FloatVector notP = rw.blend(rw.mul(w), p.compare(VectorOperators.GT, zero));
            byRate.intoMemorySegment(ALL, rateGradient + 4L * j, ORDER);
            a.fma(load(byTheta + 4L * j), load(dTheta + 4L * j)).intoMemorySegment(ALL, dTheta + 4L * j, ORDER);
            a.sub(notP).mul(weight).intoMemorySegment(ALL, dropoutOut + 4L * j, ORDER);
        }
        // Adding 0 changes none of these products of factors from 1 up; see VectorMath.storeSum.
        zero.add(dropouts).intoMemorySegment(ALL, row.products, ORDER);
        zero.add(inflations).intoMemorySegment(ALL, row.products + VectorMath.BYTES, ORDER);
        zero.add(lastDropouts).intoMemorySegment(ALL, row.products + 2L * VectorMath.BYTES, ORDER);
        zero.add(lastInflations).intoMemorySegment(ALL, row.products + 3L * VectorMath.BYTES, ORDER);
        zero.add(sumRate).intoMemorySegment(ALL, row.sums + VectorMath.BYTES, ORDER);
    }

    /// Sums the logarithms of the products that {@link #inflation} leaves: dropout over inflation.
    static void productLogarithms(CountRow row, int from, int to) {
        FloatVector sum = broadcast(0);
        for (long at = row.products; at < row.products + 4L * VectorMath.BYTES; at += 2L * VectorMath.BYTES) {
            sum = VectorMath.logNormal(load(at).div(load(at + VectorMath.BYTES))).add(sum);
        }
        broadcast(0).add(sum).intoMemorySegment(ALL, row.sums, ORDER);
    }

    /// What a zero costs under the Poisson distribution: its rate, which is its own gradient for the log rate.
    static void poissonTerms(CountRow row, int from, int to) {
        long share = row.share;
        long rateGradient = row.rateGradient;
        FloatVector scale = broadcast(row.scale);
        FloatVector sum = broadcast(0);
        for (int j = from; j < to; j += LANES) {
            FloatVector mu = load(share + 4L * j).mul(scale);
            sum = mu.add(sum);
            store(mu, rateGradient + 4L * j);
        }
        broadcast(0).add(sum).intoMemorySegment(ALL, row.sums, ORDER);
        broadcast(0).add(sum).intoMemorySegment(ALL, row.sums + VectorMath.BYTES, ORDER);
    }

    /// Gradients through softmax: `weight (G_j - share_j / shareSum sum(G))`.
    static void softmaxGradients(CountRow row, int from, int to) {
        long share = row.share;
        long rateGradient = row.rateGradient;
        long out = row.rateOut;
        FloatVector weight = broadcast(row.weight);
        FloatVector shareWeight = broadcast(row.shareWeight);
        for (int j = from; j < to; j += LANES) {
            FloatVector gradient = load(rateGradient + 4L * j).mul(weight);
            store(load(share + 4L * j).fma(shareWeight, gradient), out + 4L * j);
        }
    }

    /// Gradients through softplus: `weight G_j slope_j`.
    static void softplusGradients(CountRow row, int from, int to) {
        long slope = row.slope;
        long rateGradient = row.rateGradient;
        long out = row.rateOut;
        FloatVector weight = broadcast(row.weight);
        for (int j = from; j < to; j += LANES) {
            store(load(rateGradient + 4L * j).mul(weight).mul(load(slope + 4L * j)), out + 4L * j);
        }
    }

    /// Rates: shares times scale.
    static void scaledShares(CountRow row, int from, int to) {
        long share = row.share;
        long out = row.rateOut;
        FloatVector scale = broadcast(row.scale);
        for (int j = from; j < to; j += LANES) {
            store(load(share + 4L * j).mul(scale), out + 4L * j);
        }
    }
}
