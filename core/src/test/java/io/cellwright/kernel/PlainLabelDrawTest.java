package io.cellwright.kernel;

import io.cellwright.kernel.LabelDraw.Given;
import io.cellwright.kernel.LabelDraw.Net;
import io.cellwright.kernel.LabelDraw.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainLabelDrawTest extends LabelDrawContractTest {
    private static final Size SIZE = new Size(4, 3, 5, 2);

    @Override
    LabelDraw underTest(WorkerPool pool) {
        return new PlainLabelDraw(Element.FLOAT32, pool);
    }

    /// Inputs 0 to 3: cells, labels, weights, bias. Outputs are 24 draws and 12 divergences in one buffer.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void gradientsAreThoseOfDrawsAndDivergences(int input) {
        checkGradient("draw, input " + input,
                (k, at) -> k.forward(net(at), new Given(THENS[1], 1e-2, at[4]), 0, at[5], at[5] + 8 * 24, SIZE),
                (k, at) -> inRoom(8 * 4 * 60, others -> {
                    long[] to = new long[4];
                    for (int i = 0; i < 4; i++) {
                        to[i] = i == input ? at[7] : others + 8L * 60 * i;
                    }
                    k.gradient(at[6], at[6] + 8 * 24, net(at), new Given(THENS[1], 1e-2, at[4]), 0,
                            new Net(to[0], to[1], to[2], to[3]), false, SIZE);
                }), input, 36, 71, normals(20, 1, 72), normals(15, 1, 73), normals(20, 0.3, 74), normals(4, 0.3, 75),
                normals(24, 1, 76));
    }

    private static Net net(long[] at) {
        return new Net(at[0], at[1], at[2], at[3]);
    }
}
