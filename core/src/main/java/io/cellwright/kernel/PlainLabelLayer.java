package io.cellwright.kernel;

import java.lang.foreign.Arena;

/// Layers of labelled rows as two products, z in full between them.
final class PlainLabelLayer implements LabelLayer {
    private final Element element;
    private final PlainMatmul matmul;

    PlainLabelLayer(Element element, WorkerPool pool) {
        this.element = element;
        this.matmul = new PlainMatmul(element, pool);
    }

    @Override
    public void forward(long x_rk, Weights weights, long y_ro, Size size) {
        try (Arena arena = Arena.ofConfined()) {
            long z_rh = Memory.allocate(arena, hiddenBytes(size)).address();
            hidden(x_rk, weights, z_rh, size);
            matmul.linear(z_rh, weights.out_oh(), weights.b_o(), y_ro, size.rows(), size.h(), size.o());
        }
    }

    private void hidden(long x_rk, Weights weights, long z_rh, Size size) {
        int h = size.h();
        matmul.linear(x_rk, weights.w_hk(), 0, z_rh, size.rows(), size.k(), h);
        for (long at = 0; at < (long) size.rows() * h; at++) {
            long label = at / h / size.n();
            double z = element.get(z_rh, at) + element.get(weights.t_ch(), label * h + at % h);
            element.set(z_rh, at, z < 0 ? 0 : z);
        }
    }

    private long hiddenBytes(Size size) {
        return Memory.aligned((long) element.bytes() * size.rows() * size.h());
    }

    @Override
    public long roomBytes(Size size) {
        return 2 * hiddenBytes(size);
    }

    @Override
    public void gradient(long dy_ro, long x_rk, Weights weights, long room, long dx_rk, boolean addX,
            Weights gradients, boolean add, Size size) {
        int rows = size.rows();
        int h = size.h();
        long dz_rh = room + hiddenBytes(size);
        hidden(x_rk, weights, room, size);
        matmul.weightGradient(dy_ro, room, gradients.out_oh(), rows, h, size.o(), add);
        matmul.biasGradient(dy_ro, gradients.b_o(), rows, size.o(), add);
        matmul.inputGradient(dy_ro, weights.out_oh(), dz_rh, rows, h, size.o(), false);
        for (long at = 0; at < (long) rows * h; at++) {
            if (element.get(room, at) <= 0) {
                element.set(dz_rh, at, 0);
            }
        }
        matmul.weightGradient(dz_rh, x_rk, gradients.w_hk(), rows, size.k(), h, add);
        matmul.inputGradient(dz_rh, weights.w_hk(), dx_rk, rows, size.k(), h, addX);
        for (long at = 0; at < (long) size.c() * h; at++) {
            double sum = add ? element.get(gradients.t_ch(), at) : 0;
            long first = at / h * size.n() * h + at % h;
            for (int i = 0; i < size.n(); i++) {
                sum += element.get(dz_rh, first + (long) i * h);
            }
            element.set(gradients.t_ch(), at, sum);
        }
    }
}
