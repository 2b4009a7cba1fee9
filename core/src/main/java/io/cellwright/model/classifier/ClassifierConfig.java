package io.cellwright.model.classifier;

/// How a {@link Classifier} is made.
///
/// @param inputs numbers of an input, at least 1
/// @param classes number of classes, at least 2
/// @param hidden width of the hidden layers, at least 1
/// @param layers number of hidden layers, at least 1
/// @param dropoutRate in [0, 1)
public record ClassifierConfig(int inputs, int classes, int hidden, int layers, double dropoutRate) {
    private static final int HIDDEN = 128;
    private static final int ADVERSARY_HIDDEN = 32;
    private static final int ADVERSARY_LAYERS = 2;
    private static final double DROPOUT = 0.1;

    /// Checks ranges.
    public ClassifierConfig {
        if (inputs < 1 || hidden < 1 || layers < 1) {
            throw new IllegalArgumentException("inputs, n_hidden and n_layers must be at least 1 but were " + inputs
                    + ", " + hidden + ", " + layers);
        }
        if (classes < 2) {
            throw new IllegalArgumentException("a classifier must have at least 2 classes but was asked for " + classes);
        }
        if (!(dropoutRate >= 0 && dropoutRate < 1)) {
            throw new IllegalArgumentException("dropout_rate must be in [0, 1) but was " + dropoutRate);
        }
    }

    /// scvi-tools' defaults: one layer of 128, dropout 0.1.
    public static ClassifierConfig of(int inputs, int classes) {
        return new ClassifierConfig(inputs, classes, HIDDEN, 1, DROPOUT);
    }

    /// scvi-tools' adversary of a latent space: two layers of 32, dropout 0.1.
    public static ClassifierConfig adversary(int latent, int batches) {
        return new ClassifierConfig(latent, batches, ADVERSARY_HIDDEN, ADVERSARY_LAYERS, DROPOUT);
    }

    /// The same with another dropout rate.
    public ClassifierConfig withDropoutRate(double rate) {
        return new ClassifierConfig(inputs, classes, hidden, layers, rate);
    }
}
