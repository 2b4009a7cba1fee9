package io.cellwright.kernel;

class PlainOptimizeTest extends OptimizeContract {
    @Override
    Optimize optimize(WorkerPool pool) {
        return new PlainOptimize(Element.FLOAT32, pool);
    }
}
