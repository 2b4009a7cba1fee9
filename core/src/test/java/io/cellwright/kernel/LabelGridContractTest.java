package io.cellwright.kernel;

import io.cellwright.kernel.LabelGrid.Size;
import io.cellwright.kernel.Norm.Then;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/// What each family of label grids promises, against double.
abstract class LabelGridContractTest extends KernelContractTest<LabelGrid> {
    private static final boolean[] BOTH = {false, true};
    private static final Then[] THENS = {Then.NOTHING, new Then(true, 0, 0), new Then(true, 0.3, 5)};

    @Override
    final LabelGrid oracle(WorkerPool pool) {
        return new PlainLabelGrid(Element.FLOAT64);
    }

    static Size[] sizes() {
        return new Size[]{new Size(0, 2, 5), new Size(1, 1, 1), new Size(3, 2, 17), new Size(1, 17, 500),
                new Size(128, 10, 128), new Size(7, 100, 20), new Size(130, 3, 131), new Size(1999, 2, 5)};
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void makingAgrees(Size size) {
        int n = size.n();
        int c = size.c();
        int h = size.h();
        double[] u = normals(n * h, 1, 13);
        double[] v = normals(c * h, 1, 14);
        for (Then then : THENS) {
            String what = size + ", " + then + ", seeds 13 to 17";
            agrees(what, Tolerance.ROUNDED, (k, at) -> k.make(at[0], at[1], Then.NOTHING, at[2], size), u, v,
                    blank(c * n * h));
            double[] y = run(underTest(), Element.FLOAT32, (k, at) -> k.make(at[0], at[1], then, at[2], size), u, v,
                    blank(c * n * h))[2];
            double[] dy = normals(c * n * h, 1, 15);
            Tolerance tolerance = new Tolerance(4e-7 * (n + c), 1e-6);
            for (boolean add : BOTH) {
                double[] du = output(n * h, add, 16);
                double[] dv = output(c * h, add, 17);
                agrees("gradient, " + what + ", add " + add, tolerance,
                        (k, at) -> inRoom(k.roomBytes(size),
                                room -> k.makeGradient(at[0], at[1], then, room, at[2], add, at[3], add, size)),
                        dy, y, du, dv);
                agrees("gradient of labels, " + what + ", add " + add, tolerance,
                        (k, at) -> inRoom(k.roomBytes(size),
                                room -> k.makeGradient(at[0], at[1], then, room, 0, add, at[2], add, size)),
                        dy, y, dv);
                agrees("gradient of cells, " + what + ", add " + add, tolerance,
                        (k, at) -> inRoom(k.roomBytes(size),
                                room -> k.makeGradient(at[0], at[1], then, room, at[2], add, 0, add, size)),
                        dy, y, du);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void whatIsNotFiniteStaysWithItsCell(double value) {
        Size size = new Size(5, 3, 7);
        double[] u = normals(35, 1, 31);
        u[2 * 7 + 3] = value;
        double[] y = run(underTest(), Element.FLOAT32,
                (k, at) -> k.make(at[0], at[1], Then.NOTHING, at[2], size), u, normals(21, 1, 32), blank(105))[2];
        for (int k = 0; k < 105; k++) {
            assertThat(Double.isFinite(y[k])).as("output %d, seeds 31 and 32", k)
                    .isEqualTo(k / 7 % 5 != 2 || k % 7 != 3);
        }
    }
}
