package io.cellwright.kernel;

import java.util.Arrays;

import io.cellwright.kernel.LabelMarginal.Means;
import io.cellwright.kernel.LabelMarginal.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/// What each family of means over labels promises, against double.
abstract class LabelMarginalContractTest extends KernelContractTest<LabelMarginal> {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /// Cells and labels.
    record Shape(int n, int c) {}

    @Override
    final LabelMarginal oracle(WorkerPool pool) {
        return new PlainLabelMarginal(Element.FLOAT64);
    }

    static Shape[] shapes() {
        return new Shape[] {new Shape(0, 3), new Shape(1, 1), new Shape(1, 500), new Shape(3, 2), new Shape(17, 17),
                new Shape(128, 10), new Shape(1999, 12), new Shape(128, 1), new Shape(127, 200)};
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void meansAndGradientsAgree(Shape shape) {
        int n = shape.n();
        int c = shape.c();
        double[] logits = normals(n * c, 3, 1);
        double[] lp = normals(n * c, 1, 2);
        double[] kl = normals(n * c, 1, 3);
        for (boolean add : new boolean[] {false, true}) {
            agrees(shape + ", add " + add + ", seeds 1 to 6", new Tolerance(8e-6, 2e-6), (k, at) -> {
                Rows rows = new Rows(at[1], at[2]);
                Means means = new Means(at[3], at[4]);
                inRoom(k.roomBytes(n, c), room -> {
                    k.forward(at[0], rows, room, means, n, c);
                    k.gradient(new Means(at[5], at[6]), at[0], rows, means, room, at[7], add, new Rows(at[8], at[9]),
                            n, c);
                });
            }, logits, lp, kl, blank(n), blank(n), normals(n, 1, 4), normals(n, 1, 5), output(n * c, add, 6),
                    blank(n * c), blank(n * c));
        }
    }

    @Test
    void aGradientThatDidNotComeBackIsAsGoodAsZeros() {
        for (boolean ofDensity : new boolean[] {true, false}) {
            double[][][] results = new double[2][][];
            for (boolean zeros : new boolean[] {true, false}) {
                results[zeros ? 0 : 1] = run(underTest(), Element.FLOAT32, (k, at) -> {
                    Rows rows = new Rows(at[1], at[2]);
                    Means means = new Means(at[3], at[4]);
                    Means dmeans = new Means(ofDensity ? at[5] : zeros ? at[6] : 0,
                            ofDensity ? zeros ? at[6] : 0 : at[5]);
                    inRoom(k.roomBytes(37, 3), room -> {
                        k.forward(at[0], rows, room, means, 37, 3);
                        k.gradient(dmeans, at[0], rows, means, room, at[7], false, new Rows(at[8], at[9]), 37, 3);
                    });
                }, normals(111, 1, 11), normals(111, 1, 12), normals(111, 1, 13), blank(37), blank(37),
                        normals(37, 1, 14), new double[37], blank(111), blank(111), blank(111));
            }
            assertThat(results[1]).as("of density %s, seeds 11 to 14", ofDensity).isDeepEqualTo(results[0]);
        }
    }

    @Test
    void impossibleLabelsAddNothingAndNaNStaysWithItsCell() {
        double[] logits = {0, -INFINITY, 0, -3e38, 3e38, 0, Double.NaN, 0, 0, 5, 5, 5, 1e4, 1e4, -1e4};
        double[][] after = run(underTest(), Element.FLOAT32, (k, at) -> {
            Rows rows = new Rows(at[1], at[1]);
            Means means = new Means(at[2], at[3]);
            inRoom(k.roomBytes(5, 3), room -> {
                k.forward(at[0], rows, room, means, 5, 3);
                k.gradient(new Means(at[4], at[4]), at[0], rows, means, room, at[5], false, new Rows(at[6], at[7]), 5,
                        3);
            });
        }, logits, ones(15), blank(5), blank(5), ones(5), blank(15), blank(15), blank(15));
        double[] expected = {Math.log(1.5), Math.log(3), Double.NaN, 0, Math.log(1.5)};
        for (int i = 0; i < 5; i++) {
            if (i == 2) {
                assertThat(after[2][i]).isNaN();
                assertThat(after[3][i]).isNaN();
            } else {
                assertThat(after[2][i]).as("cell %d", i).isCloseTo(1, offset(2e-7));
                assertThat(after[3][i]).as("cell %d", i).isCloseTo(1 + expected[i], offset(1e-6));
                assertThat(Arrays.copyOfRange(after[5], 3 * i, 3 * i + 3)).as("cell %d", i)
                        .containsExactly(new double[3], offset(1e-6));
            }
        }
        assertThat(Arrays.copyOfRange(after[5], 6, 9)).containsOnly(Double.NaN);
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
