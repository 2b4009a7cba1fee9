package io.cellwright.kernel;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cellwright.kernel.Buffers.magnitudes;
import static io.cellwright.kernel.Buffers.normal;
import static io.cellwright.kernel.KernelAssertions.assertAllocatesAtMost;
import static io.cellwright.kernel.KernelAssertions.assertClose;
import static io.cellwright.kernel.KernelAssertions.assertSame;

/// What each dense product in floats promises, against sums in double.
abstract class MatmulContract {
    /// Error allowed, in parts of the sum of the magnitudes of all terms.
    private static final double TOLERANCE = 0x1p-21;

    abstract Matmul matmul(WorkerPool pool);

    /// Operands of one shape, and the four products.
    private record Shape(int n, int in, int out, double[] x_ni, double[] w_oi, double[] b_o, double[] dy_no) {
        static Shape random(int n, int in, int out, long seed) {
            Random random = new Random(seed);
            return new Shape(n, in, out, normal(random, n * in), normal(random, out * in), normal(random, out),
                    normal(random, n * out));
        }

        Shape magnitude() {
            return new Shape(n, in, out, magnitudes(x_ni), magnitudes(w_oi), magnitudes(b_o), magnitudes(dy_no));
        }

        double[] linear(Matmul matmul, Element element, boolean bias) {
            try (Buffers buffers = new Buffers(element)) {
                long y = buffers.unset(n * out);
                matmul.linear(buffers.put(x_ni), buffers.put(w_oi), bias ? buffers.put(b_o) : 0, y, n, in, out);
                return buffers.get(y, n * out);
            }
        }

        double[] inputGradient(Matmul matmul, Element element, boolean add) {
            try (Buffers buffers = new Buffers(element)) {
                long dx = add ? buffers.put(x_ni) : buffers.unset(n * in);
                matmul.inputGradient(buffers.put(dy_no), buffers.put(w_oi), dx, n, in, out, add);
                return buffers.get(dx, n * in);
            }
        }

        double[] weightGradient(Matmul matmul, Element element, boolean add) {
            try (Buffers buffers = new Buffers(element)) {
                long dw = add ? buffers.put(w_oi) : buffers.unset(out * in);
                matmul.weightGradient(buffers.put(dy_no), buffers.put(x_ni), dw, n, in, out, add);
                return buffers.get(dw, out * in);
            }
        }

        double[] biasGradient(Matmul matmul, Element element, boolean add) {
            try (Buffers buffers = new Buffers(element)) {
                long db = add ? buffers.put(b_o) : buffers.unset(out);
                matmul.biasGradient(buffers.put(dy_no), db, n, out, add);
                return buffers.get(db, out);
            }
        }
    }

