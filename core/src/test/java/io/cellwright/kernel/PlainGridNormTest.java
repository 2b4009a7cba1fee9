package io.cellwright.kernel;

class PlainGridNormTest extends GridNormContract {
    @Override
    GridNorm norm(WorkerPool pool) {
        return new PlainGridNorm(Element.FLOAT32);
    }
}
