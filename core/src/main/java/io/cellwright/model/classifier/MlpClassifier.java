package io.cellwright.model.classifier;

import java.util.List;

import io.cellwright.model.CellInput;
import io.cellwright.model.Classifies;
import io.cellwright.nn.Covariates;
import io.cellwright.nn.Linear;
import io.cellwright.nn.Mlp;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// Hidden layers with GELU and dropout, then a linear layer to the logits of c classes.
///
/// Source: scDLKit 0.1.7, `MLPClassifier`, whose defaults these are.
public final class MlpClassifier implements Classifies {
    private final Parameters parameters;
    private final Config config;
    private final Mlp layers;
    private final Linear logits;

    /// How it is made.
    ///
    /// @param genes genes of the input, at least 1
    /// @param sparse whether the input is sparse: prepared without scaling
    /// @param classes number of classes, at least 2
    /// @param hidden hidden layers
    public record Config(int genes, boolean sparse, int classes, Mlp.Config hidden) {
        private static final Mlp.Config HIDDEN = new Mlp.Config(List.of(256, 128), 0.2);

        /// Checks ranges.
        public Config {
            if (genes < 1) {
                throw new IllegalArgumentException("genes must be at least 1 but were " + genes);
            }
            if (classes < 2) {
                throw new IllegalArgumentException("a classifier must have at least 2 classes but was asked for "
                        + classes);
            }
        }

        /// scDLKit's: hidden layers of 256 and 128, dropout 0.2.
        public static Config of(int genes, int classes) {
            return new Config(genes, true, classes, HIDDEN);
        }

        /// The same for dense input, such as scaled expression.
        public Config withSparse(boolean other) {
            return new Config(genes, other, classes, hidden);
        }

        /// The same with other hidden layers.
        public Config withHidden(Mlp.Config other) {
            return new Config(genes, sparse, classes, other);
        }
    }

    /// Declares the parameters.
    public MlpClassifier(Parameters parameters, Config config) {
        this.parameters = parameters;
        this.config = config;
        this.layers = config.sparse()
                ? Mlp.sparse(parameters, "classifier", config.genes(), Covariates.Sizes.NONE, config.hidden())
                : Mlp.dense(parameters, "classifier", config.genes(), Covariates.Sizes.NONE, config.hidden());
        this.logits = new Linear(parameters, "logits", layers.out(), config.classes());
    }

    /// What it is made of.
    public Config config() {
        return config;
    }

    @Override
    public String name() {
        return "mlp_classifier";
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public int genes() {
        return config.genes();
    }

    @Override
    public boolean wantsBatches() {
        return false;
    }

    @Override
    public int classes() {
        return config.classes();
    }

    @Override
    public Tensor classify(CellInput cells, StepContext step) {
        Tensor h_nh = config.sparse()
                ? layers.forward(cells.requiredSparse_ng(), Covariates.NONE, step)
                : layers.forward(cells.x_ng(), Covariates.NONE, step);
        return logits.forward(h_nh);
    }
}
