package io.cellwright.kernel;

import java.nio.ByteOrder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Float vectors at addresses, and the elementary functions of them.
///
/// Each function is a handful of multiply-adds that C2 inlines; what it gives for a lane depends on that lane alone.
/// Errors are the largest seen against double over the whole range of floats, in units in the last place (ulp) of the
/// exact result; `VectorMathTest` holds them.
///
/// | function | largest error | special values |
/// |---|---|---|
/// | {@link #exp} | 1.3 ulp, denormal results too | NaN, -infinity: 0, infinity: infinity |
/// | {@link #expNonPositive} | 1.3 ulp | below -87.33: 0, NaN: NaN |
/// | {@link #log} | 0.85 ulp, denormal arguments too | 0: -infinity, below 0: NaN, infinity: infinity |
/// | {@link #log1p} | 1.6 ulp | -1: -infinity, below -1: NaN, infinity: infinity |
/// | {@link #log1pUnit} | 2.0 ulp | NaN: NaN |
/// | {@link #softplus} | 2.6 ulp for x > -87, 0 below | infinity: infinity, -infinity: 0 |
///
/// A loop must stay small: after about 40 vector operations C2 no longer inlines them at once, and what the loop carries
/// from turn to turn may then be allocated in each.
final class VectorMath {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    /// Floats of one vector.
    static final int LANES = FLOATS.length();
    /// Bytes of one vector.
    static final int BYTES = 4 * LANES;

    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private static final float LOG2_E = 1.442695f;
    // ln 2 in two parts; the first has so few bits that its product with an exponent is exact.
    private static final float LN2_HIGH = 0x1.63p-1f;
    private static final float LN2_LOW = -0.00021219444f;
    /// Added to a small float, it leaves the nearest integer in the low bits.
    private static final float ROUND = 0x1.8p23f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    private static final int ONE_BITS = 127 << 23;
    private static final int EXPONENT_SHIFT = 23;
    private static final float EXP_UNDERFLOWS = -104f;
    private static final float EXP_OVERFLOWS = 89f;
    private static final float EXP_DENORMAL = -87.33654f;
    private static final int SQRT_HALF_BITS = 0x3f3504f3;

    private VectorMath() {}

