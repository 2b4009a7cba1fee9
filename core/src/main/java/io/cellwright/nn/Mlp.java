package io.cellwright.nn;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// Hidden layers of one width after another, each in this order: linear over `[x, covariates]`, GELU, dropout. Covariates
/// enter the first layer only.
///
/// Source: scDLKit 0.1.7, the multi-layer perceptron of its autoencoders and classifier; it has no covariates.
public final class Mlp {
    private final List<CovariateLinear> layers = new ArrayList<>();
    private final int out;
    private final double dropoutRate;

    private Mlp(Parameters parameters, String name, int in, boolean sparse, Covariates.Sizes sizes, Config config) {
        this.dropoutRate = config.dropoutRate();
        int width = in;
        for (int i = 0; i < config.hidden().size(); i++) {
            layers.add(new CovariateLinear(parameters, name + "." + i, width, sparse && i == 0,
                    i == 0 ? sizes : Covariates.Sizes.NONE, config.hidden().get(i)));
            width = config.hidden().get(i);
        }
        this.out = width;
    }

    /// How the layers are made.
    ///
    /// @param hidden width of each layer, at least one layer, each at least 1
    /// @param dropoutRate in [0, 1)
    public record Config(List<Integer> hidden, double dropoutRate) {
        /// Checks ranges.
        public Config {
            hidden = List.copyOf(hidden);
            if (hidden.isEmpty() || hidden.stream().anyMatch(width -> width < 1)) {
                throw new IllegalArgumentException("hidden_dims must be one width or more, each at least 1, but were "
                        + hidden);
            }
            if (!(dropoutRate >= 0 && dropoutRate < 1)) {
                throw new IllegalArgumentException("dropout must be in [0, 1) but was " + dropoutRate);
            }
        }

        /// The same layers from the last to the first.
        public Config mirrored() {
            return new Config(hidden.reversed(), dropoutRate);
        }
    }

    /// Layers whose input is dense.
    public static Mlp dense(Parameters parameters, String name, int in, Covariates.Sizes sizes, Config config) {
        return new Mlp(parameters, name, in, false, sizes, config);
    }

    /// Layers whose input is sparse cells of `genes` genes.
    public static Mlp sparse(Parameters parameters, String name, int genes, Covariates.Sizes sizes, Config config) {
        return new Mlp(parameters, name, genes, true, sizes, config);
    }

    /// Width of the last layer.
    public int out() {
        return out;
    }

    /// Sparse cells to n x out.
    public Tensor forward(SparseTensor x_ng, Covariates covariates, StepContext step) {
        return deeper(layers.getFirst().forward(x_ng, covariates), step);
    }

    /// n x in to n x out.
    public Tensor forward(Tensor x_ni, Covariates covariates, StepContext step) {
        return deeper(layers.getFirst().forward(x_ni, covariates), step);
    }

    private Tensor deeper(Tensor first_nh, StepContext step) {
        Tensor h_nh = activated(first_nh, step);
        for (CovariateLinear layer : layers.subList(1, layers.size())) {
            h_nh = activated(layer.forward(h_nh, Covariates.NONE), step);
        }
        return h_nh;
    }

    private Tensor activated(Tensor x_nh, StepContext step) {
        Tensor h_nh = x_nh.gelu();
        double rate = dropoutRate > 0 ? step.dropout().orElse(dropoutRate) : 0;
        return step.training() && rate > 0 ? h_nh.dropout(rate, step.noise().dropoutKey()) : h_nh;
    }
}
