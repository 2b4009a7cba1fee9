package io.cellwright.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import io.cellwright.tensor.Counts.Likelihood;

/// What a bundled network is made for and with: what {@link Models} takes beside a name. What is open is the model's
/// own default; what a model does not have must be open.
///
/// @param genes genes of the input
/// @param sparse whether the expression is sparse: prepared without scaling
/// @param batches experimental batches that it is told of, at least 1
/// @param classes classes of cells, for classifiers; 0 where there are none
/// @param latent latent dimensions
/// @param hidden width of each hidden layer, on the way to the latent space or to the logits; of a transformer, on the
///     way from the latent space to the genes
/// @param dropout rate of dropout
/// @param klWeight weight of the divergence of a variational autoencoder
/// @param noise share of the input that a denoising autoencoder sets to 0
/// @param likelihood distribution of the raw counts that an autoencoder models; open for the squared error
/// @param transformer how a transformer is made
public record NetworkSettings(int genes, boolean sparse, int batches, int classes, OptionalInt latent,
        Optional<List<Integer>> hidden, OptionalDouble dropout, OptionalDouble klWeight, OptionalDouble noise,
        Optional<Likelihood> likelihood, Transformer transformer) {
    /// How a transformer is made; what is open is the model's own default.
    ///
    /// @param patch genes of a token
    /// @param width numbers of a token, d_model
    /// @param heads heads of the attention
    /// @param layers layers of the encoder
    public record Transformer(OptionalInt patch, OptionalInt width, OptionalInt heads, OptionalInt layers) {
        /// The model's defaults.
        public static final Transformer DEFAULT = new Transformer(OptionalInt.empty(), OptionalInt.empty(),
                OptionalInt.empty(), OptionalInt.empty());

        /// The same with tokens of so many genes.
        public Transformer withPatch(int other) {
            return new Transformer(OptionalInt.of(other), width, heads, layers);
        }

        /// The same with tokens of so many numbers.
        public Transformer withWidth(int other) {
            return new Transformer(patch, OptionalInt.of(other), heads, layers);
        }

        /// The same with so many heads.
        public Transformer withHeads(int other) {
            return new Transformer(patch, width, OptionalInt.of(other), layers);
        }

        /// The same with so many layers.
        public Transformer withLayers(int other) {
            return new Transformer(patch, width, heads, OptionalInt.of(other));
        }
    }

    /// The model's defaults.
    public static NetworkSettings of(int genes) {
        return new NetworkSettings(genes, true, 1, 0, OptionalInt.empty(), Optional.empty(), OptionalDouble.empty(),
                OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty(), Transformer.DEFAULT);
    }

    /// The same for dense or sparse input.
    public NetworkSettings withSparse(boolean other) {
        return new NetworkSettings(genes, other, batches, classes, latent, hidden, dropout, klWeight, noise, likelihood,
                transformer);
    }

    /// The same for so many experimental batches.
    public NetworkSettings withBatches(int other) {
        return new NetworkSettings(genes, sparse, other, classes, latent, hidden, dropout, klWeight, noise, likelihood,
                transformer);
    }

    /// The same for so many classes.
    public NetworkSettings withClasses(int other) {
        return new NetworkSettings(genes, sparse, batches, other, latent, hidden, dropout, klWeight, noise, likelihood,
                transformer);
    }

    /// The same with so many latent dimensions.
    public NetworkSettings withLatent(int other) {
        return new NetworkSettings(genes, sparse, batches, classes, OptionalInt.of(other), hidden, dropout, klWeight,
                noise, likelihood, transformer);
    }

    /// The same with other hidden layers.
    public NetworkSettings withHidden(List<Integer> other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, Optional.of(List.copyOf(other)), dropout,
                klWeight, noise, likelihood,
                transformer);
    }

    /// The same with another rate of dropout.
    public NetworkSettings withDropout(double other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, hidden, OptionalDouble.of(other), klWeight,
                noise, likelihood, transformer);
    }

    /// The same with another weight of the divergence.
    public NetworkSettings withKlWeight(double other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, hidden, dropout, OptionalDouble.of(other),
                noise, likelihood, transformer);
    }

    /// The same with another share of the input set to 0.
    public NetworkSettings withNoise(double other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, hidden, dropout, klWeight,
                OptionalDouble.of(other), likelihood, transformer);
    }

    /// The same with a distribution of the raw counts.
    public NetworkSettings withLikelihood(Likelihood other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, hidden, dropout, klWeight, noise,
                Optional.of(other), transformer);
    }

    /// The same with a transformer made so.
    public NetworkSettings withTransformer(Transformer other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, hidden, dropout, klWeight, noise,
                likelihood, other);
    }
}
