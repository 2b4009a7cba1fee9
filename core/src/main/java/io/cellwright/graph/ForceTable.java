package io.cellwright.graph;

import java.util.function.DoubleUnaryOperator;

/// A smooth function of positive numbers, looked up: between 2^-30 and 2^30, 128 places an octave, straight lines
/// between them; below and above it stays as it is at the ends. Powers would take most of the time of a map, and need
/// not have the same bits on each machine.
final class ForceTable {
    private static final int OCTAVES = 30;
    private static final int STEP_BITS = 7;
    /// Low bits of a double that say where it lies between two places.
    private static final int REST_BITS = 52 - STEP_BITS;
    private static final long FIRST = Double.doubleToRawLongBits(Math.scalb(1.0, -OCTAVES)) >>> REST_BITS;
    private static final double REST = 1.0 / (1L << REST_BITS);

    private final double[] value;

    ForceTable(DoubleUnaryOperator function) {
        int places = (2 * OCTAVES) << STEP_BITS;
        value = new double[places + 1];
        for (int i = 0; i <= places; i++) {
            value[i] = function.applyAsDouble(Double.longBitsToDouble((FIRST + i) << REST_BITS));
        }
    }

    /// The value at `x`, 0 or more.
    double at(double x) {
        long bits = Double.doubleToRawLongBits(x);
        long place = (bits >>> REST_BITS) - FIRST;
        if (place < 0) {
            return value[0];
        }
        if (place >= value.length - 1) {
            return value[value.length - 1];
        }
        int i = (int) place;
        double part = (bits & ((1L << REST_BITS) - 1)) * REST;
        return value[i] + part * (value[i + 1] - value[i]);
    }
}
