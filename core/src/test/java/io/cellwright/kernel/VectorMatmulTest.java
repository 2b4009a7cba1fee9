package io.cellwright.kernel;

class VectorMatmulTest extends MatmulContract {
    @Override
    Matmul matmul(WorkerPool pool) {
        return new VectorMatmul(pool);
    }
}
