package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/// Off-heap operands of one test in one element type. Each lies between guards of NaN: a write past its ends is found
/// when this is closed, a read that reaches a result shows as NaN.
final class Buffers implements AutoCloseable {
    private static final int GUARD = 64;

    private final Element element;
    private final Arena arena = Arena.ofConfined();
    private final List<MemorySegment> guards = new ArrayList<>();

    Buffers(Element element) {
        this.element = element;
    }

    /// Normal numbers that a float holds exactly, so that all element types see the same.
    static double[] normal(Random random, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static double[] magnitudes(double... values) {
        double[] magnitudes = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            magnitudes[i] = Math.abs(values[i]);
        }
        return magnitudes;
    }

    long put(double... values) {
        long address = room((long) values.length * element.bytes());
        for (int i = 0; i < values.length; i++) {
            element.set(address, i, values[i]);
        }
        return address;
    }

    long putInts(int... values) {
        long address = room(4L * values.length);
        for (int i = 0; i < values.length; i++) {
            Memory.int32(address + 4L * i, values[i]);
        }
        return address;
    }

    /// A buffer of a number that no test means, for outputs that must be written throughout.
    long unset(int count) {
        double[] values = new double[count];
        Arrays.fill(values, -777);
        return put(values);
    }

    double[] get(long address, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = element.get(address, i);
        }
        return values;
    }

    private long room(long bytes) {
        MemorySegment all = arena.allocate(bytes + 2 * GUARD, Memory.ALIGNMENT);
        guards.add(all.asSlice(0, GUARD).fill((byte) -1));
        guards.add(all.asSlice(GUARD + bytes, GUARD).fill((byte) -1));
        return all.address() + GUARD;
    }

    @Override
    public void close() {
        for (MemorySegment guard : guards) {
            for (int i = 0; i < GUARD; i++) {
                assertThat(guard.get(ValueLayout.JAVA_BYTE, i))
                        .as("byte %d of the guard of a buffer", i).isEqualTo((byte) -1);
            }
        }
        arena.close();
    }
}
