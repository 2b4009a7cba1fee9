package io.cellwright.model.autoencoder;

import java.util.List;

import io.cellwright.nn.Mlp;
import io.cellwright.tensor.Counts.Likelihood;

/// How an {@link Autoencoder} is made.
///
/// @param kind what stands between encoder and decoder
/// @param genes genes of the input, at least 1
/// @param sparse whether the input is sparse: prepared without scaling
/// @param batches experimental batches, at least 1; with more than one they enter the first layer of the decoder, and
///     of the encoder too
/// @param latent latent dimensions, at least 1
/// @param hidden layers of the encoder; the decoder's are the same the other way round
/// @param output what the decoder gives and how it is judged
public record AutoencoderConfig(Kind kind, int genes, boolean sparse, int batches, int latent, Mlp.Config hidden,
        Output output) {
    private static final int LATENT = 32;
    private static final Mlp.Config HIDDEN = new Mlp.Config(List.of(512, 256), 0.1);
    private static final double NOISE = 0.15;

    /// What stands between encoder and decoder.
    public sealed interface Kind {
        /// The name of models of this kind.
        String label();
    }

    /// A point in latent space.
    public record Plain() implements Kind {
        @Override
        public String label() {
            return "autoencoder";
        }
    }

    /// The same; in training each number of the input is set to 0 with a probability.
    ///
    /// @param noiseProbability in [0, 1)
    public record Denoising(double noiseProbability) implements Kind {
        /// Checks the range.
        public Denoising {
            if (!(noiseProbability >= 0 && noiseProbability < 1)) {
                throw new IllegalArgumentException("noise_probability must be in [0, 1) but was " + noiseProbability);
            }
        }

        @Override
        public String label() {
            return "denoising_autoencoder";
        }
    }

    /// A normal distribution over latent space, drawn from in training.
    ///
    /// @param klWeight weight of its divergence from the standard normal, at least 0
    public record Variational(double klWeight) implements Kind {
        /// Checks the range.
        public Variational {
            if (!(klWeight >= 0 && klWeight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("kl_weight must be at least 0 and finite but was " + klWeight);
            }
        }

        @Override
        public String label() {
            return "vae";
        }
    }

    /// What the decoder gives and how it is judged.
    public sealed interface Output {}

    /// The expression, judged by the mean over genes of the squared difference; a divergence is averaged over latent
    /// dimensions too.
    public record SquaredError() implements Output {}

    /// The share of each gene in the raw counts of a cell, judged by the negative log probability of the counts, summed
    /// over genes; a divergence is summed over latent dimensions too. The library size is the sum of a cell's counts.
    ///
    /// @param likelihood distribution of the counts
    public record CountDistribution(Likelihood likelihood) implements Output {}

    /// Checks ranges.
    public AutoencoderConfig {
        if (genes < 1 || batches < 1 || latent < 1) {
            throw new IllegalArgumentException("genes, batches and latent_dim must be at least 1 but were " + genes
                    + ", " + batches + ", " + latent);
        }
    }

    /// scDLKit's autoencoder: 32 latent dimensions, hidden layers of 512 and 256, dropout 0.1.
    public static AutoencoderConfig autoencoder(int genes) {
        return new AutoencoderConfig(new Plain(), genes, true, 1, LATENT, HIDDEN, new SquaredError());
    }

    /// scDLKit's denoising autoencoder: the same, with 15 % of the input set to 0.
    public static AutoencoderConfig denoising(int genes) {
        return autoencoder(genes).withKind(new Denoising(NOISE));
    }

    /// scDLKit's variational autoencoder: the same, with a divergence of weight 1.
    public static AutoencoderConfig variational(int genes) {
        return autoencoder(genes).withKind(new Variational(1));
    }

    /// The same of another kind.
    public AutoencoderConfig withKind(Kind other) {
        return new AutoencoderConfig(other, genes, sparse, batches, latent, hidden, output);
    }

    /// The same for dense input, such as scaled expression.
    public AutoencoderConfig withSparse(boolean other) {
        return new AutoencoderConfig(kind, genes, other, batches, latent, hidden, output);
    }

    /// The same for so many experimental batches.
    public AutoencoderConfig withBatches(int other) {
        return new AutoencoderConfig(kind, genes, sparse, other, latent, hidden, output);
    }

    /// The same with so many latent dimensions.
    public AutoencoderConfig withLatent(int other) {
        return new AutoencoderConfig(kind, genes, sparse, batches, other, hidden, output);
    }

    /// The same with other hidden layers.
    public AutoencoderConfig withHidden(Mlp.Config other) {
        return new AutoencoderConfig(kind, genes, sparse, batches, latent, other, output);
    }

    /// The same with another output.
    public AutoencoderConfig withOutput(Output other) {
        return new AutoencoderConfig(kind, genes, sparse, batches, latent, hidden, other);
    }
}
