package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;

/// Sums of floats in twice their precision, in one fixed order.
///
/// The reductions of the Vector API leave the order open, and the interpreter and C2 take different ones. Nor are there
/// vectors of doubles here: what a conversion gives has no class that C2 can be sure of, only one that it has seen, and
/// in a program that rarely converts it may have seen none when it compiles; then each such vector is an object for
/// good. So each lane holds a sum and what rounding has taken from it (Ogita, Rump and Oishi 2005, algorithms Sum2 and
/// Dot2): the error is about 2^-48 times the square of the number of turns, which {@link #STRETCH} bounds.
///
/// A sum that is not finite in floats, or so small that the rounding of its products is no float, is taken anew in
/// double, one by one.
final class VectorSums {
    /// Floats after which lanes are added in double.
    private static final long STRETCH = 4096;
    /// Sums of products below this are taken in double: their rounding errors may be denormal.
    private static final double SMALL = 1e-20;
    /// Bytes of scratch that a sum needs.
    static final long LANE_BYTES = 2L * BYTES;

    private VectorSums() {}

    /// Sum of `count` floats; `lanes` is scratch room of `LANE_BYTES`.
    static double sum(long x, long count, long lanes) {
        long whole = count & -LANES;
        double total = 0;
        for (long first = 0; first < whole; first += STRETCH) {
            addLanes(x + 4 * first, 4 * Math.min(STRETCH, whole - first), lanes);
            total += laneSum(lanes);
        }
        for (long i = whole; i < count; i++) {
            total += Memory.float32(x + 4 * i);
        }
        return Double.isFinite(total) ? total : sumOneByOne(x, count);
    }

    /// Sum of `count` products, in the same order; `lanes` is scratch room of `LANE_BYTES`.
    static double dot(long x, long w, long count, long lanes) {
        long whole = count & -LANES;
        double total = 0;
        for (long first = 0; first < whole; first += STRETCH) {
            addProducts(x + 4 * first, w + 4 * first, 4 * Math.min(STRETCH, whole - first), lanes);
            total += laneSum(lanes);
        }
        for (long i = whole; i < count; i++) {
            total += (double) Memory.float32(x + 4 * i) * Memory.float32(w + 4 * i);
        }
        return Math.abs(total) > SMALL && Double.isFinite(total) ? total : dotOneByOne(x, w, count);
    }

    private static void addLanes(long x, long bytes, long lanes) {
        FloatVector sum = FloatVector.zero(FLOATS);
        FloatVector lost = FloatVector.zero(FLOATS);
        for (long at = 0; at < bytes; at += BYTES) {
            FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + at, ORDER);
            FloatVector next = a.add(sum);
            FloatVector rest = next.sub(a);
            lost = a.sub(next.sub(rest)).add(rest.neg().add(sum)).add(lost);
            sum = next;
        }
        FloatVector.zero(FLOATS).add(sum).intoMemorySegment(ALL, lanes, ORDER);
        FloatVector.zero(FLOATS).add(lost).intoMemorySegment(ALL, lanes + BYTES, ORDER);
    }

    private static void addProducts(long x, long w, long bytes, long lanes) {
        FloatVector sum = FloatVector.zero(FLOATS);
        FloatVector lost = FloatVector.zero(FLOATS);
        for (long at = 0; at < bytes; at += BYTES) {
            FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, x + at, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, w + at, ORDER);
            FloatVector product = a.mul(b);
            FloatVector next = product.add(sum);
            FloatVector rest = next.sub(product);
            FloatVector rounding = a.fma(b, product.neg());
            lost = product.sub(next.sub(rest)).add(rest.neg().add(sum)).add(rounding).add(lost);
            sum = next;
        }
        FloatVector.zero(FLOATS).add(sum).intoMemorySegment(ALL, lanes, ORDER);
        FloatVector.zero(FLOATS).add(lost).intoMemorySegment(ALL, lanes + BYTES, ORDER);
    }

    /// The sum of the floats stored at `lanes`. It takes no vector: its code may be so large that C2 does not inline
    /// it.
    private static double laneSum(long lanes) {
        double sum = 0;
        double lost = 0;
        for (int i = 0; i < LANES; i++) {
            sum += Memory.float32(lanes + 4L * i);
            lost += Memory.float32(lanes + BYTES + 4L * i);
        }
        return sum + lost;
    }

    private static double sumOneByOne(long x, long count) {
        double total = 0;
        for (long i = 0; i < count; i++) {
            total += Memory.float32(x + 4 * i);
        }
        return total;
    }

    private static double dotOneByOne(long x, long w, long count) {
        double total = 0;
        for (long i = 0; i < count; i++) {
            total += (double) Memory.float32(x + 4 * i) * Memory.float32(w + 4 * i);
        }
        return total;
    }

    /// `y_n (+)= sum over k of x_nk`, in rising order; four rows at a time, because each addition waits for the one before.
    static void rows(long x_nk, long y_n, int rows, int k, boolean add) {
        int i = 0;
        for (; i + 4 <= rows; i += 4) {
            long x = x_nk + 4L * i * k;
            double sum0 = 0;
            double sum1 = 0;
            double sum2 = 0;
            double sum3 = 0;
            for (int j = 0; j < k; j++) {
                sum0 += Memory.float32(x + 4L * j);
                sum1 += Memory.float32(x + 4L * (k + j));
                sum2 += Memory.float32(x + 4L * (2L * k + j));
                sum3 += Memory.float32(x + 4L * (3L * k + j));
            }
            put(y_n + 4L * i, sum0, add);
            put(y_n + 4L * (i + 1), sum1, add);
            put(y_n + 4L * (i + 2), sum2, add);
            put(y_n + 4L * (i + 3), sum3, add);
        }
        for (; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                sum += Memory.float32(x_nk + 4L * ((long) i * k + j));
            }
            put(y_n + 4L * i, sum, add);
        }
    }

    private static void put(long address, double value, boolean add) {
        Memory.float32(address, (float) (add ? Memory.float32(address) + value : value));
    }
}
