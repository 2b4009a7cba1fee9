package io.cellwright.task;

import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.cellwright.data.CellTable;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.model.scvi.ScviConfig.Library;
import io.cellwright.model.scvi.ScviConfig.Network;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;

/// Takes training steps on few made cells, so that the virtual machine has compiled them before the first real one.
///
/// Code that is not compiled yet runs the vector loops some hundred times slower, so that a first step of 128 cells x
/// 2,000 genes takes seconds. A step of 16 cells x 208 genes runs the same loops, and soon often enough for the compiler,
/// to which one thread at work leaves the other cores. A process that trains once gains a second or two; one that goes on
/// training gains nothing more. Reading the data meanwhile would gain nothing on two cores: that code then waits for the
/// compiler too.
///
/// Nothing is kept: the results of a run are the same bits with it and without.
public final class WarmUp {
    private static final int CELLS = 192;
    private static final int GENES = 208;
    private static final int TYPES = 4;
    /// Cells of a minibatch.
    public static final int MINIBATCH = 16;
    private static final double LIBRARY = 40;
    /// Steps after which all of it is compiled, or waits for the compiler.
    public static final int STEPS = 100;
    /// Cells times epochs from which on it pays: ten times what is done here.
    private static final long LEAST = 10L * MINIBATCH * STEPS;

    private WarmUp() {}

    /// Whether a run over `cells` cells and `epochs` epochs is long enough to gain.
    public static boolean pays(long cells, long epochs) {
        return cells * epochs >= LEAST;
    }

    /// Takes the steps.
    ///
    /// @param kind what will be trained
    /// @param spec its network, for the columns and genes of the made cells
    /// @param device where; with a single thread
    /// @return how many
    public static int run(ModelSpec.Kind kind, Function<Registry, ModelSpec> spec, Device device) {
        CellTable cells = cells();
        // scVI may want the type of every cell, scANVI wants some cells without.
        String types = kind == ModelSpec.Kind.SCVI ? Simulation.TYPE : Simulation.KNOWN;
        Registry registry = Registry.of(cells, Setup.countsOnly().withBatchKey(Simulation.BATCH)
                .withLabelsKey(types, Setup.UNKNOWN));
        CellModel model = new CellModel(registry, small(spec.apply(registry)), device, 0);
        TrainOptions all = TrainOptions.of(Preset.PARITY).withMaxEpochs(STEPS).withBatchSize(MINIBATCH).withTrainSize(1);
        TrainOptions options = kind == ModelSpec.Kind.SCVI ? all : all.withGeneDropout(0.5);
        AtomicInteger steps = new AtomicInteger();
        new Training(options, () -> steps.incrementAndGet() >= STEPS, Callback.NONE)
                .rehearse(model, registry.encode(cells));
        return steps.get();
    }

    /// Few made cells, with columns for batches and types.
    public static CellTable cells() {
        return new Simulation(CELLS, GENES, Collections.nCopies(TYPES, 1.0 / TYPES), 2, LIBRARY, 0.7, 0, 0.5, 5, 0).make();
    }

    /// The same loops, but not over more than the made cells have.
    private static ModelSpec small(ModelSpec spec) {
        Network asked = spec.scvi().network();
        Network network = new Network(Math.min(asked.hidden(), Network.DEFAULT.hidden()), asked.latent(), asked.layers(),
                asked.dropoutRate(), asked.encodeCovariates(), asked.deeplyInjectCovariates(), asked.batchNorm(),
                asked.layerNorm());
        ScviConfig config = spec.scvi().withNetwork(network);
        return spec.with(config.library() == Library.SIZE_FACTOR ? config.withLibrary(Library.OBSERVED) : config);
    }
}
