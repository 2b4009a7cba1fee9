package io.cellwright.model.classifier;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.nn.Covariates;
import io.cellwright.nn.FCLayers;
import io.cellwright.nn.Linear;
import io.cellwright.nn.TorchTensor;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// Hidden layers with batch normalisation, ReLU and dropout, then a linear layer to the logits of c classes.
///
/// Source: scvi-tools 1.5, `Classifier` with `logits=True`.
///
/// | input | made with | shape |
/// |---|---|---|
/// | latent points | {@link #dense} | n x k |
/// | `log(1 + x)` of counts | {@link #sparse} | n x g |
public final class Classifier {
    private final String name;
    private final ClassifierConfig config;
    private final FCLayers layers;
    private final Linear logits;

    private Classifier(Parameters parameters, String name, ClassifierConfig config, boolean sparse) {
        this.name = name;
        this.config = config;
        FCLayers.Config hidden = new FCLayers.Config(config.layers(), config.hidden(), config.dropoutRate(), true,
                false, false);
        this.layers = sparse ? FCLayers.sparse(parameters, name, config.inputs(), Covariates.Sizes.NONE, hidden)
                : FCLayers.dense(parameters, name, config.inputs(), Covariates.Sizes.NONE, hidden);
        this.logits = new Linear(parameters, name + ".logits", config.hidden(), config.classes());
    }

    /// Declares the parameters of a classifier of dense rows.
    ///
    /// @param name what the names of its parameters begin with
    public static Classifier dense(Parameters parameters, String name, ClassifierConfig config) {
        return new Classifier(parameters, name, config, false);
    }

    /// Declares the parameters of a classifier of sparse cells.
    ///
    /// @param name what the names of its parameters begin with
    public static Classifier sparse(Parameters parameters, String name, ClassifierConfig config) {
        return new Classifier(parameters, name, config, true);
    }

    /// What the names of its parameters begin with.
    public String name() {
        return name;
    }

    /// What it is made of.
    public ClassifierConfig config() {
        return config;
    }

    /// n x inputs to n x c logits.
    public Tensor forward(Tensor x_ni, StepContext step) {
        return logits.forward(layers.forward(x_ni, Covariates.NONE, step));
    }

    /// Sparse cells to n x c logits.
    public Tensor forward(SparseTensor x_ng, StepContext step) {
        return logits.forward(layers.forward(x_ng, Covariates.NONE, step));
    }

    /// All parameters and buffers under scvi-tools' names.
    public List<TorchTensor> torch() {
        List<TorchTensor> all = new ArrayList<>(layers.torch("classifier.0.fc_layers"));
        all.addAll(logits.torch("classifier.1"));
        return all;
    }
}
