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

/// What each sparse product in floats promises, against sums in double.
abstract class SparseMatmulContract {
    /// Error allowed, in parts of the sum of the magnitudes of all terms.
    private static final double TOLERANCE = 0x1p-21;
    /// Entries of other cells before the first, as in a minibatch that is a slice of a matrix.
    private static final int BEFORE = 3;
    private static final Element F32 = Element.FLOAT32;

    abstract SparseMatmul sparse(WorkerPool pool);

    /// Cells in sparse rows with all that a first layer multiplies them by; the codes look up in the rows of `w_gh`.
    private record Layer(int n, int g, int h, int[] start, int[] gene, double[] value, int[] code_n, double[] w_gh,
            double[] b_h, double[] dy_nh) {
        static Layer random(int n, int g, int h, double density, long seed) {
            Random random = new Random(seed);
            int[] start = new int[n + 1];
            int[] gene = new int[BEFORE + n * g];
            start[0] = BEFORE;
            for (int i = 0; i < n; i++) {
                int end = start[i];
                for (int j = 0; j < g; j++) {
                    if (random.nextDouble() < density) {
                        gene[end++] = j;
                    }
                }
                start[i + 1] = end;
            }
            int[] code_n = random.ints(n, -1, g).toArray();
            return new Layer(n, g, h, start, Arrays.copyOf(gene, start[n]), normal(random, start[n]), code_n,
                    normal(random, g * h), normal(random, h), normal(random, n * h));
        }

        Layer magnitude() {
            return new Layer(n, g, h, start, gene, magnitudes(value), code_n, magnitudes(w_gh), magnitudes(b_h),
                    magnitudes(dy_nh));
        }

        SparseRows rows(Buffers buffers) {
            return new SparseRows(buffers.putInts(start), buffers.putInts(gene), buffers.put(value), n, g);
        }

        double[] linear(SparseMatmul sparse, Element element, boolean bias) {
            try (Buffers buffers = new Buffers(element)) {
                long y = buffers.unset(n * h);
                sparse.linear(rows(buffers), buffers.put(w_gh), bias ? buffers.put(b_h) : 0, y, h);
                return buffers.get(y, n * h);
            }
        }

        double[] weightGradient(SparseMatmul sparse, Element element, boolean add) {
            try (Buffers buffers = new Buffers(element)) {
                long dw = add ? buffers.put(w_gh) : buffers.unset(g * h);
                sparse.weightGradient(rows(buffers), buffers.put(dy_nh), dw, h, add);
                return buffers.get(dw, g * h);
            }
        }

        double[] addRows(SparseMatmul sparse, Element element) {
            try (Buffers buffers = new Buffers(element)) {
                long y = buffers.put(dy_nh);
                sparse.addRows(buffers.put(w_gh), buffers.putInts(code_n), y, n, h);
                return buffers.get(y, n * h);
            }
        }

        double[] rowsGradient(SparseMatmul sparse, Element element, boolean add) {
            try (Buffers buffers = new Buffers(element)) {
                long dw = add ? buffers.put(w_gh) : buffers.unset(g * h);
                sparse.rowsGradient(buffers.put(dy_nh), buffers.putInts(code_n), dw, n, g, h, add);
                return buffers.get(dw, g * h);
            }
        }
    }

    private static void checkAgainstDouble(SparseMatmul sparse, Layer layer, boolean flag, String what) {
        try (WorkerPool pool = new WorkerPool(1)) {
            SparseMatmul exact = new PlainSparseMatmul(Element.FLOAT64, pool);
            Layer scale = layer.magnitude();
            Element f64 = Element.FLOAT64;
            assertClose("linear, " + what, layer.linear(sparse, F32, flag), layer.linear(exact, f64, flag),
                    scale.linear(exact, f64, flag), TOLERANCE);
            assertClose("weight gradient, " + what, layer.weightGradient(sparse, F32, flag),
                    layer.weightGradient(exact, f64, flag), scale.weightGradient(exact, f64, flag), TOLERANCE);
            assertClose("look-up, " + what, layer.addRows(sparse, F32), layer.addRows(exact, f64),
                    scale.addRows(exact, f64), TOLERANCE);
            assertClose("look-up gradient, " + what, layer.rowsGradient(sparse, F32, flag),
                    layer.rowsGradient(exact, f64, flag), scale.rowsGradient(exact, f64, flag), TOLERANCE);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,1", "3,17,1,0.5", "17,128,128,0.3", "128,2000,20,0.1", "1,1999,100,0.2", "2,300,200,0",
            "4,50,65,0.5", "130,3,257,0.9", "5,1999,3,1"})
    void agreesWithSumsInDouble(int n, int g, int h, double density) {
        try (WorkerPool pool = new WorkerPool(2)) {
            SparseMatmul sparse = sparse(pool);
            for (boolean flag : new boolean[]{false, true}) {
                long seed = 7919L * n + 31L * g + h;
                checkAgainstDouble(sparse, Layer.random(n, g, h, density, seed), flag,
                        "n %d, g %d, h %d, seed %d, bias or add %s".formatted(n, g, h, seed, flag));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void passesOnWhatIsNotFinite(double value) {
        Layer layer = Layer.random(6, 21, 37, 0.4, 3);
        layer.value[BEFORE + 5] = value;
        layer.w_gh[36] = value;
        layer.dy_nh[5 * 37 + 36] = value;
        try (WorkerPool pool = new WorkerPool(1)) {
            checkAgainstDouble(sparse(pool), layer, true, "seed 3, with " + value);
        }
    }

    @ParameterizedTest
    @CsvSource({"64,2000,128,0.05", "300,7,100,0.5", "3,1999,130,0.3"})
    void givesTheSameBitsWithAnyNumberOfThreads(int n, int g, int h, double density) {
        Layer layer = Layer.random(n, g, h, density, 11);
        try (WorkerPool one = new WorkerPool(1)) {
            SparseMatmul alone = sparse(one);
            for (int threads : new int[]{2, 5}) {
                try (WorkerPool pool = new WorkerPool(threads)) {
                    SparseMatmul team = sparse(pool);
                    String what = threads + " threads, seed 11";
                    assertSame(what, layer.linear(team, F32, true), layer.linear(alone, F32, true));
                    assertSame(what, layer.weightGradient(team, F32, true), layer.weightGradient(alone, F32, true));
                    assertSame(what, layer.weightGradient(team, F32, false), layer.weightGradient(alone, F32, false));
                    assertSame(what, layer.addRows(team, F32), layer.addRows(alone, F32));
                    assertSame(what, layer.rowsGradient(team, F32, false), layer.rowsGradient(alone, F32, false));
                }
            }
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNextToNothing() {
        int n = 9;
        int h = 217;
        Layer layer = Layer.random(n, 40, h, 0.3, 1);
        try (WorkerPool pool = new WorkerPool(1); Buffers buffers = new Buffers(F32)) {
            SparseMatmul sparse = sparse(pool);
            SparseRows x = layer.rows(buffers);
            long w = buffers.put(layer.w_gh);
            long y = buffers.put(layer.dy_nh);
            long code = buffers.putInts(layer.code_n);
            assertAllocatesAtMost(256, "linear", () -> sparse.linear(x, w, 0, y, h));
            assertAllocatesAtMost(256, "weightGradient", () -> sparse.weightGradient(x, y, w, h, false));
            assertAllocatesAtMost(256, "addRows", () -> sparse.addRows(w, code, y, n, h));
            assertAllocatesAtMost(256, "rowsGradient", () -> sparse.rowsGradient(y, code, w, n, 40, h, false));
        }
    }
}
