package io.cellwright.kernel;

class VectorSparseSoftmaxTest extends SparseSoftmaxContractTest {
    @Override
    SparseSoftmax underTest(WorkerPool pool) {
        return new VectorSparseSoftmax(pool);
    }

    @Override
    int allocated() {
        return 512;
    }
}
