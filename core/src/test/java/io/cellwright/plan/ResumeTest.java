package io.cellwright.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

import io.cellwright.data.CellData;
import io.cellwright.data.Minibatches;
import io.cellwright.model.scanvi.Scanvi;
import io.cellwright.model.scanvi.ScanviConfig;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.optim.GroupRules;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import io.cellwright.schedule.lr.ScheduledValue;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.Averaging;
import io.cellwright.train.EarlyStopping;
import io.cellwright.train.KeepBest;
import io.cellwright.train.Mode;
import io.cellwright.train.RunState;
import io.cellwright.train.StateKeeper;
import io.cellwright.train.TrainResult;
import io.cellwright.train.Trainer;
import io.cellwright.train.TrainerConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// A run that goes on from a kept state ends with the bits of the run that never stopped.
class ResumeTest {
    private static final int CELLS = 22;
    private static final int GENES = 9;
    private static final long SEED = 20_251;
    private static final int EPOCHS = 4;

    private final CellData data = SmallData.of(CELLS, GENES, SEED);
    private final LabelledStream train = stream();
    private final List<SemiSupervisedBatch> validation = List.of(new SemiSupervisedBatch(new int[] {18, 19, 20, 21},
            new int[] {18, 19}));

    /// Keeps every state.
    static final class All implements StateKeeper {
        final List<RunState> states = new ArrayList<>();
        private int lasts;

        @Override
        public boolean wants(Progress now, boolean last) {
            lasts += last ? 1 : 0;
            return true;
        }

        @Override
        public void keep(RunState state) {
            states.add(state);
        }
    }

    private record Net(SemiSupervisedTrainingPlan plan) {
        static Net of(CellData data, long seed, int threads) {
            Parameters parameters = new Parameters(new Workspace(Device.cpu(threads)));
            Scanvi scanvi = new Scanvi(parameters, new ScanviConfig(ScviConfig.of(GENES, 2).withLabels(3), false));
            parameters.allocate(seed);
            TrainingPlanConfig config = TrainingPlanConfig.PARITY.withLr(0.02)
                    .withSchedule(new ReduceLROnPlateau.Rule("elbo_validation", 0.5, 0, 1, 0).schedule());
            return new Net(new SemiSupervisedTrainingPlan(scanvi, parameters, data, config,
                    new SemiSupervisedConfig(ScheduledValue.constant(50), 0.3, SemiSupervisedConfig.Quirks.NONE)));
        }
    }

    private static Trainer trainer(TrainerConfig config, StateKeeper keeper) {
        return Trainer.of(config, () -> false, event -> { }).withKeeper(keeper);
    }

    private static TrainerConfig config() {
        return TrainerConfig.of(Span.epochs(EPOCHS), SEED).withKeepBest(KeepBest.of("elbo_validation"))
                .withEarlyStopping(new EarlyStopping("elbo_validation", 0, 3, 0, Mode.MIN));
    }

    private static TrainerConfig everything() {
        return config().with(c -> c.withAccumulate(2).withAverage(new Averaging.Exponential(0.9)).withValidateEvery(Span.steps(1)).withRetries(1)
                .withGroups(new GroupRules(List.of(new GroupRules.Rule("decoder", 0.5, OptionalDouble.of(0))),
                        List.of("classifier")))).withEarlyStopping(
                                new EarlyStopping("elbo_validation", 0, 50, 0, Mode.MIN));
    }

    @Test
    void fromAnyStepTheEndIsTheSame() {
        check(config(), 3);
    }

    @Test
    void fromAnyStepTheEndIsTheSameWithAllThatControls() {
        check(everything(), 2);
    }

    @Test
    void fromAnyStepTheMeanOfLateWeightsIsTheSame() {
        check(config().with(c -> c.withAverage(new Averaging.Equal(Span.epochs(2)))), 3);
    }

    private void check(TrainerConfig config, int stepsPerEpoch) {
        All kept = new All();
        Net whole = Net.of(data, SEED, 1);
        TrainResult result = trainer(config, kept).fit(whole.plan(), train, validation);
        assertThat(kept.states).hasSizeGreaterThan(stepsPerEpoch).anyMatch(s -> s.best().isPresent())
                .hasSize(result.state().progress().epoch() * stepsPerEpoch);
        assertThat(kept.lasts).isEqualTo(1);
        for (RunState state : kept.states) {
            String at = "from step " + state.state().progress().step() + ", seed " + SEED;
            Net other = Net.of(data, SEED + 1, 2);
            TrainResult resumed = trainer(config, StateKeeper.NONE).resume(other.plan(), train, validation, state);
            assertThat(bits(other.plan().parameters())).as(at).isEqualTo(bits(whole.plan().parameters()));
            assertThat(resumed.history().rows()).as(at).isEqualTo(result.history().rows());
            assertThat(resumed.state()).as(at).isEqualTo(result.state());
            assertThat(resumed.reason()).as(at).isEqualTo(result.reason());
        }
    }

    @Test
    void whatIsFrozenStaysWithItsRunningStatistics() {
        Net net = Net.of(data, SEED, 1);
        List<String> before = bits(net.plan().parameters());
        trainer(TrainerConfig.of(Span.epochs(1), SEED).withValidateEvery(1)
                .with(c -> c.withGroups(new GroupRules(List.of(), List.of("z_encoder")))), StateKeeper.NONE)
                .fit(net.plan(), train, validation);
        List<String> after = bits(net.plan().parameters());
        for (int i = 0; i < before.size(); i++) {
            boolean same = before.get(i).equals(after.get(i));
            assertThat(same).as("%s, seed %d", before.get(i), SEED).isEqualTo(before.get(i).startsWith("z_encoder."));
        }
    }

    @Test
    void aRunThatGrowsEndsAsOneThatWasLongFromTheStart() {
        TrainerConfig five = TrainerConfig.of(Span.steps(5), SEED).withValidateEvery(1);
        TrainerConfig eight = TrainerConfig.of(Span.steps(8), SEED).withValidateEvery(1);
        All kept = new All();
        Net net = Net.of(data, SEED, 1);
        trainer(five, kept).fit(net.plan(), train, validation);
        TrainResult grown = trainer(eight, StateKeeper.NONE).resume(net.plan(), train, validation,
                kept.states.getLast());
        Net whole = Net.of(data, SEED, 1);
        TrainResult result = trainer(eight, StateKeeper.NONE).fit(whole.plan(), train, validation);
        assertThat(bits(net.plan().parameters())).isEqualTo(bits(whole.plan().parameters()));
        assertThat(grown.history().entries()).isEqualTo(result.history().entries());
    }

    /// A hash of each tensor, so that a failure names it and stays short.
    static List<String> bits(Parameters parameters) {
        return parameters.entries().stream()
                .map(e -> e.name() + " " + Arrays.hashCode(e.tensor().toArray())).toList();
    }

    private LabelledStream stream() {
        int[] cells = new int[18];
        int[] labelled = new int[9];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = i;
        }
        for (int i = 0; i < labelled.length; i++) {
            labelled[i] = i;
        }
        return new LabelledStream(new Minibatches(cells, 6, Minibatches.Order.shuffled(SEED, Stream.SHUFFLE),
                Minibatches.Tail.KEEP), labelled, data.label().codes(), 0, 5, SEED, true);
    }
}
