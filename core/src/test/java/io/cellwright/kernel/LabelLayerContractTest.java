package io.cellwright.kernel;

import java.lang.foreign.Arena;

import io.cellwright.kernel.LabelLayer.Size;
import io.cellwright.kernel.LabelLayer.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/// What each family of layers of labelled rows promises, against double.
abstract class LabelLayerContractTest extends KernelContractTest<LabelLayer> {
    @Override
    final LabelLayer oracle(WorkerPool pool) {
        return new PlainLabelLayer(Element.FLOAT64, pool);
    }

    static Size[] sizes() {
        return new Size[]{new Size(0, 2, 3, 5, 2), new Size(1, 1, 1, 1, 1), new Size(3, 2, 10, 17, 20),
                new Size(1, 17, 3, 500, 5), new Size(128, 10, 10, 128, 20), new Size(7, 100, 20, 20, 40),
                new Size(130, 3, 33, 131, 66), new Size(1999, 2, 5, 5, 7)};
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void resultsAgree(Size size) {
        int rows = size.rows();
        Tolerance tolerance = new Tolerance(4e-6 * Math.sqrt((double) size.h() * size.k()), 2e-6);
        double[] w = normals(size.h() * size.k(), 1, 42);
        double[] out = normals(size.o() * size.h(), 1, 44);
        agrees(size + ", seeds 41 to 45", tolerance,
                (k, at) -> k.forward(at[0], new Weights(at[1], at[2], at[3], at[4]), at[5], size),
                normals(rows * size.k(), 1, 41), w, normals(size.c() * size.h(), 1, 43), out,
                normals(size.o(), 1, 45), blank(rows * size.o()));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void gradientsAgree(Size size) {
        int rows = size.rows();
        int h = size.h();
        double width = (double) size.o() * size.k();
        Tolerance tolerance = new Tolerance(1e-5 * Math.sqrt(width * Math.max(rows, h)), 1e-5);
        for (boolean add : new boolean[]{false, true}) {
            agrees(size + ", add " + add + ", seeds 50 to 59", tolerance,
                    (k, at) -> inRoom(k.roomBytes(size),
                            room -> k.gradient(at[0], at[1], new Weights(at[2], at[3], at[4], 0), room, at[5], add,
                                    new Weights(at[6], at[7], at[8], at[9]), add, size)),
                    normals(rows * size.o(), 1, 50), normals(rows * size.k(), 1, 51), normals(h * size.k(), 1, 52),
                    normals(size.c() * h, 1, 53), normals(size.o() * h, 1, 54),
                    output(rows * size.k(), add, 55), output(h * size.k(), add, 56), output(size.c() * h, add, 57),
                    output(size.o() * h, add, 58), output(size.o(), add, 59));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void whatIsNotFiniteStaysWithItsRow(double value) {
        Size size = new Size(5, 3, 4, 17, 2);
        double[] x = normals(60, 1, 61);
        x[7 * 4 + 1] = value;
        double[] y = run(underTest(), Element.FLOAT32,
                (k, at) -> k.forward(at[0], new Weights(at[1], at[2], at[3], 0), at[4], size), x, normals(68, 1, 62),
                normals(51, 1, 63), normals(34, 1, 64), blank(30))[4];
        for (int i = 0; i < 30; i++) {
            assertThat(Double.isFinite(y[i])).as("output %d, seeds 61 to 64", i).isEqualTo(i / 2 != 7);
        }
    }

    interface InRoom {
        void run(long room);
    }

    static void inRoom(long bytes, InRoom call) {
        try (Arena arena = Arena.ofConfined()) {
            call.run(Memory.allocate(arena, bytes).address());
        }
    }
}
