package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cellwright.kernel.Buffers.normal;
import static io.cellwright.kernel.KernelAssertions.assertAllocatesAtMost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// What logistic regression in floats promises, against sums in double.
abstract class SparseSoftmaxContractTest {
    private static final double SCALE = 0.25;

    abstract SparseSoftmax underTest(WorkerPool pool);

    /// Loss and gradients, those of the bias last.
    private record Result(double loss, double[] gradients) {}

    /// Cells in sparse rows, their labels and weights.
    private record Problem(int n, int g, int c, int[] start, int[] gene, double[] value, int[] label_n, double[] w_gc,
            double[] b_c) {
        static Problem random(int n, int g, int c, double density, long seed) {
            Random random = new Random(seed);
            int[] start = new int[n + 1];
            int[] gene = new int[n * g];
            for (int i = 0; i < n; i++) {
                start[i + 1] = start[i];
                for (int j = 0; j < g; j++) {
                    if (random.nextDouble() < density) {
                        gene[start[i + 1]++] = j;
                    }
                }
            }
            return new Problem(n, g, c, start, Arrays.copyOf(gene, start[n]), normal(random, start[n]),
                    random.ints(n, 0, c).toArray(), normal(random, g * c), normal(random, c));
        }

        /// With genes numbered by lines.
        SparseRows rows(Buffers buffers) {
            int lines = c / SparseSoftmax.LINE;
            return new SparseRows(buffers.putInts(start),
                    buffers.putInts(Arrays.stream(gene).map(j -> j * lines).toArray()), buffers.put(value), n, g * lines);
        }

        Result run(SparseSoftmax softmax, Element element) {
            try (Buffers buffers = new Buffers(element); Arena arena = Arena.ofConfined()) {
                SparseRows x = rows(buffers);
                long room = Memory.allocate(arena, softmax.roomBytes(x, c)).fill((byte) -1).address();
                long dw = buffers.unset(g * c);
                long db = buffers.unset(c);
                double loss = softmax.run(x, buffers.putInts(label_n),
                        new SparseSoftmax.Weights(buffers.put(w_gc), buffers.put(b_c)), SCALE, room,
                        new SparseSoftmax.Weights(dw, db), c);
                double[] gradients = Arrays.copyOf(buffers.get(dw, g * c), (g + 1) * c);
                System.arraycopy(buffers.get(db, c), 0, gradients, g * c, c);
                return new Result(loss, gradients);
            }
        }
    }

    private static Result exact(Problem problem) {
        return problem.run(new PlainSparseSoftmax(Element.FLOAT64), Element.FLOAT64);
    }

    @ParameterizedTest
    @CsvSource({"1,1,16,1", "3,17,16,0.5", "128,200,16,0.3", "131,19,32,0.7", "2,300,48,0", "40,5,64,0.9", "601,7,16,1"})
    void agreesWithSumsInDouble(int n, int g, int c, double density) {
        Problem problem = Problem.random(n, g, c, density, 7L * n + g);
        Result expected = exact(problem);
        try (WorkerPool pool = new WorkerPool(2)) {
            Result actual = problem.run(underTest(pool), Element.FLOAT32);
            assertThat(actual.loss).isCloseTo(expected.loss, within(1e-6 * n * (1 + g)));
            assertThat(actual.gradients).containsExactly(expected.gradients, within(4e-6 * Math.sqrt(n)));
        }
    }

    @Test
    void classesThatFillUpTakeNoPartAndHugeScoresDoNotOverflow() {
        Problem problem = Problem.random(30, 11, 16, 0.6, 5);
        Arrays.fill(problem.label_n, 3);
        Arrays.fill(problem.b_c, 12, 16, -1e30);
        problem.w_gc[5] = 4e4;
        Result expected = exact(problem);
        try (WorkerPool pool = new WorkerPool(1)) {
            Result actual = problem.run(underTest(pool), Element.FLOAT32);
            assertThat(actual.loss).isFinite().isCloseTo(expected.loss, within(1e-6 * expected.loss));
            assertThat(actual.gradients).containsExactly(expected.gradients, within(1e-4));
            for (int j = 0; j < 12; j++) {
                assertThat(Arrays.copyOfRange(actual.gradients, 16 * j + 12, 16 * j + 16)).containsOnly(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void aNumberThatIsNotFiniteShowsInTheLossAndInTheGradientsOfItsCell(double value) {
        Problem problem = Problem.random(6, 9, 16, 1, 3);
        problem.value[4 * 9 + 2] = value;
        try (WorkerPool pool = new WorkerPool(1)) {
            Result actual = problem.run(underTest(pool), Element.FLOAT32);
            assertThat(actual.loss).isNaN();
            assertThat(actual.gradients[9 * 16]).isNaN();
        }
    }

    @Test
    void givesTheSameBitsWithAnyNumberOfThreads() {
        Problem problem = Problem.random(403, 20, 32, 0.8, 11);
        try (WorkerPool one = new WorkerPool(1)) {
            Result alone = problem.run(underTest(one), Element.FLOAT32);
            for (int threads : new int[]{2, 5}) {
                try (WorkerPool pool = new WorkerPool(threads)) {
                    Result team = problem.run(underTest(pool), Element.FLOAT32);
                    assertThat(team.loss).as("%d threads", threads).isEqualTo(alone.loss);
                    assertThat(team.gradients).as("%d threads", threads).isEqualTo(alone.gradients);
                }
            }
        }
    }

    @Test
    void aLabelThatIsNoClassIsRefused() {
        Problem problem = Problem.random(3, 4, 16, 1, 1);
        problem.label_n[2] = 16;
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> problem.run(underTest(pool), Element.FLOAT32))
                    .hasMessage("label of cell 2 must be in [0, 16) but was 16");
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNextToNothing() {
        Problem problem = Problem.random(40, 30, 32, 0.5, 1);
        try (WorkerPool pool = new WorkerPool(1); Buffers buffers = new Buffers(Element.FLOAT32);
                Arena arena = Arena.ofConfined()) {
            SparseSoftmax softmax = underTest(pool);
            SparseRows x = problem.rows(buffers);
            long room = Memory.allocate(arena, softmax.roomBytes(x, 32)).address();
            long label = buffers.putInts(problem.label_n);
            var weights = new SparseSoftmax.Weights(buffers.put(problem.w_gc), buffers.put(problem.b_c));
            var gradients = new SparseSoftmax.Weights(buffers.unset(30 * 32), buffers.unset(32));
            assertAllocatesAtMost(allocated(), "run", () -> softmax.run(x, label, weights, 1, room, gradients, 32));
        }
    }

    /// Bytes that a run may allocate.
    abstract int allocated();
}
