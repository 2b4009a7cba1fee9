package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.fail;

/// Off-heap buffers for kernel tests. Each lies between two stretches of a pattern that no kernel may touch.
final class GuardedMemory implements AutoCloseable {
    private static final long GUARD = 2 * Memory.ALIGNMENT;
    private static final byte PATTERN = 0x5a;

    private record Room(long address, long bytes) {}

    private final Element element;
    private final Arena arena = Arena.ofConfined();
    private final List<Room> rooms = new ArrayList<>();

    GuardedMemory(Element element) {
        this.element = element;
    }

    /// A buffer with these numbers.
    long of(double... values) {
        long address = room((long) values.length * element.bytes());
        for (int i = 0; i < values.length; i++) {
            element.set(address, i, values[i]);
        }
        return address;
    }

    /// A buffer with these ints.
    long ofInts(int... values) {
        long address = room(4L * values.length);
        for (int i = 0; i < values.length; i++) {
            Memory.int32(address + 4L * i, values[i]);
        }
        return address;
    }

    double[] read(long address, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = element.get(address, i);
        }
        return values;
    }

    private long room(long bytes) {
        long start = Memory.allocate(arena, 2 * GUARD + Memory.aligned(bytes)).address();
        Memory.ALL.asSlice(start, 2 * GUARD + Memory.aligned(bytes)).fill(PATTERN);
        rooms.add(new Room(start + GUARD, bytes));
        return start + GUARD;
    }

    /// Fails where a kernel has written beside a buffer.
    @Override
    public void close() {
        for (Room room : rooms) {
            check(room, room.address() - GUARD, room.address());
            check(room, room.address() + room.bytes(), room.address() + Memory.aligned(room.bytes()) + GUARD);
        }
        arena.close();
    }

    private static void check(Room room, long from, long to) {
        for (long at = from; at < to; at++) {
            if (Memory.ALL.get(ValueLayout.JAVA_BYTE, at) != PATTERN) {
                fail("byte %d of a buffer of %d was written", at - room.address(), room.bytes());
            }
        }
    }
}
