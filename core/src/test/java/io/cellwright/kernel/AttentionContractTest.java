package io.cellwright.kernel;

import java.util.Arrays;

import io.cellwright.kernel.Attention.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cellwright.kernel.KernelAssertions.assertAllocatesAtMost;
import static org.assertj.core.api.Assertions.assertThat;

/// What each family of attention promises, against double.
abstract class AttentionContractTest extends KernelContractTest<Attention> {
    static final Dropout SOME = new Dropout(0.3, 17);

    @Override
    final Attention oracle(WorkerPool pool) {
        return new PlainAttention(Element.FLOAT64, pool);
    }

    static Size[] sizes() {
        return new Size[] {new Size(1, 1, 1, 1), new Size(3, 5, 2, 3), new Size(2, 17, 4, 16), new Size(1, 64, 1, 33),
                new Size(2, 65, 3, 8), new Size(3, 125, 4, 32), new Size(1, 131, 2, 50), new Size(1, 260, 1, 4)};
    }

    private static void run(Attention kernel, long[] at, Dropout dropout, Size size) {
        inRoom(kernel.roomBytes(size), room -> kernel.forward(at[0], dropout, room, at[1], size));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void contextsAgree(Size size) {
        int rows = size.n() * size.t();
        for (Dropout dropout : new Dropout[] {Dropout.NONE, SOME}) {
            agrees(size + ", " + dropout + ", seed 31", new Tolerance(2e-6, 1e-6), (k, at) -> run(k, at, dropout, size),
                    normals(rows * 3 * size.d(), 1, 31), blank(rows * size.d()));
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void gradientsAgree(Size size) {
        int rows = size.n() * size.t();
        for (Dropout dropout : new Dropout[] {Dropout.NONE, SOME}) {
            agrees(size + ", " + dropout + ", seeds 31 and 32", new Tolerance(2e-5, 1e-5),
                    (k, at) -> inRoom(k.roomBytes(size), room -> {
                        k.forward(at[0], dropout, room, at[1], size);
                        k.gradient(at[2], at[1], dropout, room, at[0], size);
                    }), normals(rows * 3 * size.d(), 1, 31), blank(rows * size.d()), normals(rows * size.d(), 1, 32));
        }
    }

    /// Scores of several hundred: the weights are those of the nearest keys alone.
    @Test
    void isStableForLargeScores() {
        Size size = new Size(2, 20, 2, 5);
        agrees("large scores, seed 33", new Tolerance(3e-4, 3e-4), (k, at) -> run(k, at, Dropout.NONE, size),
                normals(40 * 30, 20, 33), blank(40 * 10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteStaysInItsCellAndHead(double value) {
        Size size = new Size(3, 19, 2, 5);
        for (int part = 0; part < 3; part++) {
            double[] qkv = normals(57 * 30, 1, 34);
            // Token 4 of cell 1, head 1.
            qkv[(19 + 4) * 30 + part * 10 + 7] = value;
            double[] out = run(underTest(), Element.FLOAT32, (k, at) -> run(k, at, Dropout.NONE, size), qkv,
                    blank(57 * 10))[1];
            for (int i = 0; i < out.length; i++) {
                boolean mayBeSpoilt = i / 190 == 1 && i % 10 >= 5;
                if (!mayBeSpoilt) {
                    assertThat(out[i]).as("number %d, part %d, seed 34", i, part).isFinite();
                }
            }
            if (part != 1 || Double.isNaN(value)) {
                assertThat(Arrays.stream(out).allMatch(Double::isFinite)).as("part %d, seed 34", part).isFalse();
            }
        }
    }

    @Test
    void dropsTheShareAskedForAndKeepsTheMean() {
        // Values of 1: each context is the sum of the weights that are left, times what they have grown by.
        Size size = new Size(40, 50, 1, 2);
        double[] qkv = normals(2000 * 6, 1, 35);
        for (int i = 0; i < 2000; i++) {
            qkv[i * 6 + 4] = 1;
            qkv[i * 6 + 5] = 1;
        }
        double[] out = run(underTest(), Element.FLOAT32, (k, at) -> run(k, at, SOME, size), qkv, blank(4000))[1];
        assertThat(Arrays.stream(out).average().orElseThrow()).as("seed 35").isBetween(0.98, 1.02);
        assertThat(Arrays.stream(out).distinct().count()).as("seed 35").isGreaterThan(1500);
    }

    @Tag("allocation")
    @Test
    void allocatesNextToNothing() {
        Size size = new Size(2, 19, 2, 5);
        try (GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            Attention kernel = underTest();
            long qkv = memory.of(normals(38 * 30, 1, 36));
            long out = memory.of(blank(38 * 10));
            long dout = memory.of(normals(38 * 10, 1e-3, 37));
            long room = memory.of(blank(Math.toIntExact(kernel.roomBytes(size) / 4)));
            for (Dropout dropout : new Dropout[] {Dropout.NONE, SOME}) {
                assertAllocatesAtMost(bound(size), "forward", () -> kernel.forward(qkv, dropout, room, out, size));
                assertAllocatesAtMost(bound(size), "gradient",
                        () -> kernel.gradient(dout, out, dropout, room, qkv, size));
            }
        }
    }

    /// Bytes that a call may allocate.
    abstract long bound(Size size);
}
