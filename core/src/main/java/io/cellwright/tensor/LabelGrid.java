package io.cellwright.tensor;

import io.cellwright.kernel.GridNorm;
import io.cellwright.kernel.LabelDraw;
import io.cellwright.kernel.LabelGrid.Size;
import io.cellwright.kernel.Norm;
import io.cellwright.tensor.Normalisation.Activation;
import io.cellwright.tensor.Normalisation.BatchStatistics;

/// Every one of n cells with every one of c labels, not made before it must be: row `l n + i` is cell i with label l,
/// `cells_i + labels_l`, and then an activation. It stands for (c n) x h numbers but holds (c + n) x h.
///
/// @param cells_nh a row for each cell
/// @param labels_ch a row for each label
/// @param activation what follows on their sum
public record LabelGrid(Tensor cells_nh, Tensor labels_ch, Activation activation) {
    /// Checks that cells and labels have the same columns.
    public LabelGrid {
        Tensor.requireShape(labels_ch, Shape.of(labels_ch.rows(), cells_nh.columns()), "labels_ch");
    }

    /// A grid without an activation.
    public static LabelGrid of(Tensor cells_nh, Tensor labels_ch) {
        return new LabelGrid(cells_nh, labels_ch, Activation.NONE);
    }

    /// How many rows the grid has.
    public int rows() {
        return Math.multiplyExact(cells_nh.rows(), labels_ch.rows());
    }

    /// Whether the grid has few enough numbers for {@link #draw}.
    public boolean canDraw() {
        return (long) rows() * cells_nh.columns() <= Integer.MAX_VALUE;
    }

    private Size size() {
        return new Size(cells_nh.rows(), labels_ch.rows(), cells_nh.columns());
    }

    /// The grid after batch normalisation and an activation, see {@link Normalisation#batch}. This grid must not have
    /// an activation.
    ///
    /// Mean and variance over the grid are the cells' plus the labels', so that the result is a label grid again.
    public LabelGrid batchNorm(BatchStatistics s, boolean training, boolean moves, Activation then) {
        if (!activation.equals(Activation.NONE)) {
            throw new IllegalStateException("batch normalisation must come before the activation");
        }
        Workspace home = cells_nh.home();
        GridNorm norm = home.kernels().gridNorm();
        int n = cells_nh.rows();
        int c = labels_ch.rows();
        int h = cells_nh.columns();
        Tensor.requireShape(s.gamma_h(), Shape.of(h), "gamma_h");
        Tensor mean_h = home.tensor(Shape.of(h));
        Tensor invStd_h = home.tensor(Shape.of(h));
        Tensor u_nh = home.result(cells_nh.shape(), true);
        Tensor v_ch = home.result(labels_ch.shape(), true);
        if (training) {
            norm.train(cells_nh.address(), labels_ch.address(), s.gamma_h().address(), s.beta_h().address(),
                    mean_h.address(), invStd_h.address(), moves ? s.runningMean_h().address() : 0,
                    moves ? s.runningVariance_h().address() : 0, s.momentum(), s.epsilon(), u_nh.address(),
                    v_ch.address(), n, c, h);
        } else {
            norm.evaluate(cells_nh.address(), labels_ch.address(), s.gamma_h().address(), s.beta_h().address(),
                    s.runningMean_h().address(), s.runningVariance_h().address(), s.epsilon(), mean_h.address(),
                    invStd_h.address(), u_nh.address(), v_ch.address(), n, c, h);
        }
        home.record(u_nh, v_ch, () -> {
            boolean addParameters = s.gamma_h().claimGradient();
            s.beta_h().claimGradient();
            Tensor da = cells_nh.needsGradient() ? cells_nh : home.tensor(cells_nh.shape());
            Tensor dt = labels_ch.needsGradient() ? labels_ch : home.tensor(labels_ch.shape());
            boolean addA = da.claimGradient();
            boolean addT = dt.claimGradient();
            norm.gradient(training, u_nh.gradient(), v_ch.gradient(), cells_nh.address(), labels_ch.address(),
                    mean_h.address(), invStd_h.address(), s.gamma_h().address(), da.gradient(), addA, dt.gradient(),
                    addT, s.gamma_h().gradient(), s.beta_h().gradient(), addParameters, n, c, h);
        });
        return new LabelGrid(u_nh, v_ch, then);
    }

