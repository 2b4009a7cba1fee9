package io.cellwright.kernel;

import io.cellwright.kernel.LabelDraw.Given;
import io.cellwright.kernel.LabelDraw.Net;
import io.cellwright.kernel.LabelDraw.Size;
import io.cellwright.kernel.Norm.Then;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// What each family of draws from a label grid promises, against double.
abstract class LabelDrawContractTest extends KernelContractTest<LabelDraw> {
    static final Then[] THENS = {new Then(true, 0, 0), new Then(true, 0.3, 5)};

    @Override
    final LabelDraw oracle(WorkerPool pool) {
        return new PlainLabelDraw(Element.FLOAT64, pool);
    }

    static Size[] sizes() {
        return new Size[]{new Size(0, 2, 5, 2), new Size(1, 1, 1, 1), new Size(3, 2, 17, 10), new Size(1, 17, 500, 3),
                new Size(128, 10, 128, 10), new Size(7, 100, 20, 20), new Size(130, 3, 131, 33),
                new Size(999, 2, 5, 2)};
    }

    /// Cells, labels, weights and bias; noise.
    private static double[][] inputs(Size size, long seed) {
        int h = size.h();
        return new double[][]{normals(size.n() * h, 1, seed), normals(size.c() * h, 1, seed + 1),
                normals(size.o() * h, 0.5 / Math.sqrt(h), seed + 2), normals(size.o(), 0.5, seed + 3),
                normals(size.rows() * size.k(), 1, seed + 4)};
    }

    private static Net net(long[] at, int first) {
        return new Net(at[first], at[first + 1], at[first + 2], at[first + 3]);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void drawsAndGradientsAgree(Size size) {
        double[][] in = inputs(size, 31);
        double[] dz = normals(size.rows() * size.k(), 1, 36);
        double[] dkl = normals(size.rows(), 1, 37);
        for (Then then : THENS) {
            String what = size + ", " + then + ", seeds 31 to 41";
            agrees(what, new Tolerance(4e-6 * Math.sqrt(size.h() * size.k()), 4e-6),
                    (k, at) -> inRoom(k.roomBytes(size),
                            room -> k.forward(net(at, 0), new Given(then, 1e-4, at[4]), room, at[5], at[6], size)),
                    in[0], in[1], in[2], in[3], in[4], blank(size.rows() * size.k()), blank(size.rows()));
            Tolerance tolerance = new Tolerance(2e-5 * Math.sqrt((double) size.o() * size.rows()), 2e-5);
            for (boolean add : new boolean[]{false, true}) {
                agrees("gradient, " + what + ", add " + add, tolerance,
                        (k, at) -> gradient(k, at, new Given(then, 1e-4, at[4]), at[5], at[6], add, size), in[0], in[1],
                        in[2], in[3], in[4], dz, dkl, output(size.n() * size.h(), add, 38),
                        output(size.c() * size.h(), add, 39), output(size.o() * size.h(), add, 40),
                        output(size.o(), add, 41), blank(size.rows() * size.k()), blank(size.rows()));
            }
        }
    }

    /// A forward pass, whose outputs are the last buffers, and the gradient.
    private static void gradient(LabelDraw k, long[] at, Given given, long dz, long dkl, boolean add, Size size) {
        inRoom(k.roomBytes(size), room -> {
            k.forward(net(at, 0), given, room, at[11], at[12], size);
            k.gradient(dz, dkl, net(at, 0), given, room, net(at, 7), add, size);
        });
    }

    @Test
    void gradientsThatDidNotComeBackAreAsGoodAsZeros() {
        Size size = new Size(35, 3, 20, 4);
        double[][] in = inputs(size, 51);
        double[] dz = normals(size.rows() * 4, 1, 56);
        double[] dkl = normals(size.rows(), 1, 57);
        for (boolean draws : new boolean[]{true, false}) {
            double[][][] results = new double[2][][];
            for (boolean zeros : new boolean[]{true, false}) {
                long none = 0;
                results[zeros ? 0 : 1] = run(underTest(), Element.FLOAT32,
                        (k, at) -> gradient(k, at, new Given(THENS[1], 1e-4, at[4]), draws || zeros ? at[5] : none,
                                !draws || zeros ? at[6] : none, false, size),
                        in[0], in[1], in[2], in[3], in[4], draws ? dz : new double[dz.length],
                        draws ? new double[dkl.length] : dkl, blank(35 * 20), blank(60), blank(160), blank(8),
                        blank(size.rows() * 4), blank(size.rows()));
            }
            assertThat(results[1]).as("draws %s, seeds 51 to 57", draws).isDeepEqualTo(results[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void whatIsNotFiniteStaysWithItsCell(double value) {
        Size size = new Size(37, 3, 7, 2);
        double[][] in = inputs(size, 61);
        in[0][2 * 7 + 3] = value;
        in[0][35 * 7] = value;
        double[][] after = run(underTest(), Element.FLOAT32,
                (k, at) -> inRoom(k.roomBytes(size),
                        room -> k.forward(net(at, 0), new Given(THENS[0], 0, at[4]), room, at[5], at[6], size)),
                in[0], in[1], in[2], in[3], in[4], blank(size.rows() * 2), blank(size.rows()));
        for (int r = 0; r < size.rows(); r++) {
            boolean spoilt = r % 37 == 2 || r % 37 == 35;
            assertThat(Double.isFinite(after[6][r])).as("divergence %d, seeds 61 to 65", r).isEqualTo(!spoilt);
            assertThat(Double.isFinite(after[5][2 * r]) && Double.isFinite(after[5][2 * r + 1]))
                    .as("draw %d, seeds 61 to 65", r).isEqualTo(!spoilt);
        }
    }

    @Test
    void thereMustBeAReluBehindTheGrid() {
        assertThatThrownBy(() -> new Given(Then.NOTHING, 0, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ReLU");
    }
}
