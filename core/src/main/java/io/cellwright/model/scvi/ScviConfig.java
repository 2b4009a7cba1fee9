package io.cellwright.model.scvi;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.nn.Covariates;
import io.cellwright.nn.FCLayers;
import io.cellwright.tensor.Counts;

/// What an scVI model is made of. Defaults are scvi-tools 1.5's: {@link #of}.
///
/// @param genes number of genes
/// @param batches number of experimental batches, at least 1
/// @param labels number of cell types known to the dispersion, at least 1
/// @param categoricalLevels levels of each further categorical covariate
/// @param continuousCovariates number of continuous covariates
/// @param network widths and depths
/// @param dispersion what the inverse dispersion depends on
/// @param likelihood distribution of a count
/// @param latentDistribution whether z is normal or its softmax
/// @param library where the library size comes from
public record ScviConfig(int genes, int batches, int labels, List<Integer> categoricalLevels,
        int continuousCovariates, Network network, Dispersion dispersion, Counts.Likelihood likelihood,
        LatentDistribution latentDistribution, Library library) {

    /// What the inverse dispersion theta depends on.
    public enum Dispersion {
        /// One number a gene.
        GENE,
        /// One number a gene and experimental batch.
        GENE_BATCH,
        /// One number a gene and cell type.
        GENE_LABEL,
        /// One number a gene and cell, from the decoder.
        GENE_CELL
    }

    /// What the decoder gets.
    public enum LatentDistribution {
        /// z itself.
        NORMAL,
        /// The softmax of z ("ln", logistic normal).
        LOGISTIC_NORMAL
    }

    /// Where the library size comes from.
    public enum Library {
        /// The sum of the cell's counts.
        OBSERVED,
        /// A latent variable with a log-normal prior for each experimental batch.
        MODELLED,
        /// A size factor given with the data; the rate link is then softplus.
        SIZE_FACTOR
    }

    /// Which halves of the network have a kind of normalisation.
    public enum Where {
        /// Neither.
        NONE,
        /// Encoders.
        ENCODER,
        /// Decoders.
        DECODER,
        /// Both.
        BOTH;

        /// Whether encoders have it.
        public boolean encoder() {
            return this == ENCODER || this == BOTH;
        }

        /// Whether decoders have it.
        public boolean decoder() {
            return this == DECODER || this == BOTH;
        }
    }

    /// Widths, depths and norms.
    ///
    /// @param hidden width of hidden layers
    /// @param latent dimensions of z
    /// @param layers hidden layers of encoder and decoder
    /// @param dropoutRate dropout of encoders, in [0, 1)
    /// @param encodeCovariates whether encoders see the covariates
    /// @param deeplyInjectCovariates whether codes enter every layer
    /// @param batchNorm which halves have batch normalisation
    /// @param layerNorm which halves have layer normalisation
    public record Network(int hidden, int latent, int layers, double dropoutRate, boolean encodeCovariates,
            boolean deeplyInjectCovariates, Where batchNorm, Where layerNorm) {
        /// scvi-tools' defaults: 128 hidden, 10 latent, 1 layer, dropout 0.1.
        public static final Network DEFAULT = new Network(128, 10, 1, 0.1, false, true, Where.BOTH, Where.NONE);

        /// Checks ranges.
        public Network {
            atLeastOne(hidden, "n_hidden");
            atLeastOne(latent, "n_latent");
            atLeastOne(layers, "n_layers");
            if (!(dropoutRate >= 0 && dropoutRate < 1)) {
                throw new IllegalArgumentException("dropout_rate must be in [0, 1) but was " + dropoutRate);
            }
        }

        /// How the layers of an encoder are made.
        public FCLayers.Config encoderLayers(int depth) {
            return new FCLayers.Config(depth, hidden, dropoutRate, batchNorm.encoder(), layerNorm.encoder(),
                    deeplyInjectCovariates);
        }

        /// How the layers of a decoder are made: without dropout.
        public FCLayers.Config decoderLayers() {
            return new FCLayers.Config(layers, hidden, 0, batchNorm.decoder(), layerNorm.decoder(),
                    deeplyInjectCovariates);
        }

        /// The same with another dropout rate.
        public Network withDropoutRate(double rate) {
            return new Network(hidden, latent, layers, rate, encodeCovariates, deeplyInjectCovariates, batchNorm,
                    layerNorm);
        }
    }

    /// Checks ranges.
    public ScviConfig {
        atLeastOne(genes, "genes");
        atLeastOne(batches, "batches");
        atLeastOne(labels, "labels");
        categoricalLevels = List.copyOf(categoricalLevels);
        if (continuousCovariates < 0) {
            throw new IllegalArgumentException("continuous covariates must be at least 0 but were "
                    + continuousCovariates);
        }
    }

    private static void atLeastOne(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1 but was " + value);
        }
    }

    /// scvi-tools' defaults for so many genes and batches: zero-inflated negative binomial, one dispersion a gene.
    public static ScviConfig of(int genes, int batches) {
        return new ScviConfig(genes, batches, 1, List.of(), 0, Network.DEFAULT, Dispersion.GENE, Counts.Likelihood.ZINB,
                LatentDistribution.NORMAL, Library.OBSERVED);
    }

    /// The same with another network.
    public ScviConfig withNetwork(Network other) {
        return new ScviConfig(genes, batches, labels, categoricalLevels, continuousCovariates, other, dispersion,
                likelihood, latentDistribution, library);
    }

    /// The same with another likelihood.
    public ScviConfig withLikelihood(Counts.Likelihood other) {
        return new ScviConfig(genes, batches, labels, categoricalLevels, continuousCovariates, network, dispersion,
                other, latentDistribution, library);
    }

    /// The same with another dispersion.
    public ScviConfig withDispersion(Dispersion other) {
        return new ScviConfig(genes, batches, labels, categoricalLevels, continuousCovariates, network, other,
                likelihood, latentDistribution, library);
    }

    /// The same with another library size.
    public ScviConfig withLibrary(Library other) {
        return new ScviConfig(genes, batches, labels, categoricalLevels, continuousCovariates, network, dispersion,
                likelihood, latentDistribution, other);
    }

    /// The same with another number of cell types.
    public ScviConfig withLabels(int other) {
        return new ScviConfig(genes, batches, other, categoricalLevels, continuousCovariates, network, dispersion,
                likelihood, latentDistribution, library);
    }

    /// The same with other covariates.
    public ScviConfig withCovariates(List<Integer> levels, int continuous) {
        return new ScviConfig(genes, batches, labels, levels, continuous, network, dispersion, likelihood,
                latentDistribution, library);
    }

    /// The same with another latent distribution.
    public ScviConfig withLatentDistribution(LatentDistribution other) {
        return new ScviConfig(genes, batches, labels, categoricalLevels, continuousCovariates, network, dispersion,
                likelihood, other, library);
    }

    /// What the decoder is told about each cell: batch label, then the categorical and continuous covariates.
    Covariates.Sizes decoderCovariates() {
        List<Integer> levels = new ArrayList<>();
        levels.add(batches);
        levels.addAll(categoricalLevels);
        return new Covariates.Sizes(continuousCovariates, levels);
    }

    /// What encoders are told.
    Covariates.Sizes encoderCovariates() {
        return network.encodeCovariates() ? decoderCovariates() : Covariates.Sizes.NONE;
    }
}
