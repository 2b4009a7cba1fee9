package io.cellwright.kernel;

import io.cellwright.kernel.LabelGrid.Size;
import io.cellwright.kernel.Norm.Then;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VectorLabelGridTest extends LabelGridContractTest {
    @Override
    LabelGrid underTest(WorkerPool pool) {
        return new VectorLabelGrid(pool);
    }

    @Tag("allocation")
    @Test
    void compiledLoopsAllocateNothingThatGrowsWithTheBuffers() {
        Size size = new Size(40, 3, 37);
        try (WorkerPool pool = new WorkerPool(1); GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            LabelGrid k = underTest(pool);
            long u = memory.of(normals(40 * 37, 1, 1));
            long v = memory.of(normals(3 * 37, 1, 2));
            long z = memory.of(blank(120 * 37));
            long room = memory.of(blank((int) (k.roomBytes(size) / 4)));
            for (Then then : new Then[]{Then.NOTHING, new Then(true, 0, 0), new Then(true, 0.1, 3)}) {
                allocatesLittle("make", () -> k.make(u, v, then, z, size));
                allocatesLittle("makeGradient", () -> k.makeGradient(z, z, then, room, u, false, v, false, size));
            }
        }
    }

    private static void allocatesLittle(String what, Runnable call) {
        KernelAssertions.assertAllocatesAtMost(2048, what, call);
    }
}
