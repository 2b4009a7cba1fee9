package io.cellwright.model.scvi;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.model.CellBatch;
import io.cellwright.model.scvi.ScviConfig.Dispersion;
import io.cellwright.model.scvi.ScviConfig.LatentDistribution;
import io.cellwright.model.scvi.ScviConfig.Library;
import io.cellwright.nn.Covariates;
import io.cellwright.nn.FCLayers;
import io.cellwright.nn.Linear;
import io.cellwright.nn.NormalHead;
import io.cellwright.nn.NormalHead.Normal;
import io.cellwright.nn.TorchTensor;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Counts;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Normals;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.StepPart;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// scVI: a variational autoencoder of counts (Lopez et al. 2018; scvi-tools 1.5, `VAE`).
///
/// `z ~ q(z | x) = N(mean(log1p x), variance(log1p x))`, and counts follow the likelihood with rate
/// `library * softmax(W d(z, batch))`. Parameters that the configuration leaves without a gradient (scvi-tools keeps a
/// library encoder and heads that it does not use) do not exist here.
public final class Scvi {
    private static final double VARIANCE_FLOOR = 1e-4;

    private final ScviConfig config;
    private final FCLayers encoder;
    private final NormalHead latent;
    private final @Nullable LibraryEncoder library;
    private final FCLayers decoder;
    private final Linear rate;
    private final @Nullable Linear dropout;
    private final @Nullable Linear cellDispersion;
    private final @Nullable Tensor logTheta_rg;

    /// The library size as a latent variable, with the prior of each batch.
    private record LibraryEncoder(FCLayers layers, NormalHead head, Tensor priorMean_b, Tensor priorVariance_b) {}

    /// The negative ELBO of a minibatch, in its parts.
    ///
    /// @param reconstruction_n negative log probability of the counts
    /// @param klLatent_n divergence of q(z) from the standard normal
    /// @param klLibrary_n divergence of q(library) from its prior; null where the library size is not modelled
    /// @param z z and its distribution
    public record Elbo(Tensor reconstruction_n, Tensor klLatent_n, @Nullable Tensor klLibrary_n, Encoded z) {}

    /// What the encoder says about a minibatch.
    ///
    /// @param distribution q(z), n x k
    /// @param z_nk a sample, after the softmax of a logistic normal
    /// @param logLibrary_n log library size: observed, given, or sampled
    /// @param library q(log library), n x 1; null where it is not modelled
    public record Encoded(Normal distribution, Tensor z_nk, Tensor logLibrary_n, @Nullable Normal library) {}

    /// Declares the model's parameters.
    public Scvi(Parameters parameters, ScviConfig config) {
        this.config = config;
        ScviConfig.Network net = config.network();
        int g = config.genes();
        this.encoder = FCLayers.sparse(parameters, "z_encoder", g, config.encoderCovariates(),
                net.encoderLayers(net.layers()));
        this.latent = new NormalHead(parameters, "z_encoder", net.hidden(), net.latent(), VARIANCE_FLOOR);
        this.library = config.library() == Library.MODELLED ? libraryEncoder(parameters, config) : null;
        this.decoder = FCLayers.dense(parameters, "decoder", net.latent(), config.decoderCovariates(),
                net.decoderLayers());
        this.rate = new Linear(parameters, "decoder.rate", net.hidden(), g);
        this.dropout = config.likelihood() == Likelihood.ZINB
                ? new Linear(parameters, "decoder.dropout", net.hidden(), g) : null;
        boolean dispersed = config.likelihood() != Likelihood.POISSON;
        this.cellDispersion = dispersed && config.dispersion() == Dispersion.GENE_CELL
                ? new Linear(parameters, "decoder.dispersion", net.hidden(), g) : null;
        this.logTheta_rg = dispersed && config.dispersion() != Dispersion.GENE_CELL
                ? parameters.parameter("dispersion", Shape.of(dispersionRows(config), g),
                        Initializer.standardNormal())
                : null;
    }

