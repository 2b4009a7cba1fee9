package io.cellwright.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.ORDER;

/// Sums of floats in double, in one fixed order.
///
/// The reductions of the Vector API leave the order open, and the interpreter and C2 take different ones.
final class VectorSums {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    /// As many floats as there are lanes of doubles.
    private static final VectorSpecies<Float> HALF = VectorSpecies.of(float.class,
            VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));
    private static final int STEP = DOUBLES.length();

    private VectorSums() {}

    /// Sum of `count` floats: lane by lane, then over the lanes, then the rest; `lanes` is scratch room for a vector.
    static double sum(long x, long count, long lanes) {
        long whole = count & -(2L * STEP);
        DoubleVector even = DoubleVector.zero(DOUBLES);
        DoubleVector odd = DoubleVector.zero(DOUBLES);
        for (long i = 0; i < 4 * whole; i += 8L * STEP) {
            even = load(x + i).add(even);
            odd = load(x + i + 4L * STEP).add(odd);
        }
        DoubleVector.zero(DOUBLES).add(even).add(odd).intoMemorySegment(ALL, lanes, ORDER);
        double total = laneSum(lanes);
        for (long i = whole; i < count; i++) {
            total += Memory.float32(x + 4 * i);
        }
        return total;
    }

    /// Sum of `count` products, in the same order; `lanes` is scratch room for a vector.
    static double dot(long x, long w, long count, long lanes) {
        long whole = count & -(2L * STEP);
        DoubleVector even = DoubleVector.zero(DOUBLES);
        DoubleVector odd = DoubleVector.zero(DOUBLES);
        for (long i = 0; i < 4 * whole; i += 8L * STEP) {
            even = load(x + i).fma(load(w + i), even);
            odd = load(x + i + 4L * STEP).fma(load(w + i + 4L * STEP), odd);
        }
        DoubleVector.zero(DOUBLES).add(even).add(odd).intoMemorySegment(ALL, lanes, ORDER);
        double total = laneSum(lanes);
        for (long i = whole; i < count; i++) {
            total += (double) Memory.float32(x + 4 * i) * Memory.float32(w + 4 * i);
        }
        return total;
    }

    private static DoubleVector load(long address) {
        FloatVector half = FloatVector.fromMemorySegment(HALF, ALL, address, ORDER);
        return (DoubleVector) half.convertShape(VectorOperators.F2D, DOUBLES, 0);
    }

    /// The sum of the doubles stored at `lanes`. It takes no vector: its code may be so large that C2 does not inline
    /// it.
    private static double laneSum(long lanes) {
        double even = 0;
        double odd = 0;
        for (int i = 0; i < STEP; i += 2) {
            even += Memory.float64(lanes + 8L * i);
            odd += Memory.float64(lanes + 8L * (i + 1));
        }
        return even + odd;
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
