package io.cellwright.task.network;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

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
    /// @param device one of a single thread leaves the other cores to the compiler
    /// @param enough asked after each step: true ends it early
    public static void run(NetworkTask task, Device device, BooleanSupplier enough) {
        NetworkTask made = NetworkTask.of(task.network(), task.task()).withLabels(Simulation.TYPE)
                .withSplit(new SplitRule.Holdout(new Spread.Freely(), new Sizes(0, 0), 0))
                .withFit(f -> f.withEpochs(WarmUp.STEPS).withBatchSize(WarmUp.MINIBATCH).withPatience(OptionalInt.empty())
                        .withKeepBest(false));
        AtomicInteger steps = new AtomicInteger();
        new TaskRunner(made, device, () -> steps.incrementAndGet() >= WarmUp.STEPS || enough.getAsBoolean(),
                Callback.NONE).fit(WarmUp.cells());
    }
}
