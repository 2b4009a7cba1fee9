package io.cellwright.kernel;

class VectorCountLossTest extends CountLossContract {
    @Override
    CountLoss kernel(WorkerPool pool) {
        return new VectorCountLoss(pool);
    }
}
