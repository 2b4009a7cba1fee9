package io.cellwright.kernel;

import java.util.Random;
import java.util.function.DoubleSupplier;

import org.junit.jupiter.api.Test;

import static io.cellwright.kernel.FiniteDifference.assertGradient;
import static org.assertj.core.api.Assertions.assertThat;

class PlainSparseSoftmaxTest extends SparseSoftmaxContractTest {
    @Override
    SparseSoftmax underTest(WorkerPool pool) {
        return new PlainSparseSoftmax(Element.FLOAT32);
    }

    /// Sums in double.
    @Override
    int allocated() {
        return 16_384;
    }

    @Test
    void hasTheGradientsOfItsLoss() {
        int g = 4;
        int c = 16;
        Random random = new Random(2);
        try (Buffers buffers = new Buffers(Element.FLOAT64)) {
            SparseSoftmax softmax = new PlainSparseSoftmax(Element.FLOAT64);
            SparseRows x = new SparseRows(buffers.putInts(0, 2, 2, 5), buffers.putInts(0, 3, 0, 1, 2),
                    buffers.put(Buffers.normal(random, 5)), 3, g);
            long label = buffers.putInts(2, 0, 15);
            long w = buffers.put(Buffers.normal(random, g * c));
            long b = buffers.put(Buffers.normal(random, c));
            long dw = buffers.unset(g * c);
            long db = buffers.unset(c);
            var weights = new SparseSoftmax.Weights(w, b);
            DoubleSupplier loss = () -> 0.5 * softmax.run(x, label, weights, 0.5, 0, new SparseSoftmax.Weights(dw, db), c);
            assertThat(loss.getAsDouble()).isPositive();
            double[] dwThere = buffers.get(dw, g * c);
            double[] dbThere = buffers.get(db, c);
            assertGradient("w, seed 2", loss, w, dwThere);
            assertGradient("b, seed 2", loss, b, dbThere);
        }
    }
}
