package io.cellwright.kernel;

import io.cellwright.kernel.Norm.Then;

/// Label grids row by row.
final class PlainLabelGrid implements LabelGrid {
    private final Element element;

    PlainLabelGrid(Element element) {
        this.element = element;
    }

    @Override
    public void make(long u_nh, long v_ch, Then then, long y_cnh, Size size) {
        int h = size.h();
        int threshold = CounterHash.dropThreshold(then.dropout());
        for (long at = 0; at < (long) size.rows() * h; at++) {
            long i = at / h % size.n();
            long l = at / h / size.n();
            long j = at % h;
            double y = element.get(u_nh, i * h + j) + element.get(v_ch, l * h + j);
            if (then.relu()) {
                boolean goes = y < 0 || CounterHash.fraction(then.key(), at) < threshold;
                y = goes ? 0 : y * then.scale();
            }
            element.set(y_cnh, at, y);
        }
    }

    @Override
    public void makeGradient(long dy_cnh, long y_cnh, Then then, long room, long du_nh, boolean addU, long dv_ch,
            boolean addV, Size size) {
        int n = size.n();
        int c = size.c();
        int h = size.h();
        for (long at = 0; du_nh != 0 && at < (long) n * h; at++) {
            put(du_nh, at, sum(dy_cnh, y_cnh, then, at, (long) n * h, c), addU);
        }
        for (long at = 0; dv_ch != 0 && at < (long) c * h; at++) {
            put(dv_ch, at, sum(dy_cnh, y_cnh, then, at / h * n * h + at % h, h, n), addV);
        }
    }

    private double sum(long dy, long y, Then then, long from, long stride, int count) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
            long at = from + k * stride;
            boolean gone = then.relu() && element.get(y, at) <= 0;
            sum += gone ? 0 : element.get(dy, at) * then.scale();
        }
        return sum;
    }

    @Override
    public long roomBytes(Size size) {
        return 0;
    }

    private void put(long base, long index, double value, boolean add) {
        element.set(base, index, add ? element.get(base, index) + value : value);
    }
}
