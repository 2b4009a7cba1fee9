package io.cellwright.kernel;

import io.cellwright.kernel.LabelDensity.Net;
import io.cellwright.kernel.LabelDensity.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VectorLabelDensityTest extends LabelDensityContractTest {
    @Override
    LabelDensity underTest(WorkerPool pool) {
        return new VectorLabelDensity(pool);
    }

    @Tag("allocation")
    @Test
    void compiledLoopsAllocateNothingThatGrowsWithTheBuffers() {
        Size size = new Size(200, 10, 10, 37);
        try (WorkerPool pool = new WorkerPool(1); GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            LabelDensity k = underTest(pool);
            long x = memory.of(normals(2000 * 10, 1, 1));
            long y = memory.of(normals(200 * 10, 1, 2));
            Net net = new Net(memory.of(normals(37 * 10, 0.1, 3)), memory.of(normals(10 * 37, 1, 4)),
                    memory.of(normals(20 * 37, 0.1, 5)), memory.of(normals(20, 0.1, 6)));
            Net d = new Net(memory.of(blank(37 * 10)), memory.of(blank(10 * 37)), memory.of(blank(20 * 37)),
                    memory.of(blank(20)));
            long dx = memory.of(blank(2000 * 10));
            long dy = memory.of(blank(200 * 10));
            long lp = memory.of(blank(2000));
            long room = memory.of(blank((int) (k.roomBytes(size) / 4)));
            KernelAssertions.assertAllocatesAtMost(3072, "forward", () -> k.forward(x, y, net, room, lp, size));
            KernelAssertions.assertAllocatesAtMost(3072, "gradient",
                    () -> k.gradient(lp, x, y, net, room, dx, false, dy, false, d, false, size));
        }
    }
}
