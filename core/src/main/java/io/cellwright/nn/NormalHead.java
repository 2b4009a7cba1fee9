package io.cellwright.nn;

import java.util.List;

import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.LabelGrid;
import io.cellwright.tensor.Normals;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.Tensor;

/// Mean and variance of a diagonal normal distribution from a hidden layer: `variance = exp(h w') + floor`.
public final class NormalHead {
    /// A normal distribution for each row.
    ///
    /// @param mean n x k
    /// @param variance n x k, positive
    public record Normal(Tensor mean, Tensor variance) {
        /// A sample that gradients flow through.
        public Tensor sample(Tensor noise) {
            return Normals.sample(mean, variance, noise);
        }

        /// Divergence of each row from the standard normal.
        public Tensor klFromStandard() {
            return Normals.klFromStandard(mean, variance);
        }

        /// Log density of x; rows repeat over a label grid as {@link Normals#logProbability} says.
        public Tensor logProbability(Tensor x_nk) {
            return Normals.logProbability(x_nk, mean, variance);
        }
    }

    private final Tensor weight_oi;
    private final Tensor bias_o;
    private final int latent;
    private final double floor;

    /// Declares `name.weight` (2 latent x hidden, the means' rows first) and `name.bias`. First values are torch's for
    /// two linear layers.
    public NormalHead(Parameters parameters, String name, int hidden, int latent, double floor) {
        Initializer first = Initializer.uniform(1 / Math.sqrt(hidden));
        this.weight_oi = parameters.parameter(name + ".weight", Shape.of(2 * latent, hidden), first);
        this.bias_o = parameters.parameter(name + ".bias", Shape.of(2 * latent), first);
        this.latent = latent;
        this.floor = floor;
    }

    /// n x hidden to a distribution over k dimensions.
    public Normal forward(Tensor h_nh) {
        Normals.MeanVariance both = Normals.part(Products.linear(h_nh, weight_oi, bias_o), floor);
        return new Normal(both.mean_nk(), both.variance_nk());
    }

    /// (c n) x hidden to a draw from a distribution over k dimensions, and its divergence from the standard normal.
    public LabelGrid.Drawn draw(FCLayers.Draws h, Tensor noise_rk) {
        return h.draw(weight_oi, bias_o, floor, noise_rk);
    }

    /// (c n) x hidden to the log density of each of n cells under a distribution over k dimensions. Only for a floor of
    /// 0, with which the logarithm of the variance is there already.
    public Tensor logProbability(FCLayers.Densities h, Tensor x_nk) {
        if (floor != 0) {
            throw new IllegalStateException("the floor of the variance must be 0 but was " + floor);
        }
        return h.logProbability(weight_oi, bias_o, x_nk);
    }

    /// Both heads under torch's names.
    public List<TorchTensor> torch(String meanName, String varianceName) {
        return List.of(TorchTensor.rows(meanName + ".weight", weight_oi, 0, latent),
                TorchTensor.rows(meanName + ".bias", bias_o, 0, latent),
                TorchTensor.rows(varianceName + ".weight", weight_oi, latent, latent),
                TorchTensor.rows(varianceName + ".bias", bias_o, latent, latent));
    }
}