    static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(FLOATS, Memory.ALL, address, ORDER);
    }

    /// Loads the lanes of `mask`; the others are 0 and their memory is not touched.
    ///
    /// The assertions here and below make the methods longer than the 35 bytes of code that C1 inlines. Masks take so
    /// much of what it has room for that it would give up on the caller; and a method that C1 gives up on may stay slow
    /// for ever, because it collects no profile for C2.
    static FloatVector load(long address, VectorMask<Float> mask) {
        assert mask.length() == LANES : address;
        return FloatVector.fromMemorySegment(FLOATS, Memory.ALL, address, ORDER, mask);
    }

    static void store(FloatVector v, long address) {
        v.intoMemorySegment(Memory.ALL, address, ORDER);
    }

    /// Stores the lanes of `mask`; the memory of the others is not touched.
    static void store(FloatVector v, long address, VectorMask<Float> mask) {
        assert mask.length() == LANES : address;
        v.intoMemorySegment(Memory.ALL, address, ORDER, mask);
    }

    /// Stores a sum that a loop has carried. C2 may not know the class of such a vector, and then makes an object of it
    /// in each turn: so it is never the receiver of a call, neither in the loop nor behind it. Large loops call the
    /// Vector API itself, see ARCHITECTURE.
    static void storeSum(FloatVector sum, long address) {
        broadcast(0).add(sum).intoMemorySegment(Memory.ALL, address, ORDER);
    }

    /// Stores, or adds to what is there. Here and wherever a branch may be taken rarely the Vector API is called
    /// itself: C2 inlines its methods in such branches too, but not ours.
    static void put(FloatVector v, long address, boolean add) {
        if (add) {
            FloatVector.fromMemorySegment(FLOATS, Memory.ALL, address, ORDER).add(v)
                    .intoMemorySegment(Memory.ALL, address, ORDER);
        } else {
            v.intoMemorySegment(Memory.ALL, address, ORDER);
        }
    }

    /// The same for the lanes of `mask`.
    static void put(FloatVector v, long address, VectorMask<Float> mask, boolean add) {
        if (add) {
            FloatVector.fromMemorySegment(FLOATS, Memory.ALL, address, ORDER, mask).add(v)
                    .intoMemorySegment(Memory.ALL, address, ORDER, mask);
        } else {
            v.intoMemorySegment(Memory.ALL, address, ORDER, mask);
        }
    }

    static FloatVector broadcast(float x) {
        return FloatVector.broadcast(FLOATS, x);
    }

    /// The mask of the first `count` lanes.
    static VectorMask<Float> firstLanes(int count) {
        assert count >= 0 && count <= LANES : "A vector has no " + count + " lanes";
        return FLOATS.indexInRange(0, count);
    }

    /// `e^x`.
    static FloatVector exp(FloatVector x) {
        FloatVector c = x.blend(EXP_OVERFLOWS, x.compare(VectorOperators.GT, EXP_OVERFLOWS))
                .blend(EXP_UNDERFLOWS, x.lt(EXP_UNDERFLOWS));
        FloatVector shifted = c.fma(broadcast(LOG2_E), broadcast(ROUND));
        FloatVector p = expReduced(c, shifted.sub(ROUND));
        IntVector n = shifted.viewAsIntegralLanes().sub(ROUND_BITS);
        IntVector half = n.lanewise(VectorOperators.ASHR, 1);
        // In two steps, because 2^n itself may be no float where the result is denormal or near the largest.
        return p.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
    }

    /// `e^x` for x up to 88, 0 where that is less than the smallest normal float: cheaper than {@link #exp}.
    static FloatVector expNonPositive(FloatVector x) {
        FloatVector shifted = x.fma(broadcast(LOG2_E), broadcast(ROUND));
        FloatVector p = expReduced(x, shifted.sub(ROUND));
        return p.mul(powerOfTwo(shifted.viewAsIntegralLanes())).blend(0f, x.lt(EXP_DENORMAL));
    }

    /// `e^(x - n ln 2)`, n being the integer next to `x / ln 2`.
    private static FloatVector expReduced(FloatVector x, FloatVector n) {
        FloatVector r = n.fma(broadcast(-LN2_LOW), n.fma(broadcast(-LN2_HIGH), x));
        FloatVector p = broadcast(0.0013926176f).fma(r, broadcast(0.008363173f));
        p = p.fma(r, broadcast(0.041666556f));
        p = p.fma(r, broadcast(0.16666578f));
        p = p.fma(r, broadcast(0.5f));
        return p.fma(r.mul(r), r.add(1f));
    }

    /// `2^n` for the n in the low nine bits, which must be in [-126, 127].
    private static FloatVector powerOfTwo(IntVector n) {
        return n.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT).add(ONE_BITS).viewAsFloatingLanes();
    }

    /// Natural logarithm.
    static FloatVector log(FloatVector x) {
        VectorMask<Float> small = x.lt(Float.MIN_NORMAL);
        FloatVector y = logNormal(x.blend(x.mul(0x1p23f), small));
        y = y.blend(y.sub(15.942385f), small);
        y = y.blend(Float.NaN, x.lt(0f)).blend(Float.NEGATIVE_INFINITY, x.eq(0f));
        return x.blend(y, x.lt(Float.POSITIVE_INFINITY));
    }

    /// Natural logarithm of positive, normal, finite numbers; of others it is an arbitrary number.
    static FloatVector logNormal(FloatVector x) {
        IntVector bits = x.viewAsIntegralLanes();
        IntVector e = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, EXPONENT_SHIFT);
        FloatVector f = bits.sub(e.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT)).viewAsFloatingLanes().sub(1f);
        FloatVector n = (FloatVector) e.convert(VectorOperators.I2F, 0);
        FloatVector z = f.mul(f);
        FloatVector p = broadcast(0.070376836f).fma(f, broadcast(-0.1151461f));
        p = p.fma(f, broadcast(0.116769984f));
        p = p.fma(f, broadcast(-0.12420141f));
        p = p.fma(f, broadcast(0.14249323f));
        p = p.fma(f, broadcast(-0.16668057f));
        p = p.fma(f, broadcast(0.20000714f));
        p = p.fma(f, broadcast(-0.24999994f));
        p = p.fma(f, broadcast(0.3333333f));
        FloatVector tail = z.fma(broadcast(-0.5f), n.fma(broadcast(LN2_LOW), p.mul(f).mul(z)));
        return n.fma(broadcast(LN2_HIGH), f.add(tail));
    }

    /// `log(1 + u)`, exact to the last digits for small u too.
    static FloatVector log1p(FloatVector u) {
        FloatVector v = u.add(1f);
        // What rounding 1 + u has lost; not a number where v is 0 or infinite.
        FloatVector lost = u.sub(v.sub(1f)).div(v);
        return log(v).add(lost.blend(0f, lost.compare(VectorOperators.NE, lost)));
    }

    /// `log(1 + u)` for u in [0, 1]: cheaper than {@link #log1p}.
    static FloatVector log1pUnit(FloatVector u) {
        FloatVector s = u.div(u.add(2f)); // log(1 + u) = 2 atanh(u / (2 + u))
        FloatVector z = s.mul(s);
        FloatVector p = broadcast(0.268515f).fma(z, broadcast(0.2823662f));
        p = p.fma(z, broadcast(0.4000756f));
        p = p.fma(z, broadcast(0.6666664f));
        return p.mul(z).fma(s, s.add(s));
    }

    /// The sum of the lanes stored at `address`, in double and always in the same order.
    static double laneSum(long address) {
        double even = 0;
        double odd = 0;
        for (int lane = 0; lane < LANES; lane += 2) {
            even += Memory.float32(address + 4L * lane);
            odd += Memory.float32(address + 4L * lane + 4);
        }
        return even + odd;
    }

    /// `log(1 + e^x)`.
    static FloatVector softplus(FloatVector x) {
        FloatVector positive = x.blend(0f, x.lt(0f));
        return positive.add(log1pUnit(expNonPositive(x.abs().neg())));
    }
}
