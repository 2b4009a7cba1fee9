package io.cellwright.task.network;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;
import io.cellwright.task.Simulation;
import io.cellwright.task.WarmUp;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;

/// What {@link WarmUp} is for scVI and scANVI, for networks of prepared cells.
public final class NetworkWarmUp {
    private NetworkWarmUp() {}

    /// Takes steps of the task's network, with its default sizes, on few made cells.
    ///
    /// @param task of a network that is trained in steps
    /// @param device where; with a single thread
    /// @return how many
    public static int run(NetworkTask task, Device device) {
        NetworkTask made = NetworkTask.of(task.network(), task.task()).withLabels(Simulation.TYPE)
                .withSplit(new SplitRule.Holdout(new Spread.Freely(), new Sizes(0, 0), 0))
                .withFit(f -> f.withEpochs(WarmUp.STEPS).withBatchSize(WarmUp.MINIBATCH).withPatience(OptionalInt.empty())
                        .withKeepBest(false));
        AtomicInteger steps = new AtomicInteger();
        new TaskRunner(made, device, () -> steps.incrementAndGet() >= WarmUp.STEPS, Callback.NONE).fit(WarmUp.cells());
        return steps.get();
    }
}
