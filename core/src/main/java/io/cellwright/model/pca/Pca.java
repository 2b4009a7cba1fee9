package io.cellwright.model.pca;

import java.util.List;

import io.cellwright.model.CellInput;
import io.cellwright.model.Encodes;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// Principal components as a network: `z = (x - mean) components`. It encodes and cannot be trained; the baseline of each
/// embedding.
public final class Pca implements Encodes {
    private final Parameters parameters;
    private final int genes;
    private final int latent;
    private final Tensor components_gk;
    private final Tensor offset_k;

    /// Declares the buffers `components` (g x k) and `offset` (k).
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
    }

    @Override
    public String name() {
        return "pca";
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
    public int latent() {
        return latent;
    }

    /// Loadings of each gene, g x k row by row.
    public double[] components() {
        return components_gk.toArray();
    }

    @Override
    public Tensor encode(CellInput cells, StepContext step) {
        SparseTensor x_ng = cells.sparse_ng().orElseThrow(() -> new IllegalArgumentException(
                "principal components were made for sparse expression, but the cells are dense"));
        return Products.linear(x_ng, components_gk, offset_k, List.of());
    }
}
