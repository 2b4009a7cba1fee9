package io.cellwright.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

import io.cellwright.data.CellData;
import io.cellwright.data.Minibatches;
import io.cellwright.model.CellBatch;
import io.cellwright.model.scanvi.Scanvi;
import io.cellwright.model.scanvi.ScanviConfig;
import io.cellwright.model.scvi.Scvi;
import io.cellwright.model.scvi.ScviConfig.Dispersion;
import io.cellwright.model.scvi.ScviConfig.LatentDistribution;
import io.cellwright.nn.NormalHead.Normal;
import io.cellwright.plan.CellBatches;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import org.jspecify.annotations.Nullable;

/// A model with its weights and what it knows of its data: what is trained, saved, loaded and applied.
///
/// One thread at a time may use it.
public final class CellModel {
    /// Cells encoded at once when there is no gradient to keep.
    private static final int CHUNK = 512;
    /// Names that a message lists before it only counts them.
    private static final int SHOWN = 5;
    private static final int LOGISTIC_NORMAL_SAMPLES = 256;

    private final Registry registry;
    private final ModelSpec spec;
    private final Workspace workspace;
    private final Parameters parameters;
    private final Scvi scvi;
    private final @Nullable Scanvi scanvi;

    /// A model with first weights.
    ///
    /// @param seed of the weights
    public CellModel(Registry registry, ModelSpec spec, Device device, long seed) {
        this(registry, spec, device);
        parameters.allocate(seed);
    }

    /// A model whose weights have names and shapes but no memory yet: these can be held against a file before anything
    /// is allocated.
    CellModel(Registry registry, ModelSpec spec, Device device) {
        this.registry = registry;
        this.spec = spec;
        this.workspace = new Workspace(device);
        this.parameters = new Parameters(workspace);
        if (spec.kind() == ModelSpec.Kind.SCANVI) {
            this.scanvi = new Scanvi(parameters, new ScanviConfig(spec.scvi(), spec.linearClassifier()));
            this.scvi = scanvi.scvi();
        } else {
            this.scanvi = null;
            this.scvi = new Scvi(parameters, spec.scvi());
        }
    }

    /// Copies the weights of another model of the same data, those that have the same name and shape here; the others
    /// stay as they are. So a scANVI model starts from a trained scVI model, as scvi-tools' `from_scvi_model` does.
    ///
    /// @return the names of what was copied
    /// @throws IllegalArgumentException if weights of the same name would mean other genes, batches, covariates or labels
    public List<String> copyShared(CellModel other) {
        requireSame("genes", registry.genes(), other.registry.genes());
        requireSame("batches", registry.batches(), other.registry.batches());
        requireSame("categorical covariates", registry.categorical(), other.registry.categorical());
        requireSame("continuous covariates", registry.setup().continuousKeys(),
                other.registry.setup().continuousKeys());
        requireSame("dispersions", List.of(spec.scvi().dispersion()), List.of(other.spec.scvi().dispersion()));
        boolean classifiers = scanvi != null && other.scanvi != null;
        if (classifiers || spec.scvi().dispersion() == Dispersion.GENE_LABEL) {
            requireSame("labels", registry.labels(), other.registry.labels());
        }
        List<String> copied = new ArrayList<>();
        for (Parameters.Entry entry : parameters.entries()) {
            Optional<Tensor> from = other.parameters.find(entry.name())
                    .filter(tensor -> tensor.shape().equals(entry.tensor().shape()));
            if (from.isPresent()) {
                entry.tensor().set(from.get().toArray());
                copied.add(entry.name());
            }
        }
        return copied;
    }

    private static void requireSame(String what, List<?> mine, List<?> others) {
        if (!mine.equals(others)) {
            throw new IllegalArgumentException("both models must have the same " + what + " in the same order, but the "
                    + "model has " + shown(mine) + " and the one to copy from has " + shown(others));
        }
    }

    private static String shown(List<?> all) {
        return all.size() <= SHOWN ? all.toString() : all.size() + " of them, " + all.subList(0, SHOWN) + " first";
    }

    /// Genes and levels.
    public Registry registry() {
        return registry;
    }

    /// How it is made.
    public ModelSpec spec() {
        return spec;
    }

    /// Its weights.
    public Parameters parameters() {
        return parameters;
    }

    /// The scVI model, or the one inside scANVI.
    public Scvi scvi() {
        return scvi;
    }

    /// The scANVI model, if it is one.
    public Optional<Scanvi> scanvi() {
        return Optional.ofNullable(scanvi);
    }

    /// The embedding: mean of q(z | x), n x k, row-major. For a logistic normal the mean over samples of the softmax.
    public float[] embed(CellData data) {
        int k = spec.scvi().network().latent();
        float[] all = new float[Math.multiplyExact(data.cells(), k)];
        chunks(data, (batch, first, step) -> {
            float[] z_nk = place(scvi.posterior(batch, step), step);
            System.arraycopy(z_nk, 0, all, first * k, z_nk.length);
        });
        return all;
    }

    private float[] place(Normal qz, StepContext step) {
        double[] mean = spec.scvi().latentDistribution() == LatentDistribution.NORMAL ? qz.mean().toArray()
                : meanOfSoftmax(qz, step);
        float[] z_nk = new float[mean.length];
        for (int i = 0; i < mean.length; i++) {
            z_nk[i] = (float) mean[i];
        }
        return z_nk;
    }

    /// What the model says of some cells that stand one after the other.
    ///
    /// @param first number of the first of them
    /// @param z_nk their embedding, n x k, as [#embed] has it
    /// @param found their most probable cell types, as [#predict] has them; empty where it is no scANVI model
    public record Answer(int first, float[] z_nk, Optional<Prediction> found) {}

