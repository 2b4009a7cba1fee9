package io.cellwright.kernel;

import io.cellwright.kernel.LabelLayer.Size;
import io.cellwright.kernel.LabelLayer.Weights;
import org.junit.jupiter.api.Test;

class VectorLabelLayerTest extends LabelLayerContractTest {
    @Override
    LabelLayer underTest(WorkerPool pool) {
        return new VectorLabelLayer(pool);
    }

    @Test
    void compiledLoopsAllocateNothingThatGrowsWithTheBuffers() {
        Size size = new Size(40, 3, 10, 37, 20);
        try (WorkerPool pool = new WorkerPool(1); GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            LabelLayer k = underTest(pool);
            long x = memory.of(normals(120 * 10, 1, 1));
            long y = memory.of(normals(120 * 20, 1, 2));
            Weights w = new Weights(memory.of(normals(37 * 10, 1, 3)), memory.of(normals(3 * 37, 1, 4)),
                    memory.of(normals(20 * 37, 1, 5)), memory.of(normals(20, 1, 6)));
            Weights d = new Weights(memory.of(blank(37 * 10)), memory.of(blank(3 * 37)), memory.of(blank(20 * 37)),
                    memory.of(blank(20)));
            long dx = memory.of(blank(120 * 10));
            long room = memory.of(blank((int) (k.roomBytes(size) / 4)));
            KernelAssertions.assertAllocatesAtMost(2048, "forward", () -> k.forward(x, w, y, size));
            KernelAssertions.assertAllocatesAtMost(2048, "gradient",
                    () -> k.gradient(y, x, w, room, dx, false, d, false, size));
        }
    }
}
