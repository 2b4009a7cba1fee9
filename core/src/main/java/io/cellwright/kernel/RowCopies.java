package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.firstLanes;

/// Rows of a few floats between matrices whose rows lie differently far apart: for so few a copy of memory takes longer
/// to begin than to end.
///
/// Either part of a row, its whole vectors and the rest, may be one that is seldom there; so the Vector API is called
/// itself, see {@link VectorMath#put}.
final class RowCopies {

    private RowCopies() {}

    /// Copies `k` floats of each row; rows are `fromRow` and `toRow` bytes apart.
    static void copy(long from, long fromRow, long to, long toRow, int rows, int k) {
        long whole = 4L * (k & -LANES);
        VectorMask<Float> rest = firstLanes(k & LANES - 1);
        for (int i = 0; i < rows; i++) {
            for (long j = 0; j < whole; j += BYTES) {
                FloatVector.fromMemorySegment(FLOATS, ALL, from + j, ORDER).intoMemorySegment(ALL, to + j, ORDER);
            }
            FloatVector.fromMemorySegment(FLOATS, ALL, from + whole, ORDER, rest)
                    .intoMemorySegment(ALL, to + whole, ORDER, rest);
            from += fromRow;
            to += toRow;
        }
    }

    /// The same, or adds them to what is there.
    static void put(long from, long fromRow, long to, long toRow, int rows, int k, boolean add) {
        if (add) {
            add(from, fromRow, to, toRow, rows, k);
        } else {
            copy(from, fromRow, to, toRow, rows, k);
        }
    }

    private static void add(long from, long fromRow, long to, long toRow, int rows, int k) {
        long whole = 4L * (k & -LANES);
        VectorMask<Float> rest = firstLanes(k & LANES - 1);
        for (int i = 0; i < rows; i++) {
            for (long j = 0; j < whole; j += BYTES) {
                FloatVector x = FloatVector.fromMemorySegment(FLOATS, ALL, from + j, ORDER);
                FloatVector.fromMemorySegment(FLOATS, ALL, to + j, ORDER).add(x).intoMemorySegment(ALL, to + j, ORDER);
            }
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, ALL, from + whole, ORDER, rest);
            FloatVector.fromMemorySegment(FLOATS, ALL, to + whole, ORDER, rest).add(x)
                    .intoMemorySegment(ALL, to + whole, ORDER, rest);
            from += fromRow;
            to += toRow;
        }
    }
}
