package io.cellwright.kernel;

import java.nio.ByteOrder;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Sums of floats in double, in one fixed order: lane by lane, then over the lanes, then the rest.
///
/// The reductions of the Vector API leave the order open, and the interpreter and C2 take different ones.
final class VectorSums {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    /// As many floats as there are lanes of doubles.
    private static final VectorSpecies<Float> HALF = VectorSpecies.of(float.class,
            VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));
    private static final int STEP = DOUBLES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private VectorSums() {}

    /// Sum of `count` floats; `lanes` is scratch room for a vector.
    static double sum(long x, long count, long lanes) {
        long whole = count & -(2L * STEP);
        DoubleVector even = DoubleVector.zero(DOUBLES);
        DoubleVector odd = DoubleVector.zero(DOUBLES);
        for (long i = 0; i < 4 * whole; i += 8L * STEP) {
            even = even.add(load(x + i));
            odd = odd.add(load(x + i + 4L * STEP));
        }
        double total = overLanes(even.add(odd), lanes);
        for (long i = whole; i < count; i++) {
            total += Memory.float32(x + 4 * i);
        }
        return total;
    }

    /// Sum of `count` products; `lanes` is scratch room for a vector.
    static double dot(long x, long w, long count, long lanes) {
        long whole = count & -(2L * STEP);
        DoubleVector even = DoubleVector.zero(DOUBLES);
        DoubleVector odd = DoubleVector.zero(DOUBLES);
        for (long i = 0; i < 4 * whole; i += 8L * STEP) {
            even = load(x + i).fma(load(w + i), even);
            odd = load(x + i + 4L * STEP).fma(load(w + i + 4L * STEP), odd);
        }
        double total = overLanes(even.add(odd), lanes);
        for (long i = whole; i < count; i++) {
            total += (double) Memory.float32(x + 4 * i) * Memory.float32(w + 4 * i);
        }
        return total;
    }

    private static DoubleVector load(long address) {
        FloatVector half = FloatVector.fromMemorySegment(HALF, Memory.ALL, address, ORDER);
        return (DoubleVector) half.convertShape(VectorOperators.F2D, DOUBLES, 0);
    }

    private static double overLanes(DoubleVector v, long lanes) {
        v.intoMemorySegment(Memory.ALL, lanes, ORDER);
        double total = 0;
        for (int i = 0; i < STEP; i++) {
            total += Memory.float64(lanes + 8L * i);
        }
        return total;
    }
}
