package io.cellwright.kernel;

class VectorFeedForwardTest extends FeedForwardContractTest {
    @Override
    FeedForward underTest(WorkerPool pool) {
        return new VectorFeedForward(pool);
    }

    @Override
    long bound() {
        return 2048;
    }
}
