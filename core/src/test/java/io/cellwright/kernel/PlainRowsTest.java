package io.cellwright.kernel;

import org.junit.jupiter.api.Test;

class PlainRowsTest extends RowsContractTest {
    private static final int N = 4;
    private static final int C = 5;

    private final double[] x = normals(N * C, 2, 1);

    @Override
    Rows underTest(WorkerPool pool) {
        return new PlainRows(Element.FLOAT32, pool);
    }

    @Test
    void softmaxGradientsAreThoseOfSoftmax() {
        checkGradient("softmax", (k, at) -> k.softmax(at[0], at[1], N, C),
                (k, at) -> k.softmaxGradient(at[1], at[2], at[3], N, C, false), 0, N * C, 2, x);
        checkGradient("log-softmax", (k, at) -> k.logSoftmax(at[0], at[1], N, C),
                (k, at) -> k.logSoftmaxGradient(at[1], at[2], at[3], N, C, false), 0, N * C, 3, x);
    }

    @Test
    void crossEntropyGradientIsThatOfCrossEntropy() {
        try (GuardedMemory memory = new GuardedMemory(Element.FLOAT64)) {
            long label = memory.ofInts(0, 4, 2, 2);
            checkGradient("cross-entropy", (k, at) -> k.crossEntropy(at[0], label, at[1], N, C),
                    (k, at) -> k.crossEntropyGradient(at[0], label, at[2], at[3], N, C, false), 0, N, 4, x);
        }
    }
}
