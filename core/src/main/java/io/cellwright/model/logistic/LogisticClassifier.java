package io.cellwright.model.logistic;

import java.util.List;

import io.cellwright.model.CellInput;
import io.cellwright.model.Classifies;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// Multinomial logistic regression as a network: the logits of c classes are `x w + intercept`, with nothing in between.
public final class LogisticClassifier implements Classifies {
    /// What it is called.
    public static final String NAME = "logistic_regression";
    /// Logit of a class that no cell taught: its probability is 0.
    private static final double NEVER = -1e30;

    private final Parameters parameters;
    private final Config config;
    private final Tensor weight;
    private final Tensor intercept_c;

    /// How it is made.
    ///
    /// @param genes genes of the input, at least 1
    /// @param sparse whether the input is sparse: prepared without scaling
    /// @param classes number of classes, at least 2
    public record Config(int genes, boolean sparse, int classes) {
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
    }

    /// Declares `weight` (g x c for sparse input, c x g for dense) and `intercept` (c).
    public LogisticClassifier(Parameters parameters, Config config) {
        this.parameters = parameters;
        this.config = config;
        Initializer first = Initializer.uniform(1 / Math.sqrt(config.genes()));
        this.weight = parameters.parameter("weight", config.sparse() ? Shape.of(config.genes(), config.classes())
                : Shape.of(config.classes(), config.genes()), first);
        this.intercept_c = parameters.parameter("intercept", Shape.of(config.classes()), first);
    }

    /// What it is made of.
    public Config config() {
        return config;
    }

    /// Sets the weights.
    ///
    /// @param weight_gc weights of each gene
    /// @param intercept_c of each class; negative infinity for one that has probability 0
    public void set(double[][] weight_gc, double[] intercept_c) {
        int genes = config.genes();
        int classes = config.classes();
        for (int g = 0; g < genes; g++) {
            for (int c = 0; c < classes; c++) {
                weight.set(config.sparse() ? (long) g * classes + c : (long) c * genes + g, weight_gc[g][c]);
            }
        }
        for (int c = 0; c < classes; c++) {
            this.intercept_c.set(c, Math.max(NEVER, intercept_c[c]));
        }
    }

    @Override
    public String name() {
        return NAME;
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
        if (!config.sparse()) {
            return Products.linear(cells.x_ng(), weight, intercept_c);
        }
        return Products.linear(cells.requiredSparse_ng(), weight, intercept_c, List.of());
    }
}
