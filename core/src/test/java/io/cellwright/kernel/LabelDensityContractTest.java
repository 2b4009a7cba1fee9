package io.cellwright.kernel;

import io.cellwright.kernel.LabelDensity.Net;
import io.cellwright.kernel.LabelDensity.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/// What each family of densities under labels promises, against double.
abstract class LabelDensityContractTest extends KernelContractTest<LabelDensity> {
    @Override
    final LabelDensity oracle(WorkerPool pool) {
        return new PlainLabelDensity(Element.FLOAT64, pool);
    }

    static Size[] sizes() {
        return new Size[]{new Size(0, 2, 3, 5), new Size(1, 1, 1, 1), new Size(3, 2, 10, 17), new Size(1, 17, 3, 500),
                new Size(128, 10, 10, 128), new Size(7, 100, 20, 20), new Size(130, 3, 33, 131),
                new Size(999, 2, 2, 5)};
    }

    /// x and y; weights, labels, weights behind and bias.
    private static double[][] inputs(Size size, long seed) {
        int h = size.h();
        int k = size.k();
        return new double[][]{normals(size.rows() * k, 1, seed), normals(size.n() * k, 1, seed + 1),
                normals(h * k, 1 / Math.sqrt(k), seed + 2), normals(size.c() * h, 1, seed + 3),
                normals(size.o() * h, 0.5 / Math.sqrt(h), seed + 4), normals(size.o(), 0.5, seed + 5)};
    }

    private static Net net(long[] at, int first) {
        return new Net(at[first], at[first + 1], at[first + 2], at[first + 3]);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void densitiesAndGradientsAgree(Size size) {
        int h = size.h();
        int k = size.k();
        double[][] in = inputs(size, 31);
        agrees(size + ", seeds 31 to 36", new Tolerance(8e-6 * Math.sqrt(h * k), 8e-6),
                (f, at) -> inRoom(f.roomBytes(size), room -> f.forward(at[0], at[1], net(at, 2), room, at[6], size)),
                in[0], in[1], in[2], in[3], in[4], in[5], blank(size.rows()));
        Tolerance tolerance = new Tolerance(4e-5 * Math.sqrt((double) size.o() * size.rows()), 4e-5);
        for (boolean add : new boolean[]{false, true}) {
            agrees("gradient, " + size + ", add " + add + ", seeds 31 to 43", tolerance,
                    (f, at) -> gradient(f, at, at[7], at[8], add, size), in[0], in[1], in[2], in[3], in[4], in[5],
                    normals(size.rows(), 1, 37), output(size.rows() * k, add, 38), output(size.n() * k, add, 39),
                    output(h * k, add, 40), output(size.c() * h, add, 41), output(size.o() * h, add, 42),
                    output(size.o(), add, 43), blank(size.rows()));
        }
    }

    /// A forward pass, whose output is the last buffer, and the gradient.
    private static void gradient(LabelDensity f, long[] at, long dx, long dy, boolean add, Size size) {
        inRoom(f.roomBytes(size), room -> {
            f.forward(at[0], at[1], net(at, 2), room, at[13], size);
            f.gradient(at[6], at[0], at[1], net(at, 2), room, dx, add, dy, add, net(at, 9), add, size);
        });
    }

    @Test
    void gradientsThatNobodyWantsAreLeftOut() {
        Size size = new Size(35, 3, 4, 20);
        double[][] in = inputs(size, 51);
        double[][][] results = new double[2][][];
        for (boolean all : new boolean[]{true, false}) {
            results[all ? 0 : 1] = run(underTest(), Element.FLOAT32,
                    (f, at) -> gradient(f, at, all ? at[7] : 0, all ? at[8] : 0, false, size), in[0], in[1], in[2],
                    in[3], in[4], in[5], normals(size.rows(), 1, 57), new double[size.rows() * 4], new double[35 * 4],
                    blank(80), blank(60), blank(160), blank(8), blank(size.rows()));
        }
        for (int buffer = 9; buffer < 14; buffer++) {
            assertThat(results[1][buffer]).as("buffer %d, seeds 51 to 57", buffer).isEqualTo(results[0][buffer]);
        }
        assertThat(results[1][7]).containsOnly(0);
        assertThat(results[1][8]).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void whatIsNotFiniteStaysWithItsRow(double value) {
        Size size = new Size(37, 3, 2, 7);
        double[][] in = inputs(size, 61);
        in[0][40 * 2 + 1] = value;
        in[0][110 * 2] = value;
        double[] lp = run(underTest(), Element.FLOAT32,
                (f, at) -> inRoom(f.roomBytes(size), room -> f.forward(at[0], at[1], net(at, 2), room, at[6], size)),
                in[0], in[1], in[2], in[3], in[4], in[5], blank(size.rows()))[6];
        for (int r = 0; r < size.rows(); r++) {
            assertThat(Double.isFinite(lp[r])).as("density %d, seeds 61 to 66", r).isEqualTo(r != 40 && r != 110);
        }
    }
}
