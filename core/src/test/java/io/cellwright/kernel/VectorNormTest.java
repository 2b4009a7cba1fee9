package io.cellwright.kernel;

class VectorNormTest extends NormContract {
    @Override
    Norm norm(WorkerPool pool) {
        return new VectorNorm(pool);
    }
}
