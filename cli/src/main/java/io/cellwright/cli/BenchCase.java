package io.cellwright.cli;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.model.scvi.ScviConfig.Network;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.SavedModel;
import io.cellwright.task.Setup;
import io.cellwright.task.Simulation;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.Training;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.StepPart;

/// A model that is measured: scvi-tools' network with a latent space of 10 dimensions.
///
/// @param kind scVI or scANVI
/// @param likelihood of a count
/// @param sizes of its network and of its minibatches
record BenchCase(Kind kind, Likelihood likelihood, StepSizes sizes) implements StepCase {
    /// Cells of a minibatch, by default.
    static final int BATCH = 128;
    /// Units of each hidden layer, by default.
    static final int HIDDEN = 128;
    /// Dimensions of the latent space.
    static final int LATENT = 10;
    /// Cell types of the made data, by default.
    static final int LABELS = 10;

    /// Counts for a gene in a cell that make about a tenth of all counts not zero.
    private static final double COUNTS_PER_GENE = 0.165;

    /// What is measured where nothing else is asked for.
    static List<BenchCase> all(StepSizes sizes) {
        return List.of(new BenchCase(Kind.SCVI, Likelihood.NB, sizes), new BenchCase(Kind.SCVI, Likelihood.ZINB, sizes),
                new BenchCase(Kind.SCANVI, Likelihood.ZINB, sizes));
    }

    /// Made cells, the same on every machine.
    static CellTable cells(int cells, int genes) {
        return cells(cells, genes, LABELS);
    }

    /// Made cells of so many types.
    static CellTable cells(int cells, int genes, int labels) {
        return new Simulation(cells, genes, Collections.nCopies(labels, 1.0 / labels), 1, COUNTS_PER_GENE * genes, 0.7, 0,
                0.1, 5, 0).make();
    }

    @Override
    public String title() {
        return kind.label() + " " + Choice.word(likelihood);
    }

    /// The same as one word: `scvi-nb`.
    String word() {
        return kind.label() + "-" + Choice.word(likelihood);
    }

    @Override
    public int batch() {
        return sizes.batch();
    }

    @Override
    public boolean learnsLabels() {
        return kind == Kind.SCANVI;
    }

    Registry registry(CellTable cells) {
        Setup setup = kind == Kind.SCANVI ? Setup.countsOnly().withLabelsKey(Simulation.KNOWN, Setup.UNKNOWN)
                : Setup.countsOnly();
        return Registry.of(cells, setup);
    }

    ModelSpec spec(Registry registry) {
        ScviConfig usual = ModelSpec.of(kind, registry).scvi().withLikelihood(likelihood);
        Network network = usual.network();
        ScviConfig config = usual.withNetwork(new Network(sizes.hidden(), LATENT, sizes.layers(), network.dropoutRate(),
                network.encodeCovariates(), network.deeplyInjectCovariates(), network.batchNorm(), network.layerNorm()));
        return ModelSpec.of(kind, registry).with(config);
    }

    CellModel model(Registry registry, Device device) {
        return new CellModel(registry, spec(registry), device, 0);
    }

    /// Each layer makes three products of the same size: its output, and the gradients of its weights and of its input,
    /// which the first one does without. A cell's product with the first layer has as many rows of weights as it has
    /// counts. Of scANVI what a cell and label share is counted once, and the classifier is left out: a share that is
    /// too low rather than too high.
    @Override
    public OptionalDouble productFlop(CellTable cells) {
        return OptionalDouble.of(StepWork.of(this, cells, 0).products());
    }

    @Override
    public Optional<Work> work(CellTable cells, StepPart part, long weights) {
        return Optional.of(StepWork.of(this, cells, weights).of(part));
    }

    @Override
    public StepWatch.Measured steps(CellTable cells, Device device, StepWatch watch) {
        Registry registry = registry(cells);
        CellData data = registry.encode(cells);
        CellModel model = model(registry, device);
        TrainOptions all = TrainOptions.of(TrainOptions.Preset.PARITY).withMaxEpochs(Integer.MAX_VALUE);
        TrainOptions options = new TrainOptions(all.preset(), all.maxEpochs(), sizes.batch(), OptionalDouble.of(1), all.plan(),
                all.klWeight(), all.classificationRatio(), all.geneDropout(), all.perLabel(), all.control(), 0);
        new Training(options, watch::isOver, watch).run(model, data);
        return watch.measured(SavedModel.weightsSha256(model), StepMemory.of(model.parameters()));
    }
}
