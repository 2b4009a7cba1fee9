package io.cellwright.kernel;

class VectorGridNormTest extends GridNormContract {
    @Override
    GridNorm norm(WorkerPool pool) {
        return new VectorGridNorm(pool);
    }
}
