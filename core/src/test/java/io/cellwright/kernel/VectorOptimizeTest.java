package io.cellwright.kernel;

class VectorOptimizeTest extends OptimizeContract {
    @Override
    Optimize optimize(WorkerPool pool) {
        return new VectorOptimize(pool);
    }
}
