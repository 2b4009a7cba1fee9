package io.cellwright.nn;

import java.util.List;

import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.LabelGrid;
import io.cellwright.tensor.LabelLayer;
import io.cellwright.tensor.Normalisation;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// Batch normalisation as scvi-tools sets it: momentum 0.01 (torch's convention), epsilon 1e-3.
///
/// A minibatch of one cell has no variance; torch stops there. Here such a minibatch is normalised by the running
/// statistics, which it does not move.
public final class BatchNorm {
    private static final double MOMENTUM = 0.01;
    private static final double EPSILON = 1e-3;

    private final Normalisation.BatchStatistics statistics;

    /// Declares `name.weight`, `name.bias` and the buffers `name.running_mean`, `name.running_var`.
    public BatchNorm(Parameters parameters, String name, int features) {
        Shape h = Shape.of(features);
        this.statistics = new Normalisation.BatchStatistics(
                parameters.parameter(name + ".weight", h, Initializer.constant(1)),
                parameters.parameter(name + ".bias", h, Initializer.constant(0)),
                parameters.buffer(name + ".running_mean", h, 0), parameters.buffer(name + ".running_var", h, 1),
                MOMENTUM, EPSILON);
    }

    /// n x h to n x h.
    public Tensor forward(Tensor x_nh, StepContext step) {
        return forward(x_nh, Normalisation.Activation.NONE, step);
    }

    /// n x h to n x h, with what follows.
    Tensor forward(Tensor x_nh, Normalisation.Activation activation, StepContext step) {
        boolean minibatch = step.training() && x_nh.shape().axis(0) > 1;
        return Normalisation.batch(x_nh, statistics, minibatch, minibatch && moves(step), activation);
    }

    /// A label grid, with what follows.
    LabelGrid grid(LabelGrid x, Normalisation.Activation activation, StepContext step) {
        boolean minibatch = step.training() && x.rows() > 1;
        return x.batchNorm(statistics, minibatch, minibatch && moves(step), activation);
    }

    /// A linear map of rows that come label by label, with a row of `labels_ch` for each label, and then ReLU.
    LabelLayer labelLayer(Tensor x_rk, Tensor w_hk, Tensor labels_ch, Tensor b_h, StepContext step) {
        boolean minibatch = step.training() && x_rk.shape().axis(0) > 1;
        return LabelLayer.normalised(x_rk, w_hk, labels_ch, b_h, statistics, minibatch,
                minibatch && moves(step));
    }

    private boolean moves(StepContext step) {
        return step.movesStatistics() && !statistics.runningMean_h().isHeld();
    }

    /// Everything under torch's names, but for its count of minibatches.
    public List<TorchTensor> torch(String name) {
        return List.of(TorchTensor.same(name + ".weight", statistics.gamma_h()),
                TorchTensor.same(name + ".bias", statistics.beta_h()),
                TorchTensor.same(name + ".running_mean", statistics.runningMean_h()),
                TorchTensor.same(name + ".running_var", statistics.runningVariance_h()));
    }
}
