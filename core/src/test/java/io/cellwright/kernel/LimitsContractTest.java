package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/// That the loops which measure the machine do all of the work that they claim, on all workers; how fast is not for a
/// test.
class LimitsContractTest {
    static Stream<Limits> families() {
        return Stream.of(1, 2, 5).map(WorkerPool::new)
                .flatMap(pool -> Stream.of(new VectorLimits(pool), new PlainLimits(Element.FLOAT32, pool)));
    }

    @ParameterizedTest
    @MethodSource("families")
    void countsTwoOperationsForEachMultiplyAddOfEachTurn(Limits limits) {
        long one = limits.multiplyAdds(1);
        assertThat(one).isPositive().isEven();
        assertThat(limits.multiplyAdds(1000)).isEqualTo(1000 * one);
    }

    @ParameterizedTest
    @MethodSource("families")
    void readsEveryNumberAsOftenAsAsked(Limits limits) {
        try (Arena arena = Arena.ofConfined()) {
            for (int count : new int[] {0, 1, 15, 16, 67, 1000}) {
                long x = Memory.allocate(arena, 4L * count).address();
                double expected = 0;
                for (int i = 0; i < count; i++) {
                    Memory.float32(x + 4L * i, i % 7 + 1);
                    expected += i % 7 + 1;
                }
                assertThat(limits.read(x, count, 1)).as("sum of %d", count).isEqualTo(expected);
                assertThat(limits.read(x, count, 3)).as("three times %d", count).isEqualTo(3 * expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void triadWritesEveryNumberAndNoOther(Limits limits) {
        try (Arena arena = Arena.ofConfined()) {
            for (int count : new int[] {0, 1, 17, 1003}) {
                long a = Memory.allocate(arena, 4L * (count + 1)).address();
                long b = Memory.allocate(arena, 4L * (count + 1)).address();
                long c = Memory.allocate(arena, 4L * (count + 1)).address();
                for (int i = 0; i <= count; i++) {
                    Memory.float32(a + 4L * i, -1);
                    Memory.float32(b + 4L * i, i);
                    Memory.float32(c + 4L * i, 2 * i + 1);
                }
                limits.triad(a, b, c, 0.5, count, 2);
                for (int i = 0; i < count; i++) {
                    assertThat(Memory.float32(a + 4L * i)).as("number %d of %d", i, count).isEqualTo(2 * i + 0.5f);
                }
                assertThat(Memory.float32(a + 4L * count)).as("behind %d", count).isEqualTo(-1);
            }
        }
    }

    @Test
    void belongToTheirKernels() {
        assertThat(Limits.of(Kernels.vector(1))).isInstanceOf(VectorLimits.class);
        assertThat(Limits.of(Kernels.plain(Element.FLOAT32, 1))).isInstanceOf(PlainLimits.class);
    }
}
