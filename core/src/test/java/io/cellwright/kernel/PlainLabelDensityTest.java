package io.cellwright.kernel;

import io.cellwright.kernel.LabelDensity.Net;
import io.cellwright.kernel.LabelDensity.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainLabelDensityTest extends LabelDensityContractTest {
    private static final Size SIZE = new Size(4, 3, 2, 5);

    @Override
    LabelDensity underTest(WorkerPool pool) {
        return new PlainLabelDensity(Element.FLOAT32, pool);
    }

    /// Inputs 0 to 5: x, y, weights, labels, weights behind, bias.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void gradientsAreThoseOfDensities(int input) {
        checkGradient("density, input " + input,
                (k, at) -> k.forward(at[0], at[1], net(at), 0, at[6], SIZE),
                (k, at) -> inRoom(8 * 6 * 60, others -> {
                    long[] to = new long[6];
                    for (int i = 0; i < 6; i++) {
                        to[i] = i == input ? at[8] : others + 8L * 60 * i;
                    }
                    k.gradient(at[7], at[0], at[1], net(at), 0, to[0], false, to[1], false,
                            new Net(to[2], to[3], to[4], to[5]), false, SIZE);
                }), input, 12, 81, normals(24, 1, 82), normals(8, 1, 83), normals(10, 1, 84), normals(15, 1, 85),
                normals(20, 0.3, 86), normals(4, 0.3, 87));
    }

    private static Net net(long[] at) {
        return new Net(at[2], at[3], at[4], at[5]);
    }
}
