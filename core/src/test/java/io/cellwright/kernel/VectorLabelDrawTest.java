package io.cellwright.kernel;

import io.cellwright.kernel.LabelDraw.Given;
import io.cellwright.kernel.LabelDraw.Net;
import io.cellwright.kernel.LabelDraw.Size;
import io.cellwright.kernel.Norm.Then;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VectorLabelDrawTest extends LabelDrawContractTest {
    @Override
    LabelDraw underTest(WorkerPool pool) {
        return new VectorLabelDraw(pool);
    }

    @Tag("allocation")
    @Test
    void compiledLoopsAllocateNothingThatGrowsWithTheBuffers() {
        Size size = new Size(200, 10, 37, 10);
        try (WorkerPool pool = new WorkerPool(1); GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            LabelDraw k = underTest(pool);
            Net net = new Net(memory.of(normals(200 * 37, 1, 1)), memory.of(normals(10 * 37, 1, 2)),
                    memory.of(normals(20 * 37, 0.1, 3)), memory.of(normals(20, 0.1, 4)));
            Net d = new Net(memory.of(blank(200 * 37)), memory.of(blank(10 * 37)), memory.of(blank(20 * 37)),
                    memory.of(blank(20)));
            long noise = memory.of(normals(20_000, 1, 5));
            long z = memory.of(blank(20_000));
            long kl = memory.of(blank(2000));
            long room = memory.of(blank((int) (k.roomBytes(size) / 4)));
            for (Then then : THENS) {
                Given given = new Given(then, 1e-4, noise);
                KernelAssertions.assertAllocatesAtMost(3072, "forward", () -> k.forward(net, given, room, z, kl, size));
                KernelAssertions.assertAllocatesAtMost(3072, "gradient",
                        () -> k.gradient(z, kl, net, given, room, d, false, size));
            }
        }
    }
}
