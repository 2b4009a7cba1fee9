package io.cellwright.kernel;

import java.lang.foreign.Arena;

/// Densities under labels as two products, the hidden layer in full between them. It keeps nothing for the way back.
final class PlainLabelDensity implements LabelDensity {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final Element element;
    private final PlainMatmul matmul;

    PlainLabelDensity(Element element, WorkerPool pool) {
        this.element = element;
        this.matmul = new PlainMatmul(element, pool);
    }

    @Override
    public long roomBytes(Size size) {
        return 0;
    }

    private long bytes(long count) {
        return Memory.aligned(element.bytes() * count);
    }

    private void hidden(long x_rk, Net net, long hidden_rh, Size size) {
        int h = size.h();
        matmul.linear(x_rk, net.w_hk(), 0, hidden_rh, size.rows(), size.k(), h);
        for (long at = 0; at < (long) size.rows() * h; at++) {
            long label = at / h / size.n();
            double z = element.get(hidden_rh, at) + element.get(net.t_ch(), label * h + at % h);
            element.set(hidden_rh, at, z < 0 ? 0 : z);
        }
    }

    @Override
    public void forward(long x_rk, long y_nk, Net net, long room, long lp_r, Size size) {
        int k = size.k();
        try (Arena arena = Arena.ofConfined()) {
            long hidden_rh = Memory.allocate(arena, bytes((long) size.rows() * size.h())).address();
            long heads_ro = Memory.allocate(arena, bytes((long) size.rows() * size.o())).address();
            hidden(x_rk, net, hidden_rh, size);
            matmul.linear(hidden_rh, net.out_oh(), net.b_o(), heads_ro, size.rows(), size.h(), size.o());
            for (long r = 0; r < size.rows(); r++) {
                double sum = 0;
                for (int j = 0; j < k; j++) {
                    double log = element.get(heads_ro, 2 * r * k + k + j);
                    double off = element.get(y_nk, r % size.n() * k + j) - element.get(heads_ro, 2 * r * k + j);
                    sum += log + LOG_TWO_PI + off * off * Math.exp(-log);
                }
                element.set(lp_r, r, -sum / 2);
            }
        }
    }

    @Override
    public void gradient(long dlp_r, long x_rk, long y_nk, Net net, long room, long dx_rk, boolean addX, long dy_nk,
            boolean addY, Net gradients, boolean add, Size size) {
        int rows = size.rows();
        int h = size.h();
        try (Arena arena = Arena.ofConfined()) {
            long hidden_rh = Memory.allocate(arena, bytes((long) rows * h)).address();
            long dhidden_rh = Memory.allocate(arena, bytes((long) rows * h)).address();
            long heads_ro = Memory.allocate(arena, bytes((long) rows * size.o())).address();
            hidden(x_rk, net, hidden_rh, size);
            matmul.linear(hidden_rh, net.out_oh(), net.b_o(), heads_ro, rows, h, size.o());
            throughDensity(dlp_r, y_nk, heads_ro, size);
            if (dy_nk != 0) {
                fromMeans(heads_ro, dy_nk, addY, size);
            }
            matmul.weightGradient(heads_ro, hidden_rh, gradients.out_oh(), rows, h, size.o(), add);
            matmul.biasGradient(heads_ro, gradients.b_o(), rows, size.o(), add);
            matmul.inputGradient(heads_ro, net.out_oh(), dhidden_rh, rows, h, size.o(), false);
            for (long at = 0; at < (long) rows * h; at++) {
                if (element.get(hidden_rh, at) <= 0) {
                    element.set(dhidden_rh, at, 0);
                }
            }
            matmul.weightGradient(dhidden_rh, x_rk, gradients.w_hk(), rows, size.k(), h, add);
            if (dx_rk != 0) {
                matmul.inputGradient(dhidden_rh, net.w_hk(), dx_rk, rows, size.k(), h, addX);
            }
            ofLabels(dhidden_rh, gradients.t_ch(), add, size);
        }
    }

    /// Puts gradients in the place of means and logarithms.
    private void throughDensity(long dlp_r, long y_nk, long heads_ro, Size size) {
        int k = size.k();
        for (long r = 0; r < size.rows(); r++) {
            double dlp = element.get(dlp_r, r);
            for (int j = 0; j < k; j++) {
                double inverse = Math.exp(-element.get(heads_ro, 2 * r * k + k + j));
                double off = element.get(y_nk, r % size.n() * k + j) - element.get(heads_ro, 2 * r * k + j);
                element.set(heads_ro, 2 * r * k + j, dlp * off * inverse);
                element.set(heads_ro, 2 * r * k + k + j, dlp * (off * off * inverse - 1) / 2);
            }
        }
    }

    /// What moves a mean one way moves y the other.
    private void fromMeans(long dheads_ro, long dy_nk, boolean add, Size size) {
        int n = size.n();
        int k = size.k();
        for (long at = 0; at < (long) n * k; at++) {
            double sum = add ? element.get(dy_nk, at) : 0;
            for (long l = 0; l < size.c(); l++) {
                sum -= element.get(dheads_ro, 2 * (l * n + at / k) * k + at % k);
            }
            element.set(dy_nk, at, sum);
        }
    }

    private void ofLabels(long dhidden_rh, long dt_ch, boolean add, Size size) {
        int h = size.h();
        for (long at = 0; at < (long) size.c() * h; at++) {
            double sum = add ? element.get(dt_ch, at) : 0;
            long first = at / h * size.n() * h + at % h;
            for (int i = 0; i < size.n(); i++) {
                sum += element.get(dhidden_rh, first + (long) i * h);
            }
            element.set(dt_ch, at, sum);
        }
    }
}
