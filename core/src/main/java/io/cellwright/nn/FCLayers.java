package io.cellwright.nn;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.tensor.Codes;
import io.cellwright.tensor.LabelGrid;
import io.cellwright.tensor.LabelLayer;
import io.cellwright.tensor.Normalisation;
import io.cellwright.tensor.Normals;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Fully connected layers as scvi-tools builds them, each in this order: linear over `[x, covariates]`, batch
/// normalisation, layer normalisation (without affine part, epsilon 1e-5), ReLU, dropout.
///
/// Source: scvi-tools 1.5, `FCLayers`. Continuous covariates enter the first layer only; codes enter every layer if
/// `injectEverywhere`, else the first only.
public final class FCLayers {
    private static final double LAYER_NORM_EPSILON = 1e-5;
    /// Columns of the input, as a share of hidden ones, up to which {@link LabelLayer} is worth its moments.
    private static final double FEW_COLUMNS = 0.25;

    /// How the layers are made.
    ///
    /// @param layers number of layers, at least 1
    /// @param hidden width of each
    /// @param dropoutRate in [0, 1)
    /// @param batchNorm whether there is batch normalisation
    /// @param layerNorm whether there is layer normalisation
    /// @param injectEverywhere whether codes enter every layer
    public record Config(int layers, int hidden, double dropoutRate, boolean batchNorm, boolean layerNorm,
            boolean injectEverywhere) {}

    private record Layer(CovariateLinear linear, @Nullable BatchNorm norm, boolean takesCodes) {}

    private final Config config;
    private final List<Layer> layers = new ArrayList<>();

    private FCLayers(Parameters parameters, String name, int in, boolean sparse, Covariates.Sizes sizes,
            Config config) {
        this.config = config;
        for (int i = 0; i < config.layers(); i++) {
            boolean codes = i == 0 || config.injectEverywhere();
            Covariates.Sizes mine = new Covariates.Sizes(i == 0 ? sizes.continuous() : 0,
                    codes ? sizes.levels() : List.of());
            String layer = name + "." + i;
            layers.add(new Layer(
                    new CovariateLinear(parameters, layer + ".linear", i == 0 ? in : config.hidden(), i == 0 && sparse,
                            mine, config.hidden()),
                    config.batchNorm() ? new BatchNorm(parameters, layer + ".norm", config.hidden()) : null, codes));
        }
    }

    /// Layers whose input is dense.
    public static FCLayers dense(Parameters parameters, String name, int in, Covariates.Sizes sizes, Config config) {
        return new FCLayers(parameters, name, in, false, sizes, config);
    }

    /// Layers whose input is sparse cells of `genes` genes.
    public static FCLayers sparse(Parameters parameters, String name, int genes, Covariates.Sizes sizes,
            Config config) {
        return new FCLayers(parameters, name, genes, true, sizes, config);
    }

    /// Sparse cells to n x hidden.
    public Tensor forward(SparseTensor x_ng, Covariates covariates, StepContext step) {
        Tensor h_nh = finish(layers.getFirst(), layers.getFirst().linear().forward(x_ng, covariates), step);
        return deeper(h_nh, covariates, step);
    }

    /// n x in to n x hidden.
    public Tensor forward(Tensor x_ni, Covariates covariates, StepContext step) {
        Tensor h_nh = finish(layers.getFirst(), layers.getFirst().linear().forward(x_ni, covariates), step);
        return deeper(h_nh, covariates, step);
    }

    /// What layers give for every cell with every label, (c n) x hidden, not made where it need not be: it ends in
    /// draws.
    @FunctionalInterface
    public interface Draws {
        /// Draws from the normal distributions of a linear map of it: see {@link LabelGrid#draw}.
        LabelGrid.Drawn draw(Tensor w_oh, Tensor b_o, double floor, Tensor noise_rk);
    }

    /// What layers give for rows that come label by label, (c n) x hidden, not made where it need not be: it ends in
    /// densities.
    @FunctionalInterface
    public interface Densities {
        /// Log densities of cells under the normal distributions of a linear map of it: see
        /// {@link LabelLayer#logProbability}.
        Tensor logProbability(Tensor w_oh, Tensor b_o, Tensor y_nk);
    }

