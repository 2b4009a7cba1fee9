package io.cellwright.kernel;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VectorLatentTest extends LatentContractTest {
    @Override
    Latent underTest(WorkerPool pool) {
        return new VectorLatent(pool);
    }

    @Tag("allocation")
    @Test
    void compiledLoopsAllocateNothingThatGrowsWithTheBuffers() {
        int n = 384;
        int k = 10;
        int count = n * k;
        try (WorkerPool pool = new WorkerPool(1); GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            Latent f = underTest(pool);
            long m = memory.of(normals(count, 1, 1));
            long v = memory.of(positives(count, 3, 2));
            long y = memory.of(blank(count));
            long z = memory.of(blank(count));
            long x = memory.of(blank(count));
            allocatesLittle("part", () -> f.part(m, 1e-4, y, z, n / 2, k));
            allocatesLittle("partGradient", () -> f.partGradient(m, v, v, x, n / 2, k));
            allocatesLittle("sample", () -> f.sample(m, v, m, y, count));
            allocatesLittle("sampleGradient", () -> f.sampleGradient(v, m, m, y, true, z, true, count));
            allocatesLittle("standardKl", () -> f.standardKl(m, v, y, n, k));
            allocatesLittle("standardKlGradient", () -> f.standardKlGradient(m, v, m, y, true, z, true, n, k));
            allocatesLittle("kl", () -> f.kl(m, v, m, v, y, n, k));
            allocatesLittle("klGradient", () -> f.klGradient(m, v, m, v, m, y, true, z, true, n, k));
            allocatesLittle("logProbability", () -> f.logProbability(m, m, v, y, n, k, 128));
            allocatesLittle("logProbabilityGradient",
                    () -> f.logProbabilityGradient(m, m, v, m, x, true, y, true, z, true, n, k, 128));
        }
    }

    private static void allocatesLittle(String what, Runnable call) {
        KernelAssertions.assertAllocatesAtMost(1536, what, call);
    }
}
