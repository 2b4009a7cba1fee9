package io.cellwright.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;

import io.cellwright.optim.Optimizer;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.PlateauState;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import io.cellwright.tensor.Parameters;
import io.cellwright.train.Best;
import io.cellwright.train.History;
import io.cellwright.train.Observation;
import io.cellwright.train.Phase;
import io.cellwright.train.RunState;
import io.cellwright.train.TrainState;

/// Made states of runs with every kind of number in them.
final class States {
    static final List<LrScheduler> FRESH = List.of(ReduceLROnPlateau.DEFAULT.then(Span.epochs(3),
            ReduceLROnPlateau.DEFAULT).start(1e-3, 2e-3), LrScheduler.constant(0.1));
    private static final double AWKWARD = 0.1 + 0.2;

    private static final History HISTORY = History.of(List.of(
            new History.Entry("lr", History.Per.STEP, 1L << 40, AWKWARD),
            new History.Entry("elbo_train", History.Per.EPOCH, 0, Double.NaN),
            new History.Decision(new Progress(1, 2, 3), "lr 1e-3 -> 6e-4: \"why\""),
            new History.Entry("elbo_train", History.Per.EPOCH, 1, Math.PI),
            new History.Entry("lr", History.Per.STEP, 3, -AWKWARD)));

    private States() {}

    static RunIdentity identity() {
        return new RunIdentity(List.of(new Setting("options/plan/lr", "0.001"), new Setting("kind", "scvi")),
                List.of(new Setting("counts", "abc")), new int[] {3, 1, 2}, new int[] {0});
    }

    static Checkpoint checkpoint(long step, long seed) {
        return new Checkpoint(identity(), state(step, seed));
    }

    static RunState state(long step, long seed) {
        Random random = new Random(seed);
        RunState good = state(step - 1, random, HISTORY.first(4), Optional.empty());
        return state(step, random, HISTORY, Optional.of(good));
    }

    private static RunState state(long step, Random random, History history, Optional<RunState> good) {
        List<LrScheduler> rates = List.of(new LrScheduler(FRESH.getFirst().schedule(), FRESH.getFirst().bases(), List.of(
                new PlateauState(OptionalDouble.of(AWKWARD), 3, 2, 1, List.of(6e-4, AWKWARD)),
                new PlateauState(OptionalDouble.empty(), 0, 0, 0, List.of(1e-3, 2e-3)))), FRESH.getLast());
        TrainState state = new TrainState(new Progress(7, step, 1L << 40), 5, rates, new Best(AWKWARD, new Progress(2, 9, 40), 4),
                Best.NONE, 2);
        List<Observation> metrics = List.of(new Observation.Mean("elbo_train", 1 / 3.0, 128),
                new Observation.Last("kl_weight", Double.MIN_VALUE),
                new Observation.Checked("elbo_validation", Double.NaN),
                new Observation.Classified(Phase.TRAIN, 3, new int[] {0, 2}, new int[] {1, 2}, new double[] {0.4, 1 / 7.0}));
        return new RunState(state, metrics, history, List.of(new Optimizer.Updates("encoder.weight", step)),
                slabs(random), List.of(bytes(random), bytes(random)), Optional.of(slabs(random)), Optional.of(slabs(random)),
                good);
    }

    private static Parameters.Snapshot slabs(Random random) {
        return new Parameters.Snapshot(bytes(random), bytes(random));
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[4 * (1 + random.nextInt(40))];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Everything of a state as texts that are equal iff all its bits are.
    static List<String> bits(RunState state) {
        List<String> all = new ArrayList<>();
        all.add(state.state().toString());
        for (Observation observation : state.metrics()) {
            all.add(observation instanceof Observation.Classified c ? c.phase() + " " + c.classes() + " "
                    + List.of(IntStream.of(c.truth()).boxed().toList(), IntStream.of(c.predicted()).boxed().toList(),
                            Arrays.stream(c.confidence()).boxed().toList()) : observation.toString());
        }
        all.add(state.history().rows().toString() + state.history().entries() + state.history().decisions());
        all.add(state.updates().toString());
        all.add(Arrays.toString(state.weights().values()) + Arrays.toString(state.weights().buffers()));
        state.moments().forEach(m -> all.add(Arrays.toString(m)));
        state.average().ifPresent(b -> all.add(Arrays.toString(b.values()) + Arrays.toString(b.buffers())));
        state.best().ifPresent(b -> all.add(Arrays.toString(b.values())
                + Arrays.toString(b.buffers())));
        state.good().ifPresent(good -> all.addAll(bits(good)));
        return all;
    }
}
