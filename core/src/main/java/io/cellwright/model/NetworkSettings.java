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
/// @param hidden width of each hidden layer, on the way to the latent space or to the logits
/// @param dropout rate of dropout
/// @param klWeight weight of the divergence of a variational autoencoder
/// @param noise share of the input that a denoising autoencoder sets to 0
/// @param likelihood distribution of the raw counts that an autoencoder models; open for the squared error
public record NetworkSettings(int genes, boolean sparse, int batches, int classes, OptionalInt latent,
        Optional<List<Integer>> hidden, OptionalDouble dropout, OptionalDouble klWeight, OptionalDouble noise,
        Optional<Likelihood> likelihood) {
    /// The model's defaults.
    public static NetworkSettings of(int genes) {
        return new NetworkSettings(genes, true, 1, 0, OptionalInt.empty(), Optional.empty(), OptionalDouble.empty(),
                OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());
    }

    /// The same for dense or sparse input.
    public NetworkSettings withSparse(boolean other) {
        return new NetworkSettings(genes, other, batches, classes, latent, hidden, dropout, klWeight, noise, likelihood);
    }

    /// The same for so many experimental batches.
    public NetworkSettings withBatches(int other) {
        return new NetworkSettings(genes, sparse, other, classes, latent, hidden, dropout, klWeight, noise, likelihood);
    }

    /// The same for so many classes.
    public NetworkSettings withClasses(int other) {
        return new NetworkSettings(genes, sparse, batches, other, latent, hidden, dropout, klWeight, noise, likelihood);
    }

    /// The same with so many latent dimensions.
    public NetworkSettings withLatent(int other) {
        return new NetworkSettings(genes, sparse, batches, classes, OptionalInt.of(other), hidden, dropout, klWeight,
                noise, likelihood);
    }

    /// The same with other hidden layers.
    public NetworkSettings withHidden(List<Integer> other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, Optional.of(List.copyOf(other)), dropout,
                klWeight, noise, likelihood);
    }

    /// The same with another rate of dropout.
    public NetworkSettings withDropout(double other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, hidden, OptionalDouble.of(other), klWeight,
                noise, likelihood);
    }

    /// The same with another weight of the divergence.
    public NetworkSettings withKlWeight(double other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, hidden, dropout, OptionalDouble.of(other),
                noise, likelihood);
    }

    /// The same with another share of the input set to 0.
    public NetworkSettings withNoise(double other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, hidden, dropout, klWeight,
                OptionalDouble.of(other), likelihood);
    }

    /// The same with a distribution of the raw counts.
    public NetworkSettings withLikelihood(Likelihood other) {
        return new NetworkSettings(genes, sparse, batches, classes, latent, hidden, dropout, klWeight, noise,
                Optional.of(other));
    }
}
