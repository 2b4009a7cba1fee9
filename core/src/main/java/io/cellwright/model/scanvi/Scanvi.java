package io.cellwright.model.scanvi;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.model.CellBatch;
import io.cellwright.model.scvi.Scvi;
import io.cellwright.model.scvi.ScviConfig.Dispersion;
import io.cellwright.nn.Covariates;
import io.cellwright.nn.FCLayers;
import io.cellwright.nn.NormalHead;
import io.cellwright.nn.TorchTensor;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.LabelGrid;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// scANVI: scVI with a cell type behind the latent space (Xu et al. 2021; scvi-tools 1.5, `SCANVAE`).
///
/// z1 is scVI's z. Given a label c, z1 comes from a label-free z2: `p(z1 | z2, c)` and `q(z2 | z1, c)`. Every cell,
/// labelled or not, is averaged over all labels with the classifier's probabilities `pi = softmax(classifier(z1))`:
///
/// - reconstruction: `-log p(x | z1) + log q(z1 | x) - sum over c of pi_c log p(z1 | z2_c, c)`
/// - divergence: `sum over c of pi_c KL(q(z2 | z1, c) || N(0, I)) + KL(pi || uniform)`, and of the library size
///
/// Labels enter through the classifier alone: {@link #classify} on the labelled cells.
public final class Scanvi {
    private static final double VARIANCE_FLOOR = 1e-4;

    private final ScanviConfig config;
    private final Scvi scvi;
    private final Classifier classifier;
    private final FCLayers labelEncoder;
    private final NormalHead labelLatent;
    private final FCLayers labelDecoder;
    private final NormalHead prior;

    /// The loss of a minibatch in its parts.
    ///
    /// @param reconstruction_n see the class
    /// @param kl_n divergence of z2 and of the labels, without the library size
    /// @param klLibrary_n divergence of the library size; null where it is not modelled
    /// @param z z1 and its distribution
    public record Elbo(Tensor reconstruction_n, Tensor kl_n, @Nullable Tensor klLibrary_n, Scvi.Encoded z) {}

    /// Declares the model's parameters.
    public Scanvi(Parameters parameters, ScanviConfig config) {
        this.config = config;
        this.scvi = new Scvi(parameters, config.scvi());
        this.classifier = new Classifier(parameters, config);
        var net = config.scvi().network();
        Covariates.Sizes labels = new Covariates.Sizes(0, List.of(config.labels()));
        FCLayers.Config in = net.encoderLayers(net.layers());
        // The label nets always take the label at every layer, whatever deeply_inject_covariates says.
        this.labelEncoder = FCLayers.dense(parameters, "encoder_z2_z1", net.latent(), labels,
                new FCLayers.Config(in.layers(), in.hidden(), in.dropoutRate(), in.batchNorm(), in.layerNorm(), true));
        this.labelLatent = new NormalHead(parameters, "encoder_z2_z1", net.hidden(), net.latent(), VARIANCE_FLOOR);
        FCLayers.Config out = net.decoderLayers();
        this.labelDecoder = FCLayers.dense(parameters, "decoder_z1_z2", net.latent(), labels,
                new FCLayers.Config(out.layers(), out.hidden(), 0, out.batchNorm(), out.layerNorm(), true));
        this.prior = new NormalHead(parameters, "decoder_z1_z2", net.hidden(), net.latent(), 0);
    }

    /// What it is made of.
    public ScanviConfig config() {
        return config;
    }

    /// The scVI model inside.
    public Scvi scvi() {
        return scvi;
    }

    /// The loss of a minibatch in its parts, averaged over labels.
    public Elbo elbo(CellBatch batch, StepContext step) {
        Scvi.Encoded encoded = scvi.encode(batch, step);
        Tensor z1_nk = encoded.z_nk();
        Tensor logits_nc = classifier.forward(z1_nk, step);
        int c = config.labels();
        FCLayers.Draws grid = labelEncoder.grid(z1_nk, c, step);
        Shape z2Shape = Shape.of(Math.multiplyExact(c, batch.n()), config.scvi().network().latent());
        LabelGrid.Drawn z2 = labelLatent.draw(grid,
                step.noise().standardNormal(step.workspace(), z2Shape, Stream.LABEL_LATENT));
        Tensor logPrior_r = prior.logProbability(labelDecoder.labelled(z2.z_rk(), c, step), z1_nk);
        Tensor nll_n = scvi.reconstruction(batch, z1_nk, encoded.logLibrary_n(), typeShares(batch, logits_nc), step);
        RowFunctions.Marginal marginal = RowFunctions.marginal(logits_nc, logPrior_r, z2.kl_r());
        Tensor reconstruction_n = nll_n.plus(encoded.distribution().logProbability(z1_nk)).minus(marginal.lp_n());
        return new Elbo(reconstruction_n, marginal.kl_n(), scvi.klLibrary(batch, encoded, step), encoded);
    }

    /// What is known of each cell's type where dispersions depend on it: its label, or else the classifier's
    /// probabilities, which the reconstruction leaves as they are. Null where labels say all that is needed.
    private @Nullable SparseTensor typeShares(CellBatch batch, Tensor logits_nc) {
        boolean needed = config.scvi().dispersion() == Dispersion.GENE_LABEL
                && config.scvi().likelihood() != Likelihood.POISSON;
        return needed && TypeShares.anyUnlabelled(batch.label()) ? TypeShares.of(batch.label(), logits_nc) : null;
    }

    /// Logits of the cell types, from the mean of q(z1 | x): n x c.
    public Tensor classify(CellBatch batch, StepContext step) {
        return classifier.forward(scvi.posterior(batch, step).mean(), step);
    }

    /// The same from latent points.
    public Tensor classify(Tensor z1_nk, StepContext step) {
        return classifier.forward(z1_nk, step);
    }

    /// All parameters and buffers under scvi-tools' names.
    public List<TorchTensor> torch() {
        List<TorchTensor> all = new ArrayList<>(scvi.torch());
        all.addAll(classifier.torch());
        all.addAll(labelEncoder.torch("encoder_z2_z1.encoder.fc_layers"));
        all.addAll(labelLatent.torch("encoder_z2_z1.mean_encoder", "encoder_z2_z1.var_encoder"));
        all.addAll(labelDecoder.torch("decoder_z1_z2.decoder.fc_layers"));
        all.addAll(prior.torch("decoder_z1_z2.mean_decoder", "decoder_z1_z2.var_decoder"));
        return all;
    }
}
