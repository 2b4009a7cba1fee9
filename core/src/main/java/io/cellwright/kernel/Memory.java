package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Off-heap numbers by address. Kernels trust the addresses that they are given: the tensor room checks shapes before.
///
/// All storage is little- or big-endian as the machine is, and each buffer starts on a 64-byte line.
public final class Memory {
    /// The whole address space, so that a vector load takes an address as its offset and the bounds check folds away.
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /// Buffers start on this boundary: one cache line, and the widest vector.
    public static final long ALIGNMENT = 64;

    private Memory() {}

    /// A zeroed buffer that lives as long as `arena`.
    public static MemorySegment allocate(Arena arena, long bytes) {
        return arena.allocate(Math.max(bytes, ALIGNMENT), ALIGNMENT);
    }

    /// `bytes` rounded up to the next boundary.
    public static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /// The same address, of which C2 now knows that it is not negative and far from the end of all addresses. The check
    /// of each read at `known(address) + offset`, which costs two or three instructions, goes away where C2 knows too that
    /// the offset is from 0 until 2^40: where it comes of an int that a loop counts up from 0, or of an unsigned int. What
    /// is known ends with the method that C2 compiles, so this belongs in front of the loop.
    static long known(long address) {
        return address & Long.MAX_VALUE >>> 1;
    }

    /// The float at `address`.
    public static float float32(long address) {
        return ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
    }

    /// Stores a float at `address`.
    public static void float32(long address, float value) {
        ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
    }

    /// The double at `address`.
    public static double float64(long address) {
        return ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address);
    }

    /// Stores a double at `address`.
    public static void float64(long address, double value) {
        ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address, value);
    }

    /// The int at `address`.
    public static int int32(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    /// Stores an int at `address`.
    public static void int32(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    /// The `bytes` bytes at `address`, for bulk copies.
    public static MemorySegment at(long address, long bytes) {
        return ALL.asSlice(address, bytes);
    }

    /// Sets `bytes` bytes to zero.
    public static void zero(long address, long bytes) {
        ALL.asSlice(address, bytes).fill((byte) 0);
    }

    /// Copies `bytes` bytes between buffers that do not overlap.
    public static void copy(long from, long to, long bytes) {
        MemorySegment.copy(ALL, from, ALL, to, bytes);
    }
}
