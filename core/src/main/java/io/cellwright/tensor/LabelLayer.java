package io.cellwright.tensor;

import io.cellwright.kernel.LabelDensity;
import io.cellwright.kernel.LinearNorm;
import io.cellwright.tensor.Normalisation.BatchStatistics;

/// A hidden layer of rows that come label by label, not made: row `l n + i` is `relu(w_hk x_(l n + i) + labels_l)`. It
/// stands for (c n) x h numbers but holds (c n) x k.
///
/// @param x_rk (c n) x k: every one of n cells for the first label, then for the next
/// @param w_hk h x k, as torch stores weights
/// @param labels_ch a row for each label
public record LabelLayer(Tensor x_rk, Tensor w_hk, Tensor labels_ch) {
    /// Checks that shapes fit each other.
    public LabelLayer {
        Tensor.requireShape(w_hk, Shape.of(w_hk.rows(), x_rk.columns()), "w_hk");
        Tensor.requireShape(labels_ch, Shape.of(labels_ch.rows(), w_hk.rows()), "labels_ch");
        if (x_rk.rows() % labels_ch.rows() != 0) {
            throw new IllegalArgumentException(
                    "rows must be as many for each of " + labels_ch.rows() + " labels but were " + x_rk.rows());
        }
    }

    /// The layer `relu(norm(w_hk x + labels_l + b_h))` with batch normalisation over all rows, see
    /// {@link Normalisation#batch}. Mean and variance come from the moments of x, so this is worth it where x has few
    /// columns.
    public static LabelLayer normalised(Tensor x_rk, Tensor w_hk, Tensor labels_ch, Tensor b_h, BatchStatistics s,
            boolean training, boolean moves) {
        LabelLayer plain = new LabelLayer(x_rk, w_hk, labels_ch);
        int h = w_hk.rows();
        Tensor.requireShape(b_h, Shape.of(h), "b_h");
        Tensor.requireShape(s.gamma_h(), Shape.of(h), "gamma_h");
        Workspace home = x_rk.home();
        LinearNorm norm = home.kernels().linearNorm();
        LinearNorm.Size size = plain.sizeOfMap();
        LinearNorm.Weights weights = new LinearNorm.Weights(w_hk.address(), labels_ch.address(), b_h.address(),
                s.gamma_h().address(), s.beta_h().address());
        Tensor room = home.room(norm.roomBytes(size));
        Tensor foldedW = home.result(w_hk.shape(), true);
        Tensor foldedLabels = home.result(labels_ch.shape(), true);
        if (training) {
            norm.train(x_rk.address(), weights, moves ? s.runningMean_h().address() : 0,
                    moves ? s.runningVariance_h().address() : 0, s.momentum(), s.epsilon(), room.address(),
                    foldedW.address(), foldedLabels.address(), size);
        } else {
            norm.evaluate(weights, s.runningMean_h().address(), s.runningVariance_h().address(), s.epsilon(),
                    room.address(), foldedW.address(), foldedLabels.address(), size);
        }
        home.record(foldedW, foldedLabels, () -> {
            boolean add = Tensor.claimGradients(w_hk, labels_ch, b_h, s.gamma_h(), s.beta_h());
            boolean addX = x_rk.needsGradient() && x_rk.claimGradient();
            LinearNorm.Weights gradients = new LinearNorm.Weights(w_hk.gradient(), labels_ch.gradient(), b_h.gradient(),
                    s.gamma_h().gradient(), s.beta_h().gradient());
            norm.gradient(training, foldedW.gradient(), foldedLabels.gradient(), x_rk.address(), weights,
                    room.address(), x_rk.needsGradient() ? x_rk.gradient() : 0, addX, gradients, add, size);
        });
        return new LabelLayer(x_rk, foldedW, foldedLabels);
    }

    private LinearNorm.Size sizeOfMap() {
        int c = labels_ch.rows();
        return new LinearNorm.Size(x_rk.rows() / c, c, x_rk.columns(), w_hk.rows());
    }

    /// The log density of each of n cells under the normal distribution that each of its rows gives: row `l n + i`
    /// meets row i of `y_nk`. Means and logarithms of variances are a linear map of the layer: `[mean, log variance] =
    /// layer out_oh' + b_o`.
    public Tensor logProbability(Tensor out_oh, Tensor b_o, Tensor y_nk) {
        LinearNorm.Size map = sizeOfMap();
        Tensor.requireShape(y_nk, Shape.of(map.n(), map.k()), "y_nk");
        Tensor.requireShape(out_oh, Shape.of(2 * map.k(), map.h()), "out_oh");
        Tensor.requireShape(b_o, Shape.of(2 * map.k()), "b_o");
        Workspace home = x_rk.home();
        LabelDensity density = home.kernels().labelDensity();
        var size = new LabelDensity.Size(map.n(), map.c(), map.k(), map.h());
        var net = new LabelDensity.Net(w_hk.address(), labels_ch.address(), out_oh.address(), b_o.address());
        Tensor room = home.room(density.roomBytes(size));
        Tensor lp_r = home.result(Shape.of(x_rk.rows()), true);
        density.forward(x_rk.address(), y_nk.address(), net, room.address(), lp_r.address(), size);
        home.record(lp_r, () -> {
            boolean addX = x_rk.needsGradient() && x_rk.claimGradient();
            boolean addY = y_nk.needsGradient() && y_nk.claimGradient();
            boolean add = Tensor.claimGradients(w_hk, labels_ch, out_oh, b_o);
            var gradients = new LabelDensity.Net(w_hk.gradient(), labels_ch.gradient(), out_oh.gradient(),
                    b_o.gradient());
            density.gradient(lp_r.gradient(), x_rk.address(), y_nk.address(), net, room.address(),
                    x_rk.needsGradient() ? x_rk.gradient() : 0, addX, y_nk.needsGradient() ? y_nk.gradient() : 0, addY,
                    gradients, add, size);
        });
        return lp_r;
    }
}
