package io.cellwright.kernel;

import io.cellwright.kernel.FeedForward.Size;
import io.cellwright.kernel.FeedForward.Weights;
import org.junit.jupiter.api.Test;

import static io.cellwright.kernel.FiniteDifference.assertGradient;
import static io.cellwright.kernel.FiniteDifference.dot;

class PlainFeedForwardTest extends FeedForwardContractTest {
    @Override
    FeedForward underTest(WorkerPool pool) {
        return new PlainFeedForward(Element.FLOAT32, pool);
    }

    @Override
    long bound() {
        return 4096;
    }

    @Test
    void gradientsAreThoseOfDifferences() {
        Size s = new Size(3, 2, 4);
        double[][] inputs = inputs(s);
        double[] dy = normals(6, 1, 52);
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(Element.FLOAT64)) {
            FeedForward kernel = new PlainFeedForward(Element.FLOAT64, pool);
            long x = b.put(inputs[0]);
            Weights w = new Weights(b.put(inputs[1]), b.put(inputs[2]), b.put(inputs[3]), b.put(inputs[4]));
            Weights dw = new Weights(b.unset(8), b.unset(4), b.unset(8), b.unset(2));
            long u = b.unset(12);
            long y = b.unset(6);
            long dx = b.unset(6);
            Runnable forward = () -> kernel.forward(x, w, SOME, u, y, s);
            forward.run();
            kernel.gradient(b.put(dy), x, w, SOME, u, b.unset(24), dx, false, dw, false, s);
            java.util.function.DoubleSupplier loss = () -> {
                forward.run();
                return dot(b.get(y, 6), dy);
            };
            assertGradient("x, seed 52", loss, x, b.get(dx, 6));
            assertGradient("up, seed 52", loss, w.up_fd(), b.get(dw.up_fd(), 8));
            assertGradient("bias of up, seed 52", loss, w.upBias_f(), b.get(dw.upBias_f(), 4));
            assertGradient("down, seed 52", loss, w.down_df(), b.get(dw.down_df(), 8));
            assertGradient("bias of down, seed 52", loss, w.downBias_d(), b.get(dw.downBias_d(), 2));
        }
    }
}
