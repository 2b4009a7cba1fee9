package io.cellwright.kernel;

import java.lang.foreign.Arena;

/// The same by plain products and loops, in double.
final class PlainFeedForward implements FeedForward {
    private final Element element;
    private final PlainMatmul matmul;
    private final PlainElementwise elementwise;

    PlainFeedForward(Element element, WorkerPool pool) {
        this.element = element;
        this.matmul = new PlainMatmul(element, pool);
        this.elementwise = new PlainElementwise(element, pool);
    }

    /// A hidden layer, and its gradient.
    @Override
    public long roomBytes(Size size) {
        return 2L * element.bytes() * size.n() * size.f();
    }

    @Override
    public void forward(long x_nd, Weights weights, Dropout dropout, long u_nf, long y_nd, Size size) {
        long count = (long) size.n() * size.f();
        try (Arena arena = Arena.ofConfined()) {
            long u = u_nf != 0 ? u_nf : Memory.allocate(arena, count * element.bytes()).address();
            long a = Memory.allocate(arena, count * element.bytes()).address();
            matmul.linear(x_nd, weights.up_fd(), weights.upBias_f(), u, size.n(), size.d(), size.f());
            for (long i = 0; i < count; i++) {
                if (dropout.drops(i)) {
                    element.set(u, i, DROPPED);
                }
            }
            activate(u, a, dropout, count);
            matmul.linear(a, weights.down_df(), weights.downBias_d(), y_nd, size.n(), size.f(), size.d());
        }
    }

    private void activate(long u, long a, Dropout dropout, long count) {
        elementwise.apply(Elementwise.Function.GELU, u, a, count);
        elementwise.affine(a, dropout.kept(), 0, a, count);
    }

    @Override
    public void gradient(long dy_nd, long x_nd, Weights weights, Dropout dropout, long u_nf, long room, long dx_nd,
            boolean add, Weights dweights, boolean addWeights, Size size) {
        int n = size.n();
        int d = size.d();
        int f = size.f();
        long count = (long) n * f;
        long du = room + count * element.bytes();
        activate(u_nf, room, dropout, count);
        matmul.weightGradient(dy_nd, room, dweights.down_df(), n, f, d, addWeights);
        matmul.biasGradient(dy_nd, dweights.downBias_d(), n, d, addWeights);
        matmul.inputGradient(dy_nd, weights.down_df(), room, n, f, d, false);
        elementwise.gradient(Elementwise.Function.GELU, u_nf, 0, room, du, count, false);
        elementwise.affine(du, dropout.kept(), 0, du, count);
        matmul.weightGradient(du, x_nd, dweights.up_fd(), n, d, f, addWeights);
        matmul.biasGradient(du, dweights.upBias_f(), n, f, addWeights);
        matmul.inputGradient(du, weights.up_fd(), dx_nd, n, d, f, add);
    }
}