    /// n x in to every cell with every level of the only categorical covariate, label-major. The product with x is made
    /// once a cell, not once a cell and level.
    public Draws grid(Tensor x_ni, int levels, StepContext step) {
        Layer first = layers.getFirst();
        Tensor a_nh = first.linear().withoutCovariates(x_ni);
        if (first.linear().table_lo().isEmpty()) {
            return draws(deeper(finish(first, a_nh, step), Covariates.NONE, step));
        }
        LabelGrid met = LabelGrid.of(a_nh, first.linear().table_lo().get());
        if (first.norm() == null || config.layerNorm()) {
            return draws(deeper(finish(first, met.make(), step), levels, step));
        }
        LabelGrid grid = first.norm().grid(met, activation(step), step);
        return layers.size() == 1 && grid.canDraw() ? grid::draw : draws(deeper(grid.make(), levels, step));
    }

    private static Draws draws(Tensor h_rh) {
        return (w_oh, b_o, floor, noise_rk) -> {
            Normals.MeanVariance q = Normals.part(Products.linear(h_rh, w_oh, b_o), floor);
            return new LabelGrid.Drawn(Normals.sample(q.mean_nk(), q.variance_nk(), noise_rk),
                    Normals.klFromStandard(q.mean_nk(), q.variance_nk()));
        };
    }

    /// Rows that come label by label, (c n) x in, each with its label as the only categorical covariate.
    public Densities labelled(Tensor x_ri, int levels, StepContext step) {
        Layer first = layers.getFirst();
        boolean few = x_ri.shape().axis(1) <= FEW_COLUMNS * config.hidden();
        if (layers.size() == 1 && first.norm() != null && !config.layerNorm() && !drops(step) && few
                && first.linear().table_lo().isPresent()) {
            return first.linear().normalised(x_ri, first.norm(), step)::logProbability;
        }
        Codes label_r = Codes.byLabel(step.workspace(), x_ri.shape().axis(0), levels);
        Tensor h_rh = forward(x_ri, new Covariates(null, List.of(label_r)), step);
        return (w_oh, b_o, y_nk) -> {
            Normals.MeanVariance p = Normals.part(Products.linear(h_rh, w_oh, b_o), 0);
            return Normals.logProbability(y_nk, p.mean_nk(), p.variance_nk());
        };
    }

    /// Deeper layers of rows that come label by label.
    private Tensor deeper(Tensor first_rh, int levels, StepContext step) {
        if (layers.size() == 1) {
            return first_rh;
        }
        Codes label_r = Codes.byLabel(step.workspace(), first_rh.shape().axis(0), levels);
        return deeper(first_rh, new Covariates(null, List.of(label_r)), step);
    }

    private Tensor deeper(Tensor first_nh, Covariates covariates, StepContext step) {
        Tensor h_nh = first_nh;
        for (Layer layer : layers.subList(1, layers.size())) {
            Covariates mine = layer.takesCodes() ? new Covariates(null, covariates.categorical()) : Covariates.NONE;
            h_nh = finish(layer, layer.linear().forward(h_nh, mine), step);
        }
        return h_nh;
    }

    private Normalisation.Activation activation(StepContext step) {
        return drops(step) ? new Normalisation.Activation(true, dropoutRate(step), step.noise().dropoutKey())
                : Normalisation.Activation.RELU;
    }

    private boolean drops(StepContext step) {
        return step.training() && dropoutRate(step) > 0;
    }

    private double dropoutRate(StepContext step) {
        return config.dropoutRate() > 0 ? step.dropout().orElse(config.dropoutRate()) : 0;
    }

    private Tensor finish(Layer layer, Tensor x_nh, StepContext step) {
        if (layer.norm() != null && !config.layerNorm()) {
            return layer.norm().forward(x_nh, activation(step), step);
        }
        Tensor h_nh = layer.norm() == null ? x_nh : layer.norm().forward(x_nh, step);
        if (config.layerNorm()) {
            h_nh = Normalisation.layer(h_nh, null, null, LAYER_NORM_EPSILON);
        }
        h_nh = h_nh.relu();
        return drops(step) ? h_nh.dropout(dropoutRate(step), step.noise().dropoutKey()) : h_nh;
    }

    /// All layers under torch's names: `name.Layer 0.0.weight` and so on, the blank included.
    public List<TorchTensor> torch(String name) {
        List<TorchTensor> all = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            String layer = name + ".Layer " + i;
            all.addAll(layers.get(i).linear().torch(layer + ".0"));
            BatchNorm norm = layers.get(i).norm();
            if (norm != null) {
                all.addAll(norm.torch(layer + ".1"));
            }
        }
        return all;
    }
}