    private static LibraryEncoder libraryEncoder(Parameters parameters, ScviConfig config) {
        ScviConfig.Network net = config.network();
        return new LibraryEncoder(
                FCLayers.sparse(parameters, "l_encoder", config.genes(), config.encoderCovariates(),
                        net.encoderLayers(1)),
                new NormalHead(parameters, "l_encoder", net.hidden(), 1, VARIANCE_FLOOR),
                parameters.buffer("library_log_means", Shape.of(config.batches()), 0),
                parameters.buffer("library_log_vars", Shape.of(config.batches()), 1));
    }

    private static int dispersionRows(ScviConfig config) {
        return switch (config.dispersion()) {
            case GENE, GENE_CELL -> 1;
            case GENE_BATCH -> config.batches();
            case GENE_LABEL -> config.labels();
        };
    }

    /// What it is made of.
    public ScviConfig config() {
        return config;
    }

    /// Sets the prior of the modelled library size: mean and variance of the log library size of each batch.
    public void libraryPrior(double[] mean_b, double[] variance_b) {
        if (library == null) {
            throw new IllegalStateException("this model takes the library size from the data");
        }
        library.priorMean_b().set(mean_b);
        library.priorVariance_b().set(variance_b);
    }

    /// q(z | x): n x k.
    public Normal posterior(CellBatch batch, StepContext step) {
        return latent.forward(encoder.forward(batch.log1p_ng(), encoderCovariates(batch), step));
    }

    /// Encodes a minibatch, with one sample of z and, where it is modelled, of the library size.
    public Encoded encode(CellBatch batch, StepContext step) {
        Normal qz = posterior(batch, step);
        Tensor z_nk = qz.sample(
                step.noise().standardNormal(step.workspace(), qz.mean().shape(), Stream.LATENT));
        if (config.latentDistribution() == LatentDistribution.LOGISTIC_NORMAL) {
            z_nk = RowFunctions.softmax(z_nk);
        }
        if (library == null) {
            return new Encoded(qz, z_nk, batch.logLibrary_n(), null);
        }
        Normal ql = library.head().forward(
                library.layers().forward(batch.log1p_ng(), encoderCovariates(batch), step));
        Tensor logLibrary_n = ql.sample(
                step.noise().standardNormal(step.workspace(), ql.mean().shape(), Stream.LIBRARY));
        return new Encoded(qz, z_nk, logLibrary_n, ql);
    }

    /// Negative log probability of the counts given z.
    public Tensor reconstruction(CellBatch batch, Tensor z_nk, Tensor logLibrary_n, StepContext step) {
        return reconstruction(batch, z_nk, logLibrary_n, null, step);
    }

    /// The same where cell types have their dispersions and some cells have no label.
    ///
    /// @param shares_nc what is known of each cell's type, summing to 1 in each row: the log dispersion of a cell is the
    ///     mean over types in these shares; null to take each cell's label. Takes no gradient
    public Tensor reconstruction(CellBatch batch, Tensor z_nk, Tensor logLibrary_n, @Nullable SparseTensor shares_nc,
            StepContext step) {
        Tensor d_nh = decoder.forward(z_nk, batch.covariates(), step);
        Tensor theta_rg = logTheta_rg;
        Codes row_n = switch (config.dispersion()) {
            case GENE -> null;
            case GENE_BATCH -> batch.batchLabel();
            case GENE_LABEL -> shares_nc == null ? batch.label() : rowOfEach(batch, step);
            case GENE_CELL -> rowOfEach(batch, step);
        };
        if (cellDispersion != null) {
            theta_rg = cellDispersion.forward(d_nh);
        } else if (shares_nc != null && theta_rg != null) {
            theta_rg = Products.linear(shares_nc, theta_rg, null, List.of());
        }
        Counts.Decoded decoded = new Counts.Decoded(rate.forward(d_nh), dropout == null ? null : dropout.forward(d_nh),
                logLibrary_n, theta_rg, theta_rg == null ? null : row_n);
        step.parts().begins(StepPart.LOSS);
        Tensor nll_n = Counts.negativeLogProbability(config.likelihood(), link(),
                new Counts.Observed(batch.x_ng(), batch.logFactorial_n()), decoded, batch.n());
        step.parts().begins(StepPart.FORWARD);
        return nll_n;
    }

