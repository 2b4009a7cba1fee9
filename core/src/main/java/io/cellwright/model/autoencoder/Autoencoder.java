package io.cellwright.model.autoencoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.cellwright.model.CellInput;
import io.cellwright.model.LossTerm;
import io.cellwright.model.Reconstructs;
import io.cellwright.model.Represents;
import io.cellwright.model.autoencoder.AutoencoderConfig.CountDistribution;
import io.cellwright.model.autoencoder.AutoencoderConfig.Denoising;
import io.cellwright.model.autoencoder.AutoencoderConfig.Variational;
import io.cellwright.nn.Covariates;
import io.cellwright.nn.Linear;
import io.cellwright.nn.Mlp;
import io.cellwright.nn.NormalHead;
import io.cellwright.nn.NormalHead.Normal;
import io.cellwright.tensor.Counts;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Autoencoders, plain, denoising and variational: layers down to a latent space and the same layers up again.
///
/// Loss of a cell with squared error: `mean over g of (y - x)^2`, and for the variational one
/// `klWeight * mean over k of KL(q(z | x) || N(0, 1))`. With a count distribution both are sums: the negative ELBO.
///
/// Source: scDLKit 0.1.7, whose defaults these are. There the latent space of the variational autoencoder is drawn anew
/// each time, in evaluation too; here a cell's point is the mean, in evaluation the loss is that of the mean, and
/// {@link #sample} draws where it is asked to. Count distributions and batches are ours, as in scVI.
public final class Autoencoder implements Represents, Reconstructs {
    private final AutoencoderConfig config;
    private final Parameters parameters;
    private final Mlp encoder;
    private final @Nullable Linear point;
    private final @Nullable NormalHead distribution;
    private final Mlp decoder;
    private final Linear output;
    private final @Nullable Linear zeros;
    private final @Nullable Tensor logTheta_1g;

    /// Declares the parameters.
    public Autoencoder(Parameters parameters, AutoencoderConfig config) {
        this.parameters = parameters;
        this.config = config;
        Covariates.Sizes batches = new Covariates.Sizes(0, List.of(config.batches()));
        this.encoder = config.sparse() ? Mlp.sparse(parameters, "encoder", config.genes(), batches, config.hidden())
                : Mlp.dense(parameters, "encoder", config.genes(), batches, config.hidden());
        boolean variational = config.kind() instanceof Variational;
        this.distribution = variational
                ? new NormalHead(parameters, "latent", encoder.out(), config.latent(), 0) : null;
        this.point = variational ? null : new Linear(parameters, "latent", encoder.out(), config.latent());
        this.decoder = Mlp.dense(parameters, "decoder", config.latent(), batches, config.hidden().mirrored());
        this.output = new Linear(parameters, "output", decoder.out(), config.genes());
        Likelihood likelihood = config.output() instanceof CountDistribution counts ? counts.likelihood() : null;
        this.zeros = likelihood == Likelihood.ZINB
                ? new Linear(parameters, "zeros", decoder.out(), config.genes()) : null;
        this.logTheta_1g = likelihood == null || likelihood == Likelihood.POISSON ? null
                : parameters.parameter("dispersion", Shape.of(1, config.genes()), Initializer.standardNormal());
    }

    /// What it is made of.
    public AutoencoderConfig config() {
        return config;
    }

    @Override
    public String name() {
        return config.kind().label();
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
    public int latent() {
        return config.latent();
    }

    @Override
    public boolean wantsCounts() {
        return config.output() instanceof CountDistribution;
    }

    @Override
    public Tensor encode(CellInput cells, StepContext step) {
        return latent(cells, step).mean_nk();
    }

    /// A draw from q(z | x), n x k; of an autoencoder without a distribution, its point.
    public Tensor sample(CellInput cells, StepContext step) {
        return latent(cells, step).draw(step);
    }

    @Override
    public Tensor reconstruct(CellInput cells, StepContext step) {
        Tensor d_nh = decoder.forward(encode(cells, step), covariates(cells), step);
        Tensor y_ng = output.forward(d_nh);
        return wantsCounts() ? Counts.rates(Counts.RateLink.SOFTMAX, y_ng, cells.counts().logLibrary_n()) : y_ng;
    }

    @Override
    public List<LossTerm> reconstructionLoss(CellInput cells, StepContext step) {
        Latent latent = latent(cells, step);
        Tensor z_nk = step.training() ? latent.draw(step) : latent.mean_nk();
        List<LossTerm> terms = new ArrayList<>();
        terms.add(LossTerm.of("reconstruction_loss",
                judged(cells, decoder.forward(z_nk, covariates(cells), step))));
        if (config.kind() instanceof Variational kind && latent.distribution() != null) {
            Tensor kl_n = latent.distribution().klFromStandard();
            terms.add(new LossTerm("kl_loss", wantsCounts() ? kl_n : kl_n.times(1.0 / config.latent()),
                    kind.klWeight()));
        }
        return terms;
    }

    @Override
    public List<LossTerm> representationLoss(CellInput cells, StepContext step) {
        return reconstructionLoss(cells, step);
    }

    /// Where cells are in latent space: a point, which may be the mean of a distribution.
    private record Latent(Tensor mean_nk, @Nullable Normal distribution) {
        Tensor draw(StepContext step) {
            return distribution == null ? mean_nk : distribution.sample(
                    step.noise().standardNormal(step.workspace(), mean_nk.shape(), Stream.LATENT));
        }
    }

    private Latent latent(CellInput cells, StepContext step) {
        Tensor h_nh = hidden(cells, step);
        if (distribution != null) {
            Normal q = distribution.forward(h_nh);
            return new Latent(q.mean(), q);
        }
        return new Latent(Objects.requireNonNull(point).forward(h_nh), null);
    }

    private Tensor hidden(CellInput cells, StepContext step) {
        double noise = config.kind() instanceof Denoising kind && step.training() ? kind.noiseProbability() : 0;
        if (!config.sparse()) {
            Tensor x_ng = noise == 0 ? cells.x_ng()
                    : cells.x_ng().dropout(noise, step.noise().dropoutKey()).times(1 - noise);
            return encoder.forward(x_ng, covariates(cells), step);
        }
        SparseTensor x_ng = cells.requiredSparse_ng();
        return encoder.forward(noise == 0 ? x_ng : x_ng.dropout(noise, step.noise().dropoutKey()), covariates(cells),
                step);
    }

    /// The batch of each cell, where there is more than one.
    private Covariates covariates(CellInput cells) {
        return config.batches() > 1 ? cells.covariates() : Covariates.NONE;
    }

    private Tensor judged(CellInput cells, Tensor d_nh) {
        Tensor y_ng = output.forward(d_nh);
        if (!(config.output() instanceof CountDistribution counts)) {
            return RowFunctions.meanSquaredError(y_ng, cells.x_ng());
        }
        CellInput.Target target = cells.counts();
        return Counts.negativeLogProbability(counts.likelihood(), Counts.RateLink.SOFTMAX,
                new Counts.Observed(target.x_ng(), target.logFactorial_n()),
                new Counts.Decoded(y_ng, zeros == null ? null : zeros.forward(d_nh), target.logLibrary_n(), logTheta_1g,
                        null), cells.n());
    }
}
