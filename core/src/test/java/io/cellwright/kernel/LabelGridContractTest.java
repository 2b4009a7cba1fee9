package io.cellwright.kernel;

import java.lang.foreign.Arena;

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
        return new PlainLabelGrid(Element.FLOAT64, pool);
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
                        (k, at) -> inRoom(k.roomBytes(size, 0),
                                room -> k.makeGradient(at[0], at[1], then, room, at[2], add, at[3], add, size)),
                        dy, y, du, dv);
                agrees("gradient of labels, " + what + ", add " + add, tolerance,
                        (k, at) -> inRoom(k.roomBytes(size, 0),
                                room -> k.makeGradient(at[0], at[1], then, room, 0, add, at[2], add, size)),
                        dy, y, dv);
                agrees("gradient of cells, " + what + ", add " + add, tolerance,
                        (k, at) -> inRoom(k.roomBytes(size, 0),
                                room -> k.makeGradient(at[0], at[1], then, room, at[2], add, 0, add, size)),
                        dy, y, du);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void linearMapsAgree(Size size) {
        int n = size.n();
        int c = size.c();
        int h = size.h();
        double[] u = normals(n * h, 1, 23);
        double[] v = normals(c * h, 1, 24);
        for (int o : new int[]{1, 20, 33}) {
            double[] w = normals(o * h, 1, 25);
            double[] b = normals(o, 1, 26);
            double[] dy = normals(c * n * o, 1, 27);
            for (Then then : THENS) {
                String what = size + ", o " + o + ", " + then + ", seeds 23 to 30";
                agrees(what, new Tolerance(4e-6 * Math.sqrt(h), 2e-6),
                        (k, at) -> k.linear(at[0], at[1], then, at[2], at[3], at[4], size, o), u, v, w, b,
                        blank(c * n * o));
                for (boolean add : BOTH) {
                    agrees("gradient, " + what + ", add " + add,
                            new Tolerance(1e-5 * Math.sqrt((double) o * n * c), 1e-5),
                            (k, at) -> inRoom(k.roomBytes(size, o), room -> k.linearGradient(at[0], at[1], at[2], then,
                                    at[3], room, at[4], add, at[5], add, at[6], add, size, o)),
                            dy, u, v, w, output(n * h, add, 28), output(c * h, add, 29), output(o * h, add, 30));
                }
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
                (k, at) -> k.linear(at[0], at[1], Then.NOTHING, at[2], 0, at[3], size, 2), u, normals(21, 1, 32),
                normals(14, 1, 33), blank(30))[3];
        for (int k = 0; k < 30; k++) {
            assertThat(Double.isFinite(y[k])).as("output %d, seed 31", k).isEqualTo(k / 2 % 5 != 2);
        }
    }

    private interface InRoom {
        void run(long room);
    }

    private static void inRoom(long bytes, InRoom call) {
        try (Arena arena = Arena.ofConfined()) {
            call.run(Memory.allocate(arena, bytes).address());
        }
    }
}
