package io.cellwright.kernel;

class PlainFloatCountLossTest extends CountLossContract {
    @Override
    CountLoss kernel(WorkerPool pool) {
        return new PlainCountLoss(Element.FLOAT32, pool);
    }
}
