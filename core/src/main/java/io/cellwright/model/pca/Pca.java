package io.cellwright.model.pca;

import java.util.List;

import io.cellwright.model.CellInput;
import io.cellwright.model.LossTerm;
import io.cellwright.model.Reconstructs;
import io.cellwright.model.Represents;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;

/// Principal components as a network: `z = (x - mean) components`, and back by `mean + z components'`. They are found in one
/// search over all training cells, so it has nothing that minibatches could train; its loss is what they make smallest.
/// The baseline of each embedding.
public final class Pca implements Represents, Reconstructs {
    /// What it is called.
    public static final String NAME = "pca";
    /// scanpy's number of components.
    public static final int USUAL = 50;

    private final Parameters parameters;
    private final int genes;
    private final int latent;
    private final Tensor components_gk;
    private final Tensor offset_k;
    private final Tensor mean_g;

    /// Declares the buffers `components` (g x k), `offset` (k) and `mean` (g).
    public Pca(Parameters parameters, int genes, int latent) {
        if (genes < 1 || latent < 1 || latent > genes) {
            throw new IllegalArgumentException("latent_dim must be from 1 to the number of genes but was " + latent
                    + " of " + genes);
        }
        this.parameters = parameters;
        this.genes = genes;
        this.latent = latent;
        this.components_gk = parameters.buffer("components", Shape.of(genes, latent), 0);
        this.offset_k = parameters.buffer("offset", Shape.of(latent), 0);
        this.mean_g = parameters.buffer("mean", Shape.of(genes), 0);
    }

    /// Sets the components.
    ///
    /// @param components_gk loadings of each gene
    /// @param mean_g mean of each gene
    public void set(double[][] components_gk, double[] mean_g) {
        double[] flat = new double[genes * latent];
        double[] offset = new double[latent];
        for (int g = 0; g < genes; g++) {
            for (int k = 0; k < latent; k++) {
                flat[g * latent + k] = components_gk[g][k];
                offset[k] -= mean_g[g] * components_gk[g][k];
            }
        }
        this.components_gk.set(flat);
        offset_k.set(offset);
        this.mean_g.set(mean_g);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public int genes() {
        return genes;
    }

    @Override
    public boolean wantsBatches() {
        return false;
    }

    @Override
    public int latent() {
        return latent;
    }

    /// Loadings of each gene, g x k row by row.
    public double[] components() {
        return components_gk.toArray();
    }

    @Override
    public Tensor encode(CellInput cells, StepContext step) {
        return cells.sparse_ng().map(x_ng -> Products.linear(x_ng, components_gk, offset_k, List.of()))
                .orElseGet(() -> Products.linear(cells.x_ng(), directions(step.workspace()), offset_k));
    }

    /// The components as dense cells meet them, k x g.
    private Tensor directions(Workspace home) {
        return home.rows(latent, genes, (k, values) -> {
            for (int g = 0; g < genes; g++) {
                values[g] = (float) components_gk.get((long) g * latent + k);
            }
        });
    }

    @Override
    public Tensor reconstruct(CellInput cells, StepContext step) {
        return Products.linear(encode(cells, step), components_gk, mean_g);
    }

    @Override
    public List<LossTerm> representationLoss(CellInput cells, StepContext step) {
        return reconstructionLoss(cells, step);
    }
}
