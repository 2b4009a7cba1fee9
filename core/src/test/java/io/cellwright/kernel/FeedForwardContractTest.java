package io.cellwright.kernel;

import io.cellwright.kernel.FeedForward.Size;
import io.cellwright.kernel.FeedForward.Weights;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cellwright.kernel.KernelAssertions.assertAllocatesAtMost;
import static org.assertj.core.api.Assertions.assertThat;

/// What each family of feed-forward layers promises, against double.
abstract class FeedForwardContractTest extends KernelContractTest<FeedForward> {
    static final Dropout SOME = new Dropout(0.3, 17);

    @Override
    final FeedForward oracle(WorkerPool pool) {
        return new PlainFeedForward(Element.FLOAT64, pool);
    }

    static Size[] sizes() {
        return new Size[] {new Size(1, 1, 1), new Size(3, 5, 7), new Size(64, 16, 64), new Size(65, 17, 33),
                new Size(130, 128, 512), new Size(2100, 3, 12), new Size(71, 200, 131)};
    }

    static double[][] inputs(Size s) {
        return new double[][] {normals(s.n() * s.d(), 1, 41), normals(s.f() * s.d(), 1 / Math.sqrt(s.d()), 42),
                normals(s.f(), 0.1, 43), normals(s.d() * s.f(), 1 / Math.sqrt(s.f()), 44), normals(s.d(), 0.1, 45)};
    }

    private static double[][] with(double[][] inputs, double[]... more) {
        double[][] all = java.util.Arrays.copyOf(inputs, inputs.length + more.length);
        System.arraycopy(more, 0, all, inputs.length, more.length);
        return all;
    }

    static Weights weights(long[] at, int first) {
        return new Weights(at[first], at[first + 1], at[first + 2], at[first + 3]);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void outputsAgree(Size size) {
        for (Dropout dropout : new Dropout[] {Dropout.NONE, SOME}) {
            agrees(size + ", " + dropout + ", seeds 41 to 45", new Tolerance(5e-6, 1e-5),
                    (k, at) -> k.forward(at[0], weights(at, 1), dropout, 0, at[5], size),
                    with(inputs(size), blank(size.n() * size.d())));
            agrees(size + ", kept, " + dropout + ", seeds 41 to 45", new Tolerance(5e-6, 1e-5),
                    (k, at) -> k.forward(at[0], weights(at, 1), dropout, at[6], at[5], size),
                    with(inputs(size), blank(size.n() * size.d()), blank(size.n() * size.f())));
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void gradientsAgree(Size size) {
        int d = size.d();
        int f = size.f();
        // Sums over rows: an error grows with the root of their number.
        Tolerance tolerance = new Tolerance(1e-6 * (10 + Math.sqrt(size.n())), 1e-5);
        for (boolean add : new boolean[] {false, true}) {
            for (Dropout dropout : new Dropout[] {Dropout.NONE, SOME}) {
                agrees("%s, add %s, %s, seeds 41 to 51".formatted(size, add, dropout), tolerance,
                        (k, at) -> inRoom(k.roomBytes(size), room -> {
                            k.forward(at[0], weights(at, 1), dropout, at[6], at[5], size);
                            k.gradient(at[7], at[0], weights(at, 1), dropout, at[6], room, at[8], add, weights(at, 9),
                                    add, size);
                        }), with(inputs(size), blank(size.n() * d), blank(size.n() * f), normals(size.n() * d, 1, 46),
                                output(size.n() * d, add, 47), output(f * d, add, 48), output(f, add, 49),
                                output(d * f, add, 50), output(d, add, 51)));
            }
        }
    }

    @Test
    void theGradientOfTheInputMayTakeThePlaceOfTheOneItComesFrom() {
        Size size = new Size(67, 9, 20);
        agrees("in place, seeds 41 to 46", new Tolerance(2e-5, 1e-5), (k, at) -> inRoom(k.roomBytes(size), room -> {
            k.forward(at[0], weights(at, 1), SOME, at[6], at[5], size);
            k.gradient(at[7], at[0], weights(at, 1), SOME, at[6], room, at[7], false, weights(at, 8), false, size);
        }), with(inputs(size), blank(67 * 9), blank(67 * 20), normals(67 * 9, 1, 46), blank(180), blank(20), blank(180),
                blank(9)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteSpoilsItsRowAndNoOther(double value) {
        Size size = new Size(70, 5, 19);
        double[][] inputs = inputs(size);
        inputs[0][66 * 5 + 2] = value;
        double[] y = run(underTest(), Element.FLOAT32, (k, at) -> k.forward(at[0], weights(at, 1), Dropout.NONE, 0,
                at[5], size), with(inputs, blank(350)))[5];
        for (int i = 0; i < y.length; i++) {
            assertThat(Double.isFinite(y[i])).as("number %d, seeds 41 to 45", i).isEqualTo(i / 5 != 66);
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNextToNothing() {
        Size size = new Size(9, 5, 7);
        try (GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            FeedForward kernel = underTest();
            double[][] inputs = inputs(size);
            long x = memory.of(inputs[0]);
            Weights weights = new Weights(memory.of(inputs[1]), memory.of(inputs[2]), memory.of(inputs[3]),
                    memory.of(inputs[4]));
            Weights sums = new Weights(memory.of(blank(35)), memory.of(blank(7)), memory.of(blank(35)),
                    memory.of(blank(5)));
            long u = memory.of(blank(63));
            long y = memory.of(blank(45));
            long room = memory.of(blank(Math.toIntExact(kernel.roomBytes(size) / 4 + 1)));
            assertAllocatesAtMost(bound(), "forward", () -> kernel.forward(x, weights, SOME, u, y, size));
            assertAllocatesAtMost(bound(), "gradient",
                    () -> kernel.gradient(y, x, weights, SOME, u, room, y, false, sums, true, size));
        }
    }

    /// Bytes that a call may allocate.
    abstract long bound();
}
