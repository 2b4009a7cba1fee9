package io.cellwright.kernel;

import io.cellwright.kernel.Attention.Size;

class VectorAttentionTest extends AttentionContractTest {
    @Override
    Attention underTest(WorkerPool pool) {
        return new VectorAttention(pool);
    }

    @Override
    long bound(Size size) {
        return 1024;
    }
}
