package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

import jdk.incubator.vector.FloatVector;

import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.ORDER;
import static org.assertj.core.api.Assertions.assertThat;

/// A JVM in which many accesses to memory have failed, in code that had been compiled for those that succeed: out of
/// bounds, to memory that is closed, from the wrong thread, to memory that is only read.
///
/// C2 then no longer leaves the way to the exception out of what it compiles. A vector load takes up to twice as many
/// of its nodes, and a kernel that was just small enough before allocates its vectors. Which test comes first must not
/// decide about that.
final class FailedAccesses {
    private static final int ROUNDS = 3;
    private static final int SUCCEED = 30_000;
    private static final int FAIL = 50;

    private static boolean happened;

    private FailedAccesses() {}

    /// Lets them happen, once in the life of the JVM.
    static synchronized void happen() {
        if (happened) {
            return;
        }
        happened = true;
        MemorySegment open = Arena.ofAuto().allocate(256, 64);
        for (int round = 0; round < ROUNDS; round++) {
            double sum = 0;
            for (int i = 0; i < SUCCEED; i++) {
                sum += load(open, 0) + get(open, 0) + Objects.checkIndex((long) (i & 3), 4L);
                store(open);
            }
            assertThat(sum).isPositive();
            failing(() -> get(open, 1000));
            failing(() -> Objects.checkIndex(5L, 4L));
            failing(() -> store(open.asReadOnly()));
            MemorySegment closed;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment confined = arena.allocate(256, 64);
                Thread other = new Thread(() -> {
                    failing(() -> load(confined, 0));
                    failing(() -> get(confined, 0));
                });
                other.start();
                join(other);
                closed = confined;
            }
            failing(() -> load(closed, 0));
            failing(() -> get(closed, 0));
        }
    }

    private static void failing(Runnable access) {
        for (int i = 0; i < FAIL; i++) {
            try {
                access.run();
                throw new AssertionError("An access that should fail did not");
            } catch (IndexOutOfBoundsException | IllegalStateException | WrongThreadException
                    | UnsupportedOperationException | IllegalArgumentException expected) {
                // As it should be.
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static float load(MemorySegment memory, long at) {
        return FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER).lane(0);
    }

    private static void store(MemorySegment memory) {
        FloatVector.zero(FLOATS).intoMemorySegment(memory, 0, ORDER);
    }

    private static float get(MemorySegment memory, long at) {
        return memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
    }
}
