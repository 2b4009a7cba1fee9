package io.cellwright.cli;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import io.cellwright.data.CellTable;
import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;
import io.cellwright.model.CellNetwork;
import io.cellwright.model.Models;
import io.cellwright.model.Task;
import io.cellwright.task.Simulation;
import io.cellwright.task.network.NetworkFactory;
import io.cellwright.task.network.NetworkTask;
import io.cellwright.task.network.SavedNetwork;
import io.cellwright.task.network.TaskRunner;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.StepPart;

/// A bundled network of prepared cells that is measured, with its defaults.
///
/// @param title its name
/// @param batch cells of a minibatch
record NetworkCase(String title, int batch) implements StepCase {
    private static final String CLASSIFIER = "mlp_classifier";

    /// An alias becomes the name.
    NetworkCase {
        title = Models.name(title);
    }

    /// A classifier knows the types of all cells.
    @Override
    public boolean learnsLabels() {
        return false;
    }

    @Override
    public OptionalDouble productFlop(CellTable cells) {
        return OptionalDouble.empty();
    }

    @Override
    public Optional<Work> work(CellTable cells, StepPart part, long weights) {
        return Optional.empty();
    }

    @Override
    public StepWatch.Measured steps(CellTable cells, Device device, StepWatch watch) {
        Task task = title.equals(CLASSIFIER) ? Task.CLASSIFICATION : Task.REPRESENTATION;
        NetworkTask all = NetworkTask.of(NetworkFactory.bundled(title), task).withLabels(Simulation.TYPE)
                .withSplit(new SplitRule.Holdout(new Spread.Freely(), new Sizes(0, 0), 0))
                .withFit(f -> f.withEpochs(Integer.MAX_VALUE).withBatchSize(batch)
                        .withPatience(OptionalInt.empty()).withKeepBest(false));
        CellNetwork network = new TaskRunner(all, device, watch::isOver, watch).fit(cells).network();
        return watch.measured(SavedNetwork.weightsSha256(network), StepMemory.of(network.parameters()));
    }
}
