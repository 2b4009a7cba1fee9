package io.cellwright.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import io.cellwright.model.NetworkSettings;
import io.cellwright.tensor.Counts.Likelihood;
import picocli.CommandLine.Option;

/// How a network is made. What is not given is the model's own default.
final class LayerOptions {
    @Option(names = "--latent-dim", paramLabel = "N", description = "Latent dimensions. Default: 32.")
    private Optional<Integer> latent = Optional.empty();

    @Option(names = "--hidden-dims", paramLabel = "N,N", split = ",",
            description = "Widths of the hidden layers. Default: 512,256; for a classifier, and the decoder of a "
                    + "transformer, 256,128.")
    private List<Integer> hidden = List.of();

    @Option(names = "--dropout", paramLabel = "RATE",
            description = "Rate of dropout, in [0, 1). Default: 0.1; for a classifier 0.2.")
    private Optional<Double> dropout = Optional.empty();

    @Option(names = "--kl-weight", paramLabel = "X",
            description = "vae: weight of the divergence from the standard normal. Default: 1.")
    private Optional<Double> klWeight = Optional.empty();

    @Option(names = "--noise-probability", paramLabel = "SHARE",
            description = "denoising_autoencoder: share of the input that is set to 0. Default: 0.15.")
    private Optional<Double> noise = Optional.empty();

    @Option(names = "--gene-likelihood", paramLabel = "KIND", converter = Choice.OfLikelihood.class,
            description = "Model the raw counts by nb, zinb or poisson, in place of the expression by its squared error.")
    private Optional<Likelihood> likelihood = Optional.empty();

    @Option(names = "--patch-size", paramLabel = "N",
            description = "transformer_autoencoder: genes of a token. Default: 16.")
    private Optional<Integer> patch = Optional.empty();

    @Option(names = "--d-model", paramLabel = "N",
            description = "transformer_autoencoder: numbers of a token. Default: 128.")
    private Optional<Integer> width = Optional.empty();

    @Option(names = "--n-heads", paramLabel = "N",
            description = "transformer_autoencoder: heads of the attention, a divisor of --d-model. Default: 4.")
    private Optional<Integer> heads = Optional.empty();

    @Option(names = "--n-layers", paramLabel = "N",
            description = "transformer_autoencoder: layers of the encoder. Default: 2.")
    private Optional<Integer> encoderLayers = Optional.empty();

    NetworkSettings applied(NetworkSettings usual) {
        return new NetworkSettings(usual.genes(), usual.sparse(), usual.batches(), usual.classes(),
                size(latent, usual.latent()),
                hidden.isEmpty() ? usual.hidden() : Optional.of(List.copyOf(hidden)),
                dropout.map(OptionalDouble::of).orElse(usual.dropout()),
                klWeight.map(OptionalDouble::of).orElse(usual.klWeight()),
                noise.map(OptionalDouble::of).orElse(usual.noise()), likelihood.or(usual::likelihood),
                new NetworkSettings.Transformer(size(patch, usual.transformer().patch()),
                        size(width, usual.transformer().width()), size(heads, usual.transformer().heads()),
                        size(encoderLayers, usual.transformer().layers())));
    }

    private static OptionalInt size(Optional<Integer> given, OptionalInt usual) {
        return given.map(OptionalInt::of).orElse(usual);
    }
}
