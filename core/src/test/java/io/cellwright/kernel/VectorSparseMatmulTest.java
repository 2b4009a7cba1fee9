package io.cellwright.kernel;

class VectorSparseMatmulTest extends SparseMatmulContract {
    @Override
    SparseMatmul sparse(WorkerPool pool) {
        return new VectorSparseMatmul(pool);
    }
}
