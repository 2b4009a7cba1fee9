package io.cellwright.kernel;

import java.util.Arrays;
import java.util.List;

import io.cellwright.kernel.LinearNorm.Size;
import io.cellwright.kernel.LinearNorm.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each family of normalised linear maps promises, against double.
abstract class LinearNormContractTest extends KernelContractTest<LinearNorm> {
    static final double MOMENTUM = 0.1;
    static final double EPSILON = 1e-3;

    @Override
    final LinearNorm oracle(WorkerPool pool) {
        return new PlainLinearNorm(Element.FLOAT64);
    }

    static Size[] sizes() {
        return new Size[]{new Size(1, 1, 1, 1), new Size(3, 2, 10, 17), new Size(1, 17, 3, 500),
                new Size(128, 10, 10, 128), new Size(7, 100, 20, 20), new Size(130, 3, 33, 131), new Size(1999, 2, 5, 5)};
    }

    /// Numbers far from 0, each label's elsewhere.
    private static double[] x(Size size) {
        double[] x = normals(size.rows() * size.k(), 1, 81);
        for (int i = 0; i < x.length; i++) {
            x[i] += 5 + i / (size.k() * size.n()) % 3;
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void foldedWeightsAgree(Size size) {
        int h = size.h();
        // A variance that vanishes leaves only what rounding makes of it, beside epsilon.
        Tolerance tolerance = new Tolerance(2e-4, 2e-5);
        agrees(size + ", training, seeds 81 to 87", tolerance, (k, at) -> inRoom(k.roomBytes(size),
                room -> k.train(at[0], new Weights(at[1], at[2], at[3], at[4], at[5]), at[6], at[7], MOMENTUM, EPSILON,
                        room, at[8], at[9], size)),
                x(size), normals(h * size.k(), 1, 82), normals(size.c() * h, 1, 83), normals(h, 1, 84),
                normals(h, 1, 85), normals(h, 1, 86), normals(h, 1, 87), positives(h, 2, 88), blank(h * size.k()),
                blank(size.c() * h));
        agrees(size + ", evaluation, seeds 82 to 88", new Tolerance(2e-6, 2e-6), (k, at) -> inRoom(k.roomBytes(size),
                room -> k.evaluate(new Weights(at[0], at[1], at[2], at[3], at[4]), at[5], at[6], EPSILON, room, at[7],
                        at[8], size)),
                normals(h * size.k(), 1, 82), normals(size.c() * h, 1, 83), normals(h, 1, 84), normals(h, 1, 85),
                normals(h, 1, 86), normals(h, 1, 87), positives(h, 2, 88), blank(h * size.k()), blank(size.c() * h));
    }

    /// One row has no variance: gradients by it are as large as 1 / epsilon, and rounding with them.
    static List<Size> sizesOfSeveralRows() {
        return Arrays.stream(sizes()).filter(size -> size.rows() > 1).toList();
    }

    @ParameterizedTest
    @MethodSource("sizesOfSeveralRows")
    void gradientsAgree(Size size) {
        int h = size.h();
        int k = size.k();
        int c = size.c();
        Tolerance tolerance = new Tolerance(2e-4 * Math.sqrt((double) k * (c + h)), 1e-3);
        for (boolean trained : new boolean[]{true, false}) {
            for (boolean add : new boolean[]{false, true}) {
                agrees(size + ", trained " + trained + ", add " + add + ", seeds 81 to 97", tolerance,
                        (norm, at) -> inRoom(norm.roomBytes(size), room -> {
                            Weights weights = new Weights(at[1], at[2], at[3], at[4], at[5]);
                            if (trained) {
                                norm.train(at[0], weights, 0, 0, MOMENTUM, EPSILON, room, at[8], at[9], size);
                            } else {
                                norm.evaluate(weights, at[6], at[7], EPSILON, room, at[8], at[9], size);
                            }
                            norm.gradient(trained, at[10], at[11], at[0], weights, room, at[12], add,
                                    new Weights(at[13], at[14], at[15], at[16], at[17]), add, size);
                        }),
                        x(size), normals(h * k, 1, 82), normals(c * h, 1, 83), normals(h, 1, 84), normals(h, 1, 85),
                        normals(h, 1, 86), normals(h, 1, 87), positives(h, 2, 88), blank(h * k), blank(c * h),
                        normals(h * k, 1, 89), normals(c * h, 1, 90), output(size.rows() * k, add, 91),
                        output(h * k, add, 92), output(c * h, add, 93), output(h, add, 94), output(h, add, 95),
                        output(h, add, 96));
            }
        }
    }
}
