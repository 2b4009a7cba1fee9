package io.cellwright.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import io.cellwright.optim.GroupRules;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ControlTest {
    private static final double WIDE = 1e9;
    private static final List<int[]> PARTS = List.of(new int[] {1, 9, 4, 2}, new int[] {3, 8, 5, 0}, new int[] {7, 6});
    private static final int[] ALL = {1, 9, 4, 2, 3, 8, 5, 0, 7, 6};
    private static final List<int[]> VALIDATION = List.of(new int[] {2, 5});

    private final List<TrainEvent> events = new ArrayList<>();

    private TrainResult run(LineFit plan, TrainerConfig config, List<int[]> epoch) {
        return Trainer.of(config, () -> false, events::add).fit(plan, e -> epoch, VALIDATION);
    }

    private static TrainerConfig epochs(int count) {
        return TrainerConfig.of(Span.epochs(count), 0);
    }

    private List<String> decisions() {
        return events.stream().filter(e -> e instanceof TrainEvent.Decided).map(e -> ((TrainEvent.Decided) e).what())
                .toList();
    }

    @Test
    void accumulatedMinibatchesMakeTheStepOfTheOneBigBatch() {
        LineFit parts = new LineFit(0.1, WIDE);
        LineFit whole = new LineFit(0.1, WIDE);
        TrainResult result = run(parts, epochs(5).with(c -> c.withAccumulate(3)), PARTS);
        run(whole, epochs(5), List.of(ALL));
        assertThat(parts.w.get(0)).isCloseTo(whole.w.get(0), within(1e-12));
        assertThat(parts.b.get(0)).isCloseTo(whole.b.get(0), within(1e-12));
        assertThat(result.state().progress().step()).isEqualTo(5);
        assertThat(result.state().progress().cells()).isEqualTo(50);
    }

    @Test
    void aLastStepOfAnEpochTakesWhatIsLeft() {
        LineFit parts = new LineFit(0.1, WIDE);
        LineFit whole = new LineFit(0.1, WIDE);
        run(parts, epochs(1).with(c -> c.withAccumulate(2)), PARTS);
        run(whole, epochs(1), List.of(new int[] {1, 9, 4, 2, 3, 8, 5, 0}, PARTS.get(2)));
        assertThat(parts.w.get(0)).isCloseTo(whole.w.get(0), within(1e-12));
    }

    @Test
    void whatIsFrozenNeitherMovesNorDecays() {
        LineFit plan = new LineFit(0.1, WIDE);
        run(plan, epochs(3).with(c -> c.withGroups(new GroupRules(List.of(), List.of("line")))), PARTS);
        assertThat(plan.w.get(0)).isEqualTo(3);
        assertThat(plan.b.get(0)).isNotEqualTo(0.5);
    }

    @Test
    void aPartHasItsOwnRateAndDecay() {
        LineFit plain = new LineFit(0.1, WIDE);
        LineFit ruled = new LineFit(0.1, WIDE);
        run(plain, epochs(1), List.of(ALL));
        GroupRules.Rule rule = new GroupRules.Rule("line", 0.25, OptionalDouble.of(0));
        run(ruled, epochs(1).with(c -> c.withGroups(new GroupRules(List.of(rule), List.of()))), List.of(ALL));
        double moved = plain.w.get(0) - 3 + 0.1 * LineFit.DECAY * 3;
        assertThat(ruled.w.get(0)).isCloseTo(3 + 0.25 * moved, within(1e-12));
        assertThat(ruled.b.get(0)).isEqualTo(plain.b.get(0));
    }

    @Test
    void aPartThatDoesNotExistIsRefusedWithThoseThatDo() {
        assertThatThrownBy(() -> run(new LineFit(0.1, WIDE),
                epochs(3).with(c -> c.withGroups(new GroupRules(List.of(), List.of("lin")))), PARTS))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("line, offset");
        assertThatThrownBy(() -> run(new LineFit(0.1, WIDE),
                epochs(3).with(c -> c.withGroups(new GroupRules(List.of(), List.of("line", "offset")))), PARTS))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("frozen");
    }

    @Test
    void theEndHasTheAverageOfTheWeightsAndValidationSeesIt() {
        LineFit plan = new LineFit(0.1, WIDE);
        List<Double> expected = new ArrayList<>(List.of(3.0));
        Callback watch = event -> {
            if (event instanceof TrainEvent.StepDone done) {
                double decay = Math.min(0.5, (1.0 + done.progress().step()) / (10 + done.progress().step()));
                expected.add(decay * expected.getLast() + (1 - decay) * plan.w.get(0));
            }
        };
        TrainResult result = Trainer.of(epochs(4).withValidateEvery(1).with(c -> c.withAverage(new Averaging.Exponential(0.5))), () -> false, watch)
                .fit(plan, e -> PARTS, VALIDATION);
        assertThat(plan.w.get(0)).isCloseTo(expected.getLast(), within(1e-12));
        assertThat(result.history().at("slope_validation", 1).orElseThrow()).isCloseTo(expected.get(6), within(1e-12));
    }

    @Test
    void theEndHasTheMeanOfTheWeightsFromAnEpochOn() {
        LineFit plan = new LineFit(0.1, WIDE);
        List<Double> ends = new ArrayList<>();
        Callback watch = event -> {
            if (event instanceof TrainEvent.EpochDone) {
                ends.add(plan.w.get(0));
            }
        };
        TrainResult result = Trainer.of(epochs(5).withValidateEvery(1)
                .with(c -> c.withAverage(new Averaging.Equal(Span.epochs(3)))), () -> false, watch)
                .fit(plan, e -> PARTS, VALIDATION);
        double mean = (ends.get(2) + ends.get(3) + ends.get(4)) / 3;
        assertThat(plan.w.get(0)).isCloseTo(mean, within(1e-12)).isNotEqualTo(ends.get(4));
        assertThat(result.history().at("slope_validation", 1).orElseThrow()).as("before it begins")
                .isEqualTo(ends.get(1));
        assertThat(result.history().at("slope_validation", 3).orElseThrow())
                .isCloseTo((ends.get(2) + ends.get(3)) / 2, within(1e-12));
    }

    @Test
    void theBestWeightsComeBackWhicheverWayIsBetter() {
        LineFit low = new LineFit(0.1, WIDE);
        LineFit high = new LineFit(0.1, WIDE);
        TrainResult fell = run(low, epochs(6).withKeepBest(new KeepBest("slope_validation", Mode.MIN)), PARTS);
        run(high, epochs(6).withKeepBest(new KeepBest("slope_validation", Mode.MAX)), PARTS);
        double first = fell.history().at("slope_validation", 0).orElseThrow();
        double last = fell.history().at("slope_validation", 5).orElseThrow();
        assertThat(first).isGreaterThan(last);
        assertThat(low.w.get(0)).isEqualTo(last);
        assertThat(high.w.get(0)).isEqualTo(first);
        assertThat(decisions()).anyMatch(d -> d.startsWith("best weights: epoch 5, slope_validation "))
                .anyMatch(d -> d.startsWith("best weights: epoch 0, slope_validation "));
    }

    @Test
    void stoppingTellsItsReasonAndIsInTheHistory() {
        EarlyStopping rule = new EarlyStopping("slope", 0, 2, 3, Mode.MAX);
        TrainResult result = run(new LineFit(0.1, WIDE), epochs(50).with(c -> c.withEarlyStopping(rule)), PARTS);
        assertThat(result.reason()).isEqualTo(StopReason.EARLY);
        assertThat(result.state().progress().epoch()).as("3 to warm up, a best, 2 worse ones").isEqualTo(6);
        assertThat(decisions()).singleElement().asString()
                .startsWith("stopping: slope has not improved for 2 checks; the best was ");
        assertThat(result.history().decisions()).extracting(History.Decision::what).isEqualTo(decisions());
    }

    @Test
    void aFallOfTheRateTellsItsReason() {
        LineFit plan = new LineFit(0.1, WIDE) {
            @Override
            LrScheduler schedule() {
                return new ReduceLROnPlateau.Rule("slope", 0.6, 1, 100, 0).schedule().start(1e-3);
            }
        };
        run(plan, epochs(3), PARTS);
        assertThat(decisions()).containsExactly("lr 1e-3 -> 6e-4: slope has not improved for 2 epochs");
    }

    @Test
    void validationEverySoManyStepsIsJudgedThere() {
        EarlyStopping rule = new EarlyStopping("slope_validation", 0, 2, 0, Mode.MAX);
        TrainResult result = run(new LineFit(0.1, WIDE),
                epochs(50).with(c -> c.withEarlyStopping(rule).withValidateEvery(Span.steps(2))), PARTS);
        assertThat(result.state().progress().step()).as("a best after 2 steps, worse after 4 and 6").isEqualTo(6);
        assertThat(result.history().at("slope_validation", History.Per.STEP, 4)).isPresent();
        assertThat(result.history().at("slope_validation", History.Per.STEP, 3)).isEmpty();
        assertThat(result.history().at("slope_validation", 0))
                .isEqualTo(result.history().at("slope_validation", History.Per.STEP, 2));
        assertThat(events).filteredOn(e -> e instanceof TrainEvent.Validated).hasSize(3);
    }

    @Test
    void aMetricThatCannotComeIsRefusedBeforeTheFirstStep() {
        assertRefused(epochs(3).with(c -> c.withKeepBest(KeepBest.of("slope_validatoin")).validating()),
                "Did you mean 'slope_validation'?");
        assertRefused(epochs(3).with(c -> c.withKeepBest(KeepBest.of("slope_validation"))),
                "only computed with validation");
        assertThat(events).isEmpty();
    }

    private void assertRefused(TrainerConfig config, String message) {
        assertThatThrownBy(() -> run(new LineFit(0.1, WIDE), config, PARTS))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void aWatchedMetricThatIsNoNumberEndsTheRun() {
        LineFit plan = new LineFit(0.1, WIDE) {
            @Override
            public List<Loss> losses(int[] rows, io.cellwright.tensor.StepContext step,
                    io.cellwright.schedule.Progress now, Phase phase) {
                Loss loss = super.losses(rows, step, now, phase).getFirst();
                return List.of(new Loss(loss.terms(), List.of(new Observation.Last("odd", Double.NaN))));
            }
        };
        assertThatThrownBy(() -> run(plan, epochs(3).with(c -> c.withKeepBest(KeepBest.of("odd"))), PARTS))
                .isInstanceOf(TrainingDivergedException.class).hasMessageContaining("watched metric odd");
    }

    @Test
    void aRunThatDivergesGoesBackWithHalfTheRate() {
        LineFit plan = new LineFit(4, 40);
        TrainResult result = run(plan, epochs(9).with(c -> c.withRetries(5)), PARTS);
        assertThat(result.reason()).isEqualTo(StopReason.COMPLETED);
        assertThat(result.history().last("train_loss").orElseThrow())
                .isLessThan(result.history().at("train_loss", 0).orElseThrow());
        assertThat(result.state().retries()).isBetween(1, 5);
        assertThat(decisions()).hasSize(result.state().retries());
        assertThat(decisions().getFirst()).startsWith("lr 4 -> 2, back to the start of epoch ")
                .contains("retry 1 of 5", "the loss term squares", "learning rate 4");
        assertThat(result.history().decisions()).extracting(History.Decision::what).isEqualTo(decisions());
        assertThat(result.history().entries()).filteredOn(e -> e.key().equals("slope")).hasSize(9);
        assertThat(events).filteredOn(e -> e instanceof TrainEvent.WentBack).hasSize(result.state().retries());
    }

    @Test
    void aRunThatGoesOnGoesBackToWhereTheWholeOneDid() {
        TrainerConfig config = epochs(9).with(c -> c.withRetries(5).withAverage(new Averaging.Exponential(0.9))).withKeepBest(
                KeepBest.of("slope_validation"));
        List<RunState> states = new ArrayList<>();
        LineFit whole = new LineFit(4, 40);
        TrainResult result = keeping(config, states).fit(whole, e -> PARTS, VALIDATION);
        assertThat(result.state().retries()).isPositive();
        assertThat(states).anyMatch(s -> s.state().minibatch() == 2 && s.state().retries() == 0);
        for (RunState from : states) {
            LineFit other = new LineFit(4, 40);
            TrainResult resumed = keeping(config, new ArrayList<>()).resume(other, e -> PARTS, VALIDATION, from);
            String at = "from step " + from.state().progress().step() + ", retry " + from.state().retries();
            assertThat(resumed.history().rows()).as(at).isEqualTo(result.history().rows());
            assertThat(other.w.get(0)).as(at).isEqualTo(whole.w.get(0));
            assertThat(other.b.get(0)).as(at).isEqualTo(whole.b.get(0));
            assertThat(resumed.state()).as(at).isEqualTo(result.state());
        }
    }

    private static Trainer keeping(TrainerConfig config, List<RunState> states) {
        return Trainer.of(config, () -> false, event -> { }).withKeeper(new StateKeeper() {
            @Override
            public boolean wants(io.cellwright.schedule.Progress now, boolean last) {
                return true;
            }

            @Override
            public void keep(RunState state) {
                states.add(state);
            }
        });
    }

    @Test
    void retriesComeToAnEnd() {
        assertThatThrownBy(() -> run(new LineFit(1e6, 40), epochs(9).with(c -> c.withRetries(2)), PARTS))
                .isInstanceOf(TrainingDivergedException.class).hasMessageContaining("learning rate 250000");
        assertThat(decisions()).hasSize(2);
    }

    @Test
    void controlSaysWhatIsAllowed() {
        assertThatThrownBy(() -> Control.NONE.withAccumulate(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new Averaging.Exponential(1)).hasMessageContaining("(0, 1)");
        assertThatThrownBy(() -> Control.NONE.withRetries(-1)).hasMessageContaining("at least 0");
        assertThat(Control.NONE.withValidateEvery(Span.epochs(0)).validateEvery()).isEqualTo(Optional.empty());
    }
}
