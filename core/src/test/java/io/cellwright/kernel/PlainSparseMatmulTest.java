package io.cellwright.kernel;

import java.util.Random;
import java.util.function.DoubleSupplier;

import org.junit.jupiter.api.Test;

import static io.cellwright.kernel.FiniteDifference.assertGradient;
import static io.cellwright.kernel.FiniteDifference.dot;

class PlainSparseMatmulTest extends SparseMatmulContract {
    @Override
    SparseMatmul sparse(WorkerPool pool) {
        return new PlainSparseMatmul(Element.FLOAT32, pool);
    }

    @Test
    void hasTheGradientsOfItsLinearMapAndItsLookUp() {
        int n = 3;
        int g = 4;
        int h = 2;
        Random random = new Random(2);
        try (WorkerPool pool = new WorkerPool(1); Buffers buffers = new Buffers(Element.FLOAT64)) {
            SparseMatmul sparse = new PlainSparseMatmul(Element.FLOAT64, pool);
            SparseRows x = new SparseRows(buffers.putInts(0, 2, 2, 5), buffers.putInts(0, 3, 0, 1, 2),
                    buffers.put(Buffers.normal(random, 5)), n, g);
            long code = buffers.putInts(2, -1, 2);
            long w = buffers.put(Buffers.normal(random, g * h));
            long table = buffers.put(Buffers.normal(random, g * h));
            double[] dy_nh = Buffers.normal(random, n * h);
            long dy = buffers.put(dy_nh);
            long y = buffers.unset(n * h);
            long dw = buffers.unset(g * h);
            long dtable = buffers.unset(g * h);
            sparse.weightGradient(x, dy, dw, h, false);
            sparse.rowsGradient(dy, code, dtable, n, g, h, false);
            DoubleSupplier loss = () -> {
                sparse.linear(x, w, 0, y, h);
                sparse.addRows(table, code, y, n, h);
                return dot(buffers.get(y, n * h), dy_nh);
            };
            assertGradient("w, seed 2", loss, w, buffers.get(dw, g * h));
            assertGradient("table, seed 2", loss, table, buffers.get(dtable, g * h));
        }
    }
}
