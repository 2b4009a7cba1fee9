package io.cellwright.kernel;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VectorRowsTest extends RowsContractTest {
    @Override
    Rows underTest(WorkerPool pool) {
        return new VectorRows(pool);
    }

    @Tag("allocation")
    @Test
    void compiledLoopsAllocateNothingThatGrowsWithTheBuffers() {
        int n = 128;
        int c = 37;
        try (WorkerPool pool = new WorkerPool(1); GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            Rows k = underTest(pool);
            long x = memory.of(normals(n * c, 1, 1));
            long y = memory.of(blank(n * c));
            long z = memory.of(blank(c * n));
            long cells = memory.of(normals(n, 1, 2));
            long label = memory.ofInts(new int[n]);
            allocatesLittle("softmax", () -> k.softmax(x, y, n, c));
            allocatesLittle("softmaxGradient", () -> k.softmaxGradient(y, x, z, n, c, true));
            allocatesLittle("logSoftmax", () -> k.logSoftmax(x, y, n, c));
            allocatesLittle("logSoftmaxGradient", () -> k.logSoftmaxGradient(y, x, z, n, c, true));
            allocatesLittle("crossEntropy", () -> k.crossEntropy(x, label, y, n, c));
            allocatesLittle("crossEntropyGradient", () -> k.crossEntropyGradient(x, label, cells, y, n, c, true));
        }
    }

    private static void allocatesLittle(String what, Runnable call) {
        KernelAssertions.assertAllocatesAtMost(1024, what, call);
    }
}
