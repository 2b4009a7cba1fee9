package io.cellwright.kernel;

import java.util.Random;
import java.util.function.DoubleSupplier;

import org.junit.jupiter.api.Test;

import static io.cellwright.kernel.FiniteDifference.assertGradient;
import static io.cellwright.kernel.FiniteDifference.dot;

class PlainMatmulTest extends MatmulContract {
    @Override
    Matmul matmul(WorkerPool pool) {
        return new PlainMatmul(Element.FLOAT32, pool);
    }

    @Test
    void hasTheGradientsOfItsLinearMap() {
        int n = 3;
        int in = 4;
        int out = 2;
        Random random = new Random(2);
        try (WorkerPool pool = new WorkerPool(1); Buffers buffers = new Buffers(Element.FLOAT64)) {
            Matmul matmul = new PlainMatmul(Element.FLOAT64, pool);
            long x = buffers.put(Buffers.normal(random, n * in));
            long w = buffers.put(Buffers.normal(random, out * in));
            long b = buffers.put(Buffers.normal(random, out));
            double[] dy_no = Buffers.normal(random, n * out);
            long dy = buffers.put(dy_no);
            long y = buffers.unset(n * out);
            long dx = buffers.unset(n * in);
            long dw = buffers.unset(out * in);
            long db = buffers.unset(out);
            matmul.inputGradient(dy, w, dx, n, in, out, false);
            matmul.weightGradient(dy, x, dw, n, in, out, false);
            matmul.biasGradient(dy, db, n, out, false);
            DoubleSupplier loss = () -> {
                matmul.linear(x, w, b, y, n, in, out);
                return dot(buffers.get(y, n * out), dy_no);
            };
            assertGradient("x, seed 2", loss, x, buffers.get(dx, n * in));
            assertGradient("w, seed 2", loss, w, buffers.get(dw, out * in));
            assertGradient("b, seed 2", loss, b, buffers.get(db, out));
        }
    }
}
