package io.cellwright.nn;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.tensor.Normals;
import io.cellwright.tensor.Parameters;
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

    private final Linear mean;
    private final Linear logVariance;
    private final double floor;

    /// Declares `name.mean` and `name.variance`.
    public NormalHead(Parameters parameters, String name, int hidden, int latent, double floor) {
        this.mean = new Linear(parameters, name + ".mean", hidden, latent);
        this.logVariance = new Linear(parameters, name + ".variance", hidden, latent);
        this.floor = floor;
    }

    /// n x hidden to a distribution over k dimensions.
    public Normal forward(Tensor h_nh) {
        Tensor variance_nk = logVariance.forward(h_nh).exp();
        return new Normal(mean.forward(h_nh), floor == 0 ? variance_nk : variance_nk.plus(floor));
    }

    /// Both heads under torch's names.
    public List<TorchTensor> torch(String meanName, String varianceName) {
        List<TorchTensor> all = new ArrayList<>(mean.torch(meanName));
        all.addAll(logVariance.torch(varianceName));
        return all;
    }
}