    /// The grid itself: (c n) x h.
    public Tensor make() {
        Workspace home = cells_nh.home();
        var grid = home.kernels().grid();
        Norm.Then then = activation.then();
        Tensor y = home.result(Shape.of(rows(), cells_nh.columns()), needsGradient());
        grid.make(cells_nh.address(), labels_ch.address(), then, y.address(), size());
        home.record(y, () -> {
            Tensor room = home.room(grid.roomBytes(size()));
            boolean addU = cells_nh.needsGradient() && cells_nh.claimGradient();
            boolean addV = labels_ch.needsGradient() && labels_ch.claimGradient();
            grid.makeGradient(y.gradient(), y.address(), then, room.address(), gradient(cells_nh), addU,
                    gradient(labels_ch), addV, size());
        });
        return y;
    }

    /// A draw from the normal distribution of each row, and its divergence from the standard normal.
    ///
    /// @param z_rk draws, which gradients flow through
    /// @param kl_r divergences, summed over k
    public record Drawn(Tensor z_rk, Tensor kl_r) {}

    /// Draws from normal distributions whose means and logarithms of variances are a linear map of the grid, without
    /// making the grid: `[mean, log v] = grid w_oh' + b_o`, `variance = v + floor`, `z = mean + sqrt(variance) noise`.
    /// The grid must have a ReLU.
    public Drawn draw(Tensor w_oh, Tensor b_o, double floor, Tensor noise_rk) {
        int k = w_oh.rows() / 2;
        Tensor.requireShape(w_oh, Shape.of(2 * k, cells_nh.columns()), "w_oh");
        Tensor.requireShape(b_o, Shape.of(2 * k), "b_o");
        Tensor.requireShape(noise_rk, Shape.of(rows(), k), "noise_rk");
        Workspace home = cells_nh.home();
        LabelDraw draw = home.kernels().labelDraw();
        LabelDraw.Size size = new LabelDraw.Size(cells_nh.rows(), labels_ch.rows(), cells_nh.columns(), k);
        var net = new LabelDraw.Net(cells_nh.address(), labels_ch.address(), w_oh.address(), b_o.address());
        var given = new LabelDraw.Given(activation.then(), floor, noise_rk.address());
        Tensor room = home.room(draw.roomBytes(size));
        Tensor z_rk = home.result(Shape.of(rows(), k), true);
        Tensor kl_r = home.result(Shape.of(rows()), true);
        draw.forward(net, given, room.address(), z_rk.address(), kl_r.address(), size);
        home.record(z_rk, kl_r, () -> {
            Tensor du = cells_nh.needsGradient() ? cells_nh : home.tensor(cells_nh.shape());
            Tensor dv = labels_ch.needsGradient() ? labels_ch : home.tensor(labels_ch.shape());
            boolean add = Tensor.claimGradients(du, dv, w_oh, b_o);
            var gradients = new LabelDraw.Net(du.gradient(), dv.gradient(), w_oh.gradient(), b_o.gradient());
            draw.gradient(z_rk.hasGradient() ? z_rk.gradient() : 0, kl_r.hasGradient() ? kl_r.gradient() : 0, net,
                    given, room.address(), gradients, add, size);
        });
        return new Drawn(z_rk, kl_r);
    }

    private boolean needsGradient() {
        return cells_nh.needsGradient() || labels_ch.needsGradient();
    }

    private static long gradient(Tensor x) {
        return x.needsGradient() ? x.gradient() : 0;
    }
}
