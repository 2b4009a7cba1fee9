package io.cellwright.kernel;

import io.cellwright.kernel.LinearNorm.Size;
import io.cellwright.kernel.LinearNorm.Weights;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VectorLinearNormTest extends LinearNormContractTest {
    @Override
    LinearNorm underTest(WorkerPool pool) {
        return new VectorLinearNorm(pool);
    }

    @Tag("allocation")
    @Test
    void compiledLoopsAllocateNothingThatGrowsWithTheBuffers() {
        Size size = new Size(40, 3, 10, 37);
        try (WorkerPool pool = new WorkerPool(1); GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            LinearNorm k = underTest(pool);
            long x = memory.of(normals(120 * 10, 1, 1));
            Weights w = new Weights(memory.of(normals(37 * 10, 1, 2)), memory.of(normals(3 * 37, 1, 3)),
                    memory.of(normals(37, 1, 4)), memory.of(normals(37, 1, 5)), memory.of(normals(37, 1, 6)));
            Weights d = new Weights(memory.of(blank(37 * 10)), memory.of(blank(3 * 37)), memory.of(blank(37)),
                    memory.of(blank(37)), memory.of(blank(37)));
            long folded = memory.of(blank(37 * 10));
            long labels = memory.of(blank(3 * 37));
            long dx = memory.of(blank(120 * 10));
            long room = memory.of(blank((int) (k.roomBytes(size) / 4)));
            KernelAssertions.assertAllocatesAtMost(2048, "train",
                    () -> k.train(x, w, 0, 0, MOMENTUM, EPSILON, room, folded, labels, size));
            KernelAssertions.assertAllocatesAtMost(2048, "gradient",
                    () -> k.gradient(true, folded, labels, x, w, room, dx, false, d, false, size));
        }
    }
}
