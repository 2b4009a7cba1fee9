package io.cellwright.kernel;

import io.cellwright.kernel.LabelMarginal.Means;
import io.cellwright.kernel.LabelMarginal.Rows;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VectorLabelMarginalTest extends LabelMarginalContractTest {
    @Override
    LabelMarginal underTest(WorkerPool pool) {
        return new VectorLabelMarginal(pool);
    }

    @Tag("allocation")
    @Test
    void compiledLoopsAllocateNothingThatGrowsWithTheBuffers() {
        int n = 128;
        int c = 37;
        try (WorkerPool pool = new WorkerPool(1); GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            LabelMarginal k = underTest(pool);
            long logits = memory.of(normals(n * c, 1, 1));
            Rows rows = new Rows(memory.of(normals(n * c, 1, 2)), memory.of(normals(n * c, 1, 3)));
            Rows drows = new Rows(memory.of(blank(n * c)), memory.of(blank(n * c)));
            Means means = new Means(memory.of(blank(n)), memory.of(blank(n)));
            long dlogits = memory.of(blank(n * c));
            long room = memory.of(blank((int) (k.roomBytes(n, c) / 4)));
            KernelAssertions.assertAllocatesAtMost(1024, "forward", () -> k.forward(logits, rows, room, means, n, c));
            KernelAssertions.assertAllocatesAtMost(1024, "gradient",
                    () -> k.gradient(means, logits, rows, means, room, dlogits, false, drows, n, c));
        }
    }
}
