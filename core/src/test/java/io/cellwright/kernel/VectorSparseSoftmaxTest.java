package io.cellwright.kernel;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VectorSparseSoftmaxTest extends SparseSoftmaxContractTest {
    @Override
    SparseSoftmax underTest(WorkerPool pool) {
        return new VectorSparseSoftmax(pool);
    }

    @Override
    int allocated() {
        return 512;
    }

    @Test
    void classesThatAreNoWholeLinesAreRefused() {
        try (WorkerPool pool = new WorkerPool(1); Buffers buffers = new Buffers(Element.FLOAT32)) {
            SparseRows none = new SparseRows(buffers.putInts(new int[1]), buffers.putInts(new int[1]),
                    buffers.put(new double[1]), 0, 4);
            SparseSoftmax.Weights unread = new SparseSoftmax.Weights(0, 0);
            assertThatThrownBy(() -> underTest(pool).run(none, 0, unread, 1, 0, unread, 24))
                    .hasMessage("classes must be a multiple of 16 but were 24");
        }
    }
}
