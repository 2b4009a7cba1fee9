package io.cellwright.kernel;

import io.cellwright.kernel.LabelMarginal.Means;
import io.cellwright.kernel.LabelMarginal.Rows;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainLabelMarginalTest extends LabelMarginalContractTest {
    private static final int N = 4;
    private static final int C = 5;

    @Override
    LabelMarginal underTest(WorkerPool pool) {
        return new PlainLabelMarginal(Element.FLOAT32);
    }

    /// Inputs 0 to 2: logits, log densities, divergences. The two means are in one buffer.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void gradientsAreThoseOfTheMeans(int input) {
        checkGradient("marginal, input " + input,
                (k, at) -> k.forward(at[0], new Rows(at[1], at[2]), 0, new Means(at[3], at[3] + 8 * N), N, C),
                (k, at) -> inRoom(8 * 3 * N * C, others -> {
                    long[] to = new long[3];
                    for (int i = 0; i < 3; i++) {
                        to[i] = i == input ? at[5] : others + 8L * N * C * i;
                    }
                    k.gradient(new Means(at[4], at[4] + 8 * N), at[0], new Rows(at[1], at[2]),
                            new Means(at[3], at[3] + 8 * N), 0, to[0], false, new Rows(to[1], to[2]), N, C);
                }), input, 2 * N, 21, normals(N * C, 2, 22), normals(N * C, 1, 23), normals(N * C, 1, 24));
    }
}
