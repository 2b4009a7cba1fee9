package io.cellwright.cli;

import java.util.Optional;

import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.model.scvi.ScviConfig.Dispersion;
import io.cellwright.model.scvi.ScviConfig.LatentDistribution;
import io.cellwright.model.scvi.ScviConfig.Library;
import io.cellwright.model.scvi.ScviConfig.Network;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.Registry;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.tensor.Counts;
import picocli.CommandLine.Option;

/// How the network is made; defaults are scvi-tools', but the likelihood's, which follows the preset.
final class NetworkOptions {
    @Option(names = "--n-hidden", paramLabel = "N", description = "Width of hidden layers. Default: ${DEFAULT-VALUE}.")
    private int hidden = Network.DEFAULT.hidden();

    @Option(names = "--n-latent", paramLabel = "N",
            description = "Dimensions of the embedding. Default: ${DEFAULT-VALUE}.")
    private int latent = Network.DEFAULT.latent();

    @Option(names = "--n-layers", paramLabel = "N",
            description = "Hidden layers of encoder and decoder. Default: ${DEFAULT-VALUE}.")
    private int layers = Network.DEFAULT.layers();

    @Option(names = "--dropout-rate", paramLabel = "RATE",
            description = "Dropout of the encoder, in [0, 1). Default: ${DEFAULT-VALUE}.")
    private double dropoutRate = Network.DEFAULT.dropoutRate();

    @Option(names = "--dispersion", paramLabel = "KIND", converter = Choice.OfDispersion.class, defaultValue = "gene",
            description = "gene, gene-batch, gene-label or gene-cell. Default: ${DEFAULT-VALUE}.")
    private Dispersion dispersion = Dispersion.GENE;

    @Option(names = "--gene-likelihood", paramLabel = "KIND", converter = Choice.OfLikelihood.class,
            description = "nb, zinb or poisson. Default: nb; zinb with --preset parity.")
    private Optional<Counts.Likelihood> likelihood = Optional.empty();

    @Option(names = "--latent-distribution", paramLabel = "KIND", converter = Choice.OfLatent.class,
            defaultValue = "normal", description = "normal or ln (logistic normal). Default: ${DEFAULT-VALUE}.")
    private LatentDistribution latentDistribution = LatentDistribution.NORMAL;

    @Option(names = "--use-observed-lib-size", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Take the sum of a cell's counts as its library size, or with --no-… model it.")
    private boolean useObservedLibSize = true;

    @Option(names = "--encode-covariates", negatable = true, defaultValue = "false", fallbackValue = "true",
            description = "Show the covariates to the encoder too.")
    private boolean encodeCovariates;

    @Option(names = "--deeply-inject-covariates", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Show the covariates to every layer, or with --no-… to the first alone.")
    private boolean deeplyInjectCovariates = true;

    /// The model for data of these sizes.
    ModelSpec spec(ModelSpec.Kind kind, Registry registry, boolean linearClassifier, Preset preset) {
        ModelSpec defaults = ModelSpec.of(kind, registry, preset);
        Network network = new Network(hidden, latent, layers, dropoutRate, encodeCovariates, deeplyInjectCovariates,
                Network.DEFAULT.batchNorm(), Network.DEFAULT.layerNorm());
        ScviConfig config = defaults.scvi().withNetwork(network).withDispersion(dispersion)
                .withLikelihood(likelihood.orElse(defaults.scvi().likelihood()))
                .withLatentDistribution(latentDistribution);
        if (!useObservedLibSize && config.library() == Library.OBSERVED) {
            config = config.withLibrary(Library.MODELLED);
        }
        return new ModelSpec(kind, config, linearClassifier);
    }
}
