package io.cellwright.kernel;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.cellwright.kernel.KernelAssertions.assertAllocatesAtMost;

class VectorMatmulTest extends MatmulContract {
    @Override
    Matmul matmul(WorkerPool pool) {
        return new VectorMatmul(pool);
    }

    /// What has been seen rarely when C2 compiles must not go through calls afterwards.
    @Tag("allocation")
    @Test
    void wideProductsAllocateNextToNothingAfterManyNarrowOnes() {
        int n = 8;
        int in = 5;
        int wide = 3 * VectorMath.LANES - 1;
        try (WorkerPool pool = new WorkerPool(1); Buffers buffers = new Buffers(Element.FLOAT32)) {
            Matmul matmul = matmul(pool);
            long x = buffers.put(new double[n * in]);
            long w = buffers.put(new double[in * wide]);
            long y = buffers.put(new double[n * wide]);
            for (int i = 0; i < 100_000; i++) {
                int out = i % 1000 == 0 ? wide : 1;
                matmul.linear(x, w, 0, y, n, in, out);
                matmul.weightGradient(x, y, w, n, out, in, false);
                matmul.inputGradient(x, w, y, n, out, in, false);
            }
            assertAllocatesAtMost(128, "linear", () -> matmul.linear(x, w, 0, y, n, in, wide));
            assertAllocatesAtMost(128, "weightGradient", () -> matmul.weightGradient(x, y, w, n, wide, in, false));
            assertAllocatesAtMost(128, "inputGradient", () -> matmul.inputGradient(x, w, y, n, wide, in, false));
        }
    }
}
