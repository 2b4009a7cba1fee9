package io.cellwright.kernel;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

abstract class RowsContractTest extends KernelContractTest<Rows> {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final boolean[] BOTH = {false, true};

    /// Cells and classes.
    record Shape(int n, int c) {}

    @Override
    final Rows oracle(WorkerPool pool) {
        return new PlainRows(Element.FLOAT64, pool);
    }

    static Shape[] shapes() {
        return new Shape[] {new Shape(0, 3), new Shape(1, 1), new Shape(1, 500), new Shape(3, 2), new Shape(17, 17),
                new Shape(128, 10), new Shape(1999, 2), new Shape(128, 1), new Shape(127, 500), new Shape(5, 2000)};
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void softmaxAgrees(Shape shape) {
        int n = shape.n();
        int c = shape.c();
        double[] x = normals(n * c, 4, 1);
        Tolerance tolerance = new Tolerance(2e-7, 2e-6);
        agrees("softmax of " + shape + ", seed 1", tolerance, (k, at) -> k.softmax(at[0], at[1], n, c), x,
                blank(n * c));
        agrees("softmax in place of " + shape + ", seed 1", tolerance, (k, at) -> k.softmax(at[0], at[0], n, c), x);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void softmaxGradientAgrees(Shape shape) {
        int n = shape.n();
        int c = shape.c();
        double[] y = run(oracle(), Element.FLOAT64, (k, at) -> k.softmax(at[0], at[0], n, c), normals(n * c, 4, 2))[0];
        double[] dy = normals(n * c, 1, 3);
        Tolerance tolerance = new Tolerance(5e-7, 5e-7);
        for (boolean add : BOTH) {
            agrees("softmax gradient of " + shape + ", add " + add + ", seeds 2 to 4", tolerance,
                    (k, at) -> k.softmaxGradient(at[0], at[1], at[2], n, c, add), y, dy, output(n * c, add, 4));
            agrees("softmax gradient in place of " + shape + ", add " + add + ", seeds 2 and 3", tolerance,
                    (k, at) -> k.softmaxGradient(at[0], at[1], at[1], n, c, add), y, dy);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void logSoftmaxAgrees(Shape shape) {
        int n = shape.n();
        int c = shape.c();
        double[] x = normals(n * c, 4, 5);
        Tolerance tolerance = new Tolerance(3e-7, 3e-7);
        agrees("log-softmax of " + shape + ", seed 5", tolerance, (k, at) -> k.logSoftmax(at[0], at[1], n, c), x,
                blank(n * c));
        agrees("log-softmax in place of " + shape + ", seed 5", tolerance,
                (k, at) -> k.logSoftmax(at[0], at[0], n, c), x);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void logSoftmaxGradientAgrees(Shape shape) {
        int n = shape.n();
        int c = shape.c();
        double[] y = run(oracle(), Element.FLOAT64, (k, at) -> k.logSoftmax(at[0], at[0], n, c),
                normals(n * c, 4, 6))[0];
        double[] dy = normals(n * c, 1, 7);
        Tolerance tolerance = new Tolerance(5e-6, 5e-7);
        for (boolean add : BOTH) {
            agrees("log-softmax gradient of " + shape + ", add " + add + ", seeds 6 to 8", tolerance,
                    (k, at) -> k.logSoftmaxGradient(at[0], at[1], at[2], n, c, add), y, dy, output(n * c, add, 8));
            agrees("log-softmax gradient in place of " + shape + ", add " + add + ", seeds 6 and 7", tolerance,
                    (k, at) -> k.logSoftmaxGradient(at[0], at[1], at[1], n, c, add), y, dy);
        }
    }

    @Test
    void softmaxIsStableForLargeLogitsAndNaNStaysInItsRow() {
        double[] x = {1e4, 1e4 - 1, -1e4, 3e38, -3e38, 0, -INFINITY, 1, 2, Double.NaN, 0, 1, INFINITY, 0, 1,
                -INFINITY, -INFINITY, -INFINITY, 1, 2, 3};
        Tolerance tolerance = new Tolerance(2e-7, 3e-7);
        agrees("softmax", tolerance, (k, at) -> k.softmax(at[0], at[1], 7, 3), x, blank(21));
        agrees("log-softmax", tolerance, (k, at) -> k.logSoftmax(at[0], at[1], 7, 3), x, blank(21));
        double[] y = run(underTest(), Element.FLOAT32, (k, at) -> k.softmax(at[0], at[0], 7, 3), x)[0];
        assertThat(Arrays.copyOfRange(y, 3, 7)).as("certain and impossible classes").containsExactly(1, 0, 0, 0);
        assertThat(Arrays.copyOfRange(y, 9, 18)).as("rows without an answer").containsOnly(Double.NaN);
        assertThat(Arrays.copyOfRange(y, 18, 21)).as("the row after them").doesNotContain(Double.NaN);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void crossEntropyAgrees(Shape shape) {
        int n = shape.n();
        int c = shape.c();
        double[] logits = normals(n * c, 4, 9);
        double[] dloss = normals(n, 1, 10);
        try (GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            long label = memory.ofInts(new Random(11).ints(n, 0, c).toArray());
            agrees("cross-entropy of " + shape + ", seeds 9 and 11", new Tolerance(3e-7, 3e-7),
                    (k, at) -> k.crossEntropy(at[0], label, at[1], n, c), logits, blank(n));
            for (boolean add : BOTH) {
                agrees("cross-entropy gradient of " + shape + ", add " + add + ", seeds 9 to 12",
                        new Tolerance(5e-7, 2e-6),
                        (k, at) -> k.crossEntropyGradient(at[0], label, at[1], at[2], n, c, add), logits, dloss,
                        output(n * c, add, 12));
            }
            agrees("cross-entropy gradient in place of " + shape + ", seeds 9 to 11", new Tolerance(5e-7, 2e-6),
                    (k, at) -> k.crossEntropyGradient(at[0], label, at[1], at[0], n, c, false), logits, dloss);
        }
    }

    @Test
    void anInfiniteCrossEntropyIsReportedAndSmallOnesAreKept() {
        double[] logits = {-INFINITY, 1, 2, Double.NaN, 1, 2, 20, 0, 0, 1, -3e38, 3e38};
        try (GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            long label = memory.ofInts(0, 1, 0, 1);
            double[] loss = run(underTest(), Element.FLOAT32,
                    (k, at) -> k.crossEntropy(at[0], label, at[1], 4, 3), logits, blank(4))[1];
            assertThat(loss[0]).isEqualTo(INFINITY);
            assertThat(loss[1]).isNaN();
            assertThat(loss[2]).isCloseTo(2 * Math.exp(-20), offset(1e-14));
            assertThat(loss[3]).isEqualTo(INFINITY);
        }
    }

    @Test
    void aWrongLabelIsRefusedBeforeAnythingIsWritten() {
        try (GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            long logits = memory.of(1, 2, 3, 4);
            long out = memory.of(7, 7, 7, 7);
            for (int wrong : new int[] {-1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                long label = memory.ofInts(0, wrong);
                String message = "label of cell 1 must be in [0, 2) but was " + wrong;
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> underTest().crossEntropy(logits, label, out, 2, 2)).withMessage(message);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> underTest().crossEntropyGradient(logits, label, logits, out, 2, 2, false))
                        .withMessage(message);
            }
            assertThat(memory.read(out, 4)).containsOnly(7);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,5,7", "128,3,16", "2,125,129", "5,1,20", "0,4,3"})
    void meansOfRowsAndTheirGradientsAgree(int n, int t, int d) {
        String what = "n %d, t %d, d %d, seeds 13 to 15".formatted(n, t, d);
        agrees(what, new Tolerance(2e-6, 2e-7), (k, at) -> k.means(at[0], at[1], n, t, d), normals(n * t * d, 1, 13),
                blank(n * d));
        for (boolean add : BOTH) {
            agrees(what + ", add " + add, new Tolerance(1e-7, 2e-7),
                    (k, at) -> k.meansGradient(at[0], at[1], n, t, d, add), normals(n * d, 1, 14),
                    output(n * t * d, add, 15));
        }
    }
}