    private static void checkAgainstDouble(Matmul matmul, Shape shape, boolean flag, String what) {
        try (WorkerPool pool = new WorkerPool(1)) {
            Matmul exact = new PlainMatmul(Element.FLOAT64, pool);
            Shape scale = shape.magnitude();
            Element f32 = Element.FLOAT32;
            Element f64 = Element.FLOAT64;
            assertClose("linear, " + what, shape.linear(matmul, f32, flag), shape.linear(exact, f64, flag),
                    scale.linear(exact, f64, flag), TOLERANCE);
            assertClose("input gradient, " + what, shape.inputGradient(matmul, f32, flag),
                    shape.inputGradient(exact, f64, flag), scale.inputGradient(exact, f64, flag), TOLERANCE);
            assertClose("weight gradient, " + what, shape.weightGradient(matmul, f32, flag),
                    shape.weightGradient(exact, f64, flag), scale.weightGradient(exact, f64, flag), TOLERANCE);
            assertClose("bias gradient, " + what, shape.biasGradient(matmul, f32, flag),
                    shape.biasGradient(exact, f64, flag), scale.biasGradient(exact, f64, flag), TOLERANCE);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,128,10", "3,17,1", "17,3,5", "5,300,33", "1,1999,17", "3,2000,128", "128,17,1999",
            "127,128,128", "128,10,128", "259,128,20", "16,450,4", "577,129,47", "1030,16,300", "140,450,600"})
    void agreesWithSumsInDouble(int n, int in, int out) {
        try (WorkerPool pool = new WorkerPool(2)) {
            Matmul matmul = matmul(pool);
            for (boolean flag : new boolean[]{false, true}) {
                long seed = 7919L * n + 31L * in + out;
                Shape shape = Shape.random(n, in, out, seed);
                checkAgainstDouble(matmul, shape, flag,
                        "n %d, in %d, out %d, seed %d, bias or add %s".formatted(n, in, out, seed, flag));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void passesOnWhatIsNotFinite(double value) {
        try (WorkerPool pool = new WorkerPool(1)) {
            Shape shape = Shape.random(6, 21, 37, 3);
            shape.x_ni[2 * 21 + 20] = value;
            shape.w_oi[36 * 21 + 4] = value;
            shape.dy_no[5 * 37 + 36] = value;
            checkAgainstDouble(matmul(pool), shape, true, "seed 3, with " + value);
        }
    }

    @ParameterizedTest
    @CsvSource({"128,128,400", "130,300,47", "64,64,10", "3,40,2000", "700,130,96", "20,400,600"})
    void givesTheSameBitsWithAnyNumberOfThreads(int n, int in, int out) {
        Shape shape = Shape.random(n, in, out, 11);
        Element f32 = Element.FLOAT32;
        try (WorkerPool one = new WorkerPool(1)) {
            Matmul alone = matmul(one);
            for (int threads : new int[]{2, 5}) {
                try (WorkerPool pool = new WorkerPool(threads)) {
                    Matmul team = matmul(pool);
                    String what = threads + " threads, seed 11";
                    assertSame(what, shape.linear(team, f32, true), shape.linear(alone, f32, true));
                    assertSame(what, shape.inputGradient(team, f32, true), shape.inputGradient(alone, f32, true));
                    assertSame(what, shape.weightGradient(team, f32, true), shape.weightGradient(alone, f32, true));
                    assertSame(what, shape.biasGradient(team, f32, true), shape.biasGradient(alone, f32, true));
                }
            }
        }
    }

    @Test
    void givesEachCellTheSameBitsInAnyMinibatch() {
        int n = 9;
        int in = 131;
        int out = 75;
        Shape all = Shape.random(n, in, out, 5);
        Shape last = new Shape(1, in, out, Arrays.copyOfRange(all.x_ni, (n - 1) * in, n * in), all.w_oi,
                all.b_o, Arrays.copyOfRange(all.dy_no, (n - 1) * out, n * out));
        try (WorkerPool pool = new WorkerPool(1)) {
            Matmul matmul = matmul(pool);
            double[] y_no = all.linear(matmul, Element.FLOAT32, true);
            assertSame("linear, seed 5", last.linear(matmul, Element.FLOAT32, true),
                    Arrays.copyOfRange(y_no, (n - 1) * out, n * out));
            double[] dx_ni = all.inputGradient(matmul, Element.FLOAT32, false);
            assertSame("input gradient, seed 5", last.inputGradient(matmul, Element.FLOAT32, false),
                    Arrays.copyOfRange(dx_ni, (n - 1) * in, n * in));
        }
    }

    @Tag("allocation")
    @ParameterizedTest
    @CsvSource({"18,40,48", "6,50,25", "5,10,130"})
    void allocatesNextToNothing(int n, int in, int out) {
        Shape shape = Shape.random(n, in, out, 1);
        try (WorkerPool pool = new WorkerPool(1); Buffers buffers = new Buffers(Element.FLOAT32)) {
            Matmul matmul = matmul(pool);
            long x = buffers.put(shape.x_ni);
            long w = buffers.put(shape.w_oi);
            long b = buffers.put(shape.b_o);
            long y = buffers.put(shape.dy_no);
            assertAllocatesAtMost(128, "linear", () -> matmul.linear(x, w, b, y, n, in, out));
            assertAllocatesAtMost(128, "inputGradient", () -> matmul.inputGradient(y, w, x, n, in, out, false));
            assertAllocatesAtMost(128, "weightGradient", () -> matmul.weightGradient(y, x, w, n, in, out, false));
            assertAllocatesAtMost(128, "biasGradient", () -> matmul.biasGradient(y, b, n, out, false));
        }
    }
}