    /// Embeds all cells and predicts their types in one pass over the data, a few hundred cells at a time in their
    /// order, so that not all that is found need be in memory.
    public void answer(CellData data, Consumer<Answer> each) {
        chunks(data, (batch, first, step) -> {
            Normal qz = scvi.posterior(batch, step);
            float[] z_nk = place(qz, step);
            each.accept(new Answer(first, z_nk, scanvi().map(classifier -> mostProbable(
                    RowFunctions.softmax(classifier.classify(qz.mean(), step)).toArray(), batch.n()))));
        });
    }

    private Prediction mostProbable(double[] p_nc, int n) {
        int c = registry.labels().size();
        Prediction found = new Prediction(new int[n], new double[n]);
        for (int i = 0; i < n; i++) {
            found.set(i, Arrays.copyOfRange(p_nc, i * c, (i + 1) * c));
        }
        return found;
    }

    private static double[] meanOfSoftmax(Normal qz, StepContext step) {
        double[] mean = new double[Math.toIntExact(qz.mean().count())];
        for (int s = 0; s < LOGISTIC_NORMAL_SAMPLES; s++) {
            Tensor noise = step.noise().standardNormal(step.workspace(), qz.mean().shape(),
                    io.cellwright.tensor.Stream.LATENT);
            double[] z = RowFunctions.softmax(qz.sample(noise)).toArray();
            for (int i = 0; i < mean.length; i++) {
                mean[i] += z[i] / LOGISTIC_NORMAL_SAMPLES;
            }
        }
        return mean;
    }

    /// Probabilities of the cell types, n rows of c numbers.
    ///
    /// @throws IllegalStateException if this is no scANVI model
    public double[][] classify(CellData data) {
        double[][] all = new double[data.cells()][];
        probabilities(data, (p_c, i) -> all[i] = p_c);
        return all;
    }

    /// What cells are taken to be.
    ///
    /// @param type_n the most probable cell type of each cell, by number; of equal ones the first
    /// @param probability_n its probability
    public record Prediction(int[] type_n, double[] probability_n) {
        private void set(int i, double[] p_c) {
            int best = 0;
            for (int c = 1; c < p_c.length; c++) {
                best = p_c[c] > p_c[best] ? c : best;
            }
            type_n[i] = best;
            probability_n[i] = p_c[best];
        }
    }

    /// The most probable cell types. Unlike [#classify] it keeps two numbers a cell only, however many types there are.
    ///
    /// @throws IllegalStateException if this is no scANVI model
    public Prediction predict(CellData data) {
        Prediction found = new Prediction(new int[data.cells()], new double[data.cells()]);
        probabilities(data, (p_c, i) -> found.set(i, p_c));
        return found;
    }

    private void probabilities(CellData data, ObjIntConsumer<double[]> each) {
        Scanvi classifier = scanvi;
        if (classifier == null) {
            throw new IllegalStateException("a " + spec.kind().label() + " model has no cell types; train scanvi");
        }
        int c = registry.labels().size();
        chunks(data, (batch, first, step) -> {
            double[] p = RowFunctions.softmax(classifier.classify(batch, step)).toArray();
            for (int i = 0; i < batch.n(); i++) {
                each.accept(Arrays.copyOfRange(p, i * c, (i + 1) * c), first + i);
            }
        });
    }

    /// What the model takes the genes of groups of cells to be: the mean over a group's cells of each gene's share of a
    /// cell's counts, decoded from the mean of q(z | x), each cell in its own batch. Each row sums to 1; that of a group
    /// without cells is all 0.
    ///
    /// Source: scvi-tools' `get_normalized_expression`, which decodes samples; the mean has no noise.
    ///
    /// @param group_n group of each cell, -1 for none
    /// @param groups number of groups
    /// @return groups x genes
    public double[][] meanExpression(CellData data, int[] group_n, int groups) {
        int genes = registry.genes().size();
        double[][] mean_cg = new double[groups][genes];
        int[] cells = new int[groups];
        Arrays.stream(group_n).filter(c -> c >= 0).forEach(c -> cells[c]++);
        chunks(data, (batch, first, step) -> {
            Tensor z_nk = scvi.posterior(batch, step).mean();
            if (spec.scvi().latentDistribution() != LatentDistribution.NORMAL) {
                z_nk = RowFunctions.softmax(z_nk);
            }
            Tensor logLibrary_n = step.workspace().tensor(Shape.of(batch.n(), 1), new double[batch.n()]);
            double[] mu_ng = scvi.rates(batch, z_nk, logLibrary_n, step).mu_ng().toArray();
            for (int i = 0; i < batch.n(); i++) {
                int c = group_n[first + i];
                if (c >= 0) {
                    addShares(mu_ng, i * genes, mean_cg[c], cells[c]);
                }
            }
        });
        return mean_cg;
    }

    private static void addShares(double[] mu_ng, int start, double[] mean_g, int cells) {
        double sum = 0;
        for (int g = 0; g < mean_g.length; g++) {
            sum += mu_ng[start + g];
        }
        for (int g = 0; g < mean_g.length; g++) {
            mean_g[g] += mu_ng[start + g] / sum / cells;
        }
    }

    @FunctionalInterface
    private interface Chunk {
        void at(CellBatch batch, int first, StepContext step);
    }

    private void chunks(CellData data, Chunk chunk) {
        List<int[]> all = new Minibatches(IntStream.range(0, data.cells()).toArray(), CHUNK, Minibatches.Order.GIVEN,
                Minibatches.Tail.KEEP).epoch(0);
        int first = 0;
        for (int[] rows : data.announced(all)) {
            workspace.begin(false);
            StepContext step = StepContext.evaluation(workspace, Noise.of(0, first));
            chunk.at(CellBatches.of(data, rows, step), first, step);
            first += rows.length;
        }
    }
}