    /// The negative ELBO of a minibatch in its parts.
    public Elbo elbo(CellBatch batch, StepContext step) {
        Encoded encoded = encode(batch, step);
        Tensor nll_n = reconstruction(batch, encoded.z_nk(), encoded.logLibrary_n(), step);
        return new Elbo(nll_n, encoded.distribution().klFromStandard(), klLibrary(batch, encoded, step), encoded);
    }

    /// Divergence of q(library) from the prior of each cell's batch; null where the library size is not modelled.
    public @Nullable Tensor klLibrary(CellBatch batch, Encoded encoded, StepContext step) {
        if (library == null || encoded.library() == null) {
            return null;
        }
        int n = batch.n();
        Tensor priorMean_n = step.workspace().tensor(Shape.of(n, 1));
        Tensor priorVariance_n = step.workspace().tensor(Shape.of(n, 1));
        for (int i = 0; i < n; i++) {
            priorMean_n.set(i, library.priorMean_b().get(batch.batchLabel().get(i)));
            priorVariance_n.set(i, library.priorVariance_b().get(batch.batchLabel().get(i)));
        }
        Normal ql = encoded.library();
        return Normals.klFrom(ql.mean(), ql.variance(), priorMean_n, priorVariance_n);
    }

    /// Rates `mu` and, for ZINB, the logits of the extra zeros, given z; without gradients.
    public Rates rates(CellBatch batch, Tensor z_nk, Tensor logLibrary_n, StepContext step) {
        Tensor d_nh = decoder.forward(z_nk, batch.covariates(), step);
        Tensor mu_ng = Counts.rates(link(), rate.forward(d_nh), logLibrary_n);
        return new Rates(mu_ng, dropout == null ? null : dropout.forward(d_nh));
    }

    /// What the decoder expects.
    ///
    /// @param mu_ng mean of the counts before extra zeros
    /// @param dropout_ng logits of the extra zeros; null unless ZINB
    public record Rates(Tensor mu_ng, @Nullable Tensor dropout_ng) {}

    private Counts.RateLink link() {
        return config.library() == Library.SIZE_FACTOR ? Counts.RateLink.SOFTPLUS : Counts.RateLink.SOFTMAX;
    }

    private Covariates encoderCovariates(CellBatch batch) {
        return config.network().encodeCovariates() ? batch.covariates() : Covariates.NONE;
    }

    private static Codes rowOfEach(CellBatch batch, StepContext step) {
        int[] rows = new int[batch.n()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        return Codes.of(step.workspace(), rows, rows.length);
    }

    /// All parameters and buffers under scvi-tools' names, those that it has and we have not left out.
    public List<TorchTensor> torch() {
        List<TorchTensor> all = new ArrayList<>();
        if (logTheta_rg != null) {
            all.add(config.dispersion() == Dispersion.GENE
                    ? new TorchTensor("px_r", Shape.of(config.genes()),
                            List.of(new TorchTensor.Part(logTheta_rg, true, 1)))
                    : TorchTensor.transposed("px_r", logTheta_rg));
        }
        all.addAll(encoder.torch("z_encoder.encoder.fc_layers"));
        all.addAll(latent.torch("z_encoder.mean_encoder", "z_encoder.var_encoder"));
        if (library != null) {
            all.add(TorchTensor.same("library_log_means", library.priorMean_b()));
            all.add(TorchTensor.same("library_log_vars", library.priorVariance_b()));
            all.addAll(library.layers().torch("l_encoder.encoder.fc_layers"));
            all.addAll(library.head().torch("l_encoder.mean_encoder", "l_encoder.var_encoder"));
        }
        all.addAll(decoder.torch("decoder.px_decoder.fc_layers"));
        all.addAll(rate.torch("decoder.px_scale_decoder.0"));
        if (cellDispersion != null) {
            all.addAll(cellDispersion.torch("decoder.px_r_decoder"));
        }
        if (dropout != null) {
            all.addAll(dropout.torch("decoder.px_dropout_decoder"));
        }
        return all;
    }
}
