package io.cellwright.model.transformer;

import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.model.CellInput;
import io.cellwright.model.LossTerm;
import io.cellwright.model.Reconstructs;
import io.cellwright.model.Represents;
import io.cellwright.nn.Covariates;
import io.cellwright.nn.EncoderLayer;
import io.cellwright.nn.Linear;
import io.cellwright.nn.Mlp;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Tokens;

/// An autoencoder whose encoder is a transformer over patches of genes.
///
/// | step | shape |
/// |---|---|
/// | the expression, cut into patches of neighbouring genes and filled up with zeros | `n t` x patch |
/// | a linear map of each patch, plus a learned position that begins at 0 | `n t` x d |
/// | the layers, each an {@link EncoderLayer} | `n t` x d |
/// | the mean over the tokens of a cell | n x d |
/// | a linear map: the point in latent space | n x k |
/// | {@link Mlp} and a linear map: the expression | n x g |
///
/// Loss of a cell: `mean over g of (y - x)^2`.
///
/// Source: scDLKit 0.1.7, whose architecture and defaults these are. There the layers of the encoder are copies of one
/// and begin with the same weights; here each has its own. There `hidden_dims` is taken and thrown away, and another
/// argument sets the widths of the decoder; here they are what `hidden_dims` sets.
public final class TransformerAutoencoder implements Represents, Reconstructs {
    private final TransformerConfig config;
    private final Parameters parameters;
    private final Tensor patchWeight_dp;
    private final Tensor patchBias_d;
    private final Tensor position_td;
    private final List<EncoderLayer> layers;
    private final Linear point;
    private final Mlp decoder;
    private final Linear output;

    /// Declares the parameters.
    public TransformerAutoencoder(Parameters parameters, TransformerConfig config) {
        this.parameters = parameters;
        this.config = config;
        int d = config.width();
        Initializer first = Initializer.uniform(1 / Math.sqrt(config.patch()));
        this.patchWeight_dp = parameters.parameter("patch_projection.weight", Shape.of(d, config.patch()), first);
        this.patchBias_d = parameters.parameter("patch_projection.bias", Shape.of(d), first);
        this.position_td = parameters.parameter("positional_embedding", Shape.of(config.tokens(), d),
                Initializer.constant(0));
        this.layers = IntStream.range(0, config.layers())
                .mapToObj(i -> new EncoderLayer(parameters, "encoder.layers." + i, config.layer())).toList();
        this.point = new Linear(parameters, "latent", d, config.latent());
        this.decoder = Mlp.dense(parameters, "decoder", config.latent(), Covariates.Sizes.NONE, config.decoder());
        this.output = new Linear(parameters, "output", decoder.out(), config.genes());
    }

    /// What it is made of.
    public TransformerConfig config() {
        return config;
    }

    @Override
    public String name() {
        return "transformer_autoencoder";
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
    public boolean wantsBatches() {
        return false;
    }

    @Override
    public int latent() {
        return config.latent();
    }

    @Override
    public Tensor encode(CellInput cells, StepContext step) {
        int t = config.tokens();
        Tensor patch_rp = Tokens.patches(cells.x_ng(), config.patch());
        Tensor x_rd = Products.linear(patch_rp, patchWeight_dp, patchBias_d,
                List.of(new Products.Rows(position_td, Codes.places(step.workspace(), cells.n(), t))));
        for (EncoderLayer layer : layers) {
            x_rd = layer.forward(x_rd, t, step);
        }
        return point.forward(Tokens.mean(x_rd, t));
    }

    @Override
    public Tensor reconstruct(CellInput cells, StepContext step) {
        return output.forward(decoder.forward(encode(cells, step), Covariates.NONE, step));
    }

    @Override
    public List<LossTerm> representationLoss(CellInput cells, StepContext step) {
        return reconstructionLoss(cells, step);
    }
}
