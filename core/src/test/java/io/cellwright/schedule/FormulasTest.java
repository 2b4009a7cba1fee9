package io.cellwright.schedule;

import java.util.List;

import io.cellwright.schedule.formula.CosineAnnealingLR;
import io.cellwright.schedule.formula.CosineAnnealingWarmRestarts;
import io.cellwright.schedule.formula.CyclicLR;
import io.cellwright.schedule.formula.LambdaLR;
import io.cellwright.schedule.formula.StepLR;
import io.cellwright.schedule.lr.ChainedScheduler;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.lr.PlateauState;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import io.cellwright.schedule.lr.SequentialLR;
import io.cellwright.schedule.text.ScheduleText;
import io.cellwright.schedule.warmup.WarmUp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class FormulasTest {
    private static double at(LrSchedule schedule, int epoch, long step) {
        return schedule.start(1).lr(new Progress(epoch, step, 0), 0);
    }

    private static double at(String schedule, int epoch, long step) {
        return at(ScheduleText.parse(schedule), epoch, step);
    }

    @Test
    void celldetectionsExampleEndsWhereItSays() {
        LrSchedule schedule = new WarmUp(512).then(new CosineAnnealingLR(512, 1e-5));
        LrScheduler scheduler = schedule.start(1e-3);
        assertThat(scheduler.lr(Progress.START, 0)).isEqualTo(1e-3 / 512);
        assertThat(scheduler.lr(new Progress(0, 511, 0), 0)).isEqualTo(1e-3);
        assertThat(scheduler.lr(new Progress(0, 512, 0), 0)).isEqualTo(1e-3);
        assertThat(scheduler.lr(new Progress(0, 768, 0), 0)).isCloseTo((1e-3 + 1e-5) / 2, within(1e-15));
        assertThat(scheduler.lr(new Progress(0, 1024, 0), 0)).isCloseTo(1e-5, within(1e-18));
        assertThat(schedule.end()).contains(Span.steps(1024));
    }

    @Test
    void decaysThatFellIntoAWarmUpBehindThemAreLost() {
        LrSchedule chain = new StepLR(5, 0.99).times(new WarmUp(512));
        assertThat(at(chain, 0, 100)).isCloseTo(101.0 / 512, within(1e-15));
        assertThat(at(chain, 0, 512)).isCloseTo(1, within(1e-15));
        // 102 decays by step 512, 200 by step 1,000.
        assertThat(at(chain, 0, 1000)).isCloseTo(Math.pow(0.99, 98), within(1e-12));
    }

    @Test
    void decaysThatCountAnotherUnitAreKept() {
        LrSchedule chain = new StepLR(Span.epochs(1), 0.5).times(new WarmUp(100));
        assertThat(at(chain, 1, 49)).isEqualTo(0.25);
        assertThat(at(chain, 2, 100)).isEqualTo(0.25);
    }

    @Test
    void aWarmUpBeforeOthersIsMultipliedWithThem() {
        assertThat(at("warmup(4) * steplr(2, .5)", 0, 2)).isEqualTo(0.375);
        assertThat(at("warmup(4) * steplr(2, .5)", 0, 4)).isEqualTo(0.25);
    }

    @Test
    void warmUpsGoFromOneToSteps() {
        for (long steps : new long[] {1, 4, 1000}) {
            WarmUp warmup = new WarmUp(steps);
            double last = 0;
            for (long t = 0; t < steps; t++) {
                assertThat(at(warmup, 0, t)).isGreaterThan(last);
                last = at(warmup, 0, t);
            }
            assertThat(last).isEqualTo(1);
            assertThat(at(warmup, 0, steps)).isEqualTo(1);
            assertThat(at(WarmUp.fromZero(steps), 0, 0)).isZero();
            assertThat(at(WarmUp.fromZero(steps), 0, steps)).isEqualTo(1);
        }
        assertThat(at(new WarmUp(0), 0, 0)).isEqualTo(1);
    }

    @Test
    void anEmptySegmentIsSkipped() {
        assertThat(at("sequence(exp(.1), exp(.5), at=[0])", 0, 0)).isEqualTo(1);
        assertThat(at("sequence(exp(.1), exp(.5), at=[0])", 0, 1)).isEqualTo(0.5);
        assertThat(at("sequence(.1, .2, .3, at=[4, 4])", 0, 3)).isEqualTo(0.1);
        assertThat(at("sequence(.1, .2, .3, at=[4, 4])", 0, 4)).isEqualTo(0.3);
        assertThat(at("warmup(0) then exp(.5)", 0, 1)).isEqualTo(0.5);
    }

    @Test
    void aClockBeginsAtTheMilestoneOfItsUnit() {
        assertThat(at("1 for 10 then exp(.5)", 7, 12)).isEqualTo(0.25);
        assertThat(at("1 for 10 then exp(.5, per=epochs)", 3, 12)).as("epochs go on").isEqualTo(0.125);
        assertThat(at("1 for 2ep then exp(.5, per=epochs)", 3, 12)).isEqualTo(0.5);
        assertThat(at("1 for 10 then 1 for 2ep then exp(.5)", 2, 12)).isEqualTo(0.25);
    }

    @Test
    void cosineRisesAgainAfterItsEnd() {
        assertThat(at("cosine(4)", 0, 4)).isCloseTo(0, within(1e-15));
        assertThat(at("cosine(4)", 0, 8)).isEqualTo(1);
        assertThat(at("cosine(4)", 0, 8_000_000_000L)).isEqualTo(1);
    }

    @Test
    void restartsTakeFractionsOfEpochs() {
        CosineAnnealingWarmRestarts restarts = new CosineAnnealingWarmRestarts(Span.epochs(2), 2, 0);
        assertThat(restarts.lr(1.0, 1)).isCloseTo(0.5, within(1e-15));
        assertThat(restarts.lr(0.5, 1)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-15));
        assertThat(restarts.lr(2, 1)).isEqualTo(1);
        assertThat(restarts.lr(4, 1)).isCloseTo(0.5, within(1e-15));
        assertThat(restarts.lr(6, 1)).isEqualTo(1);
        assertThat(at("restarts(2ep, 2, steps_per_epoch=10)", 0, 5)).isCloseTo(restarts.lr(0.5, 1), within(1e-15));
        assertThat(at("restarts(2ep, 2)", 0, 5)).isEqualTo(1);
        // Here the logarithm that torch takes is off by one: log(243) / log(3) is below 5.
        assertThat(new CosineAnnealingWarmRestarts(1, 3, 0).lr(121, 1)).isEqualTo(1);
        assertThatThrownBy(() -> restarts.lr(-1, 1)).hasMessageContaining("at least 0");
    }

    @Test
    void oneCycleStaysAtItsEnd() {
        double end = at("onecycle(1, 10)", 0, 9);
        assertThat(end).isCloseTo(1.0 / 25 / 1e4, within(1e-18));
        assertThat(at("onecycle(1, 10)", 0, 10)).isEqualTo(end);
        assertThat(at("onecycle(1, 10)", 0, 1_000_000)).isEqualTo(end);
        for (String edge : List.of("onecycle(1, 1)", "onecycle(1, 1, pct_start=1)", "onecycle(1, 5, pct_start=0)",
                "onecycle(1, 4, pct_start=1)", "onecycle(1, 3, pct_start=.5, three_phase=true)",
                "onecycle(1, 2, pct_start=0, three_phase=true)")) {
            for (long t = 0; t < 7; t++) {
                assertThat(at(edge, 0, t)).as(edge).isBetween(0.0, 1.0);
            }
        }
    }

    @Test
    void oneCyclePeaksAtTheBaseRateUnlessItIsTold() {
        LrScheduler scheduler = ScheduleText.parse("onecycle(total_steps=10)").start(0.05, 0.5);
        assertThat(scheduler.lr(new Progress(0, 2, 0), 0)).isEqualTo(0.05);
        assertThat(scheduler.lr(new Progress(0, 2, 0), 1)).isEqualTo(0.5);
        assertThat(scheduler.momentum(new Progress(0, 2, 0), 1)).hasValue(0.85);
    }

    @Test
    void cyclesTakeAFunctionOfTheCycleOrOfTheStep() {
        PerGroup<Double> zero = PerGroup.all(0.0);
        LrSchedule byCycle = new CyclicLR(zero, PerGroup.all(1.0), Span.steps(1), Span.steps(1),
                new CyclicLR.Scale.OfCycle(cycle -> 1.0 / cycle), false, zero, zero);
        assertThat(at(byCycle, 0, 1)).isEqualTo(1);
        assertThat(at(byCycle, 0, 5)).isCloseTo(1.0 / 3, within(1e-15));
        LrSchedule byStep = new CyclicLR(zero, PerGroup.all(1.0), Span.steps(1), Span.steps(1),
                new CyclicLR.Scale.OfIteration(t -> 1.0 / t), false, zero, zero);
        assertThat(at(byStep, 0, 5)).isEqualTo(0.2);
    }

    @Test
    void momentumIsThatOfTheSegmentAndOfTheLastMemberThatHasOne() {
        LrScheduler sequence = ScheduleText.parse("warmup(4) then onecycle(1, 10)").start(1);
        assertThat(sequence.momentum(new Progress(0, 3, 0), 0)).isEmpty();
        assertThat(sequence.momentum(new Progress(0, 4, 0), 0)).hasValue(0.95);
        LrScheduler chain = ScheduleText.parse("clamp(cyclic(.1, 1, 5), min=0) * exp(.9)").start(1);
        assertThat(chain.momentum(Progress.START, 0)).hasValue(0.9);
    }

    @Test
    void aBaseOfNothingStaysNothing() {
        for (String text : List.of("exp(.9)", "exp(.9) * warmup(3)", "warmup(3) then steplr(2)", "plateau()")) {
            assertThat(ScheduleText.parse(text).start(0).lr(new Progress(1, 5, 0), 0)).as(text).isZero();
        }
    }

    @Test
    void baseRatesAreOneForAllOrOneForEachGroup() {
        LrSchedule two = new LambdaLR(PerGroup.of(t -> 1, t -> 2), Span.Unit.STEPS);
        assertThatThrownBy(() -> two.start(1)).hasMessageContaining("base rates must be 2");
        assertThatThrownBy(() -> new ChainedScheduler(List.of(two, ScheduleText.parse("plateau(min_lr=[0, 0, 0])"))))
                .hasMessageContaining("for 2 and 3");
        assertThat(new StepLR(5, 0.1).start(3).lr(Progress.START, 7)).isEqualTo(3);
        assertThatThrownBy(() -> new StepLR(5, 0.1).start(3, 4).lr(Progress.START, 2)).hasMessageContaining("was 2");
        assertThatThrownBy(() -> new StepLR(5, 0.1).start()).hasMessageContaining("were none");
        assertThatThrownBy(() -> new StepLR(5, 0.1).start(-1)).hasMessageContaining("lr must be at least 0");
        assertThatThrownBy(() -> new StepLR(5, 0.1).start(Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void aStateMustBelongToItsSchedule() {
        PlateauState state = ReduceLROnPlateau.DEFAULT.start(1, 2).state().getFirst();
        assertThatThrownBy(() -> new LrScheduler(new StepLR(5, 0.1), List.of(1.0), List.of(state)))
                .hasMessageContaining("states must be 0");
        assertThatThrownBy(() -> new LrScheduler(ReduceLROnPlateau.DEFAULT, List.of(1.0), List.of(state)))
                .hasMessageContaining("a plateau's rates must be 1");
    }

    @Test
    void aSequenceMustBePossible() {
        assertThatThrownBy(() -> new SequentialLR(List.of(), List.of())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> new ChainedScheduler(List.of())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> new StepLR(5, 0.1).then(new WarmUp(3))).hasMessageContaining("goes on for ever");
        assertThat(new SequentialLR(List.of(new WarmUp(1), new WarmUp(1), new WarmUp(1)),
                List.of(Span.steps(5), Span.epochs(1))).end()).contains(Span.steps(6));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            steplr(0)                  | step_size must be at least 1 but was 0 steps
            steplr(5, -1)              | gamma must be at least 0
            multistep([1], -1)         | gamma must be at least 0
            constant(2)                | factor must be in [0, 1] but was 2
            linear(.5, 2)              | end_factor must be in [0, 1]
            linear(.5, 1, 0)           | total_iters must be at least 1
            exp(0)                     | gamma must be above 0
            exp(1e999)                 | gamma must be above 0 and finite
            poly(0)                    | total_iters must be at least 1
            poly(5, 0)                 | power must be above 0
            restarts(0)                | T_0 must be at least 1
            restarts(5, 0)             | T_mult must be at least 1
            restarts(5, 1.5)           | T_mult must be a whole number
            restarts(5, steps_per_epoch=3) | steps_per_epoch must come with a T_0 in epochs, such as 5ep
            restarts(5, 1, -1)         | eta_min must be at least 0
            onecycle(1, 0)             | total_steps must be at least 1
            onecycle(-1, 5)            | max_lr must be at least 0
            onecycle(1, 5, div_factor=0) | div_factor must be above 0
            onecycle(1, 5, max_momentum=1) | base_momentum and max_momentum must be in [0, 1)
            onecycle(1, 5, max_momentum=.5) | base_momentum must not be above max_momentum
            onecycle(1, 5, pct_start=.6, three_phase=true) | pct_start must be in [0, 0.5]
            cyclic(.1, step_size_up=5) | max_lr must be one rate, or one for each group
            cyclic(.1, 1, 0)           | step_size_up must be at least 1
            swa()                      | swa_lr must be one rate, or one for each group
            decay(2, 5)                | the share from which a rate falls must be in [0, 1]
            ramp(-1, 0, 5)             | from must be at least 0
            inverse_sqrt(0)            | warmup must be at least 1
            wsd(1, 2ep, 3)             | warmup and stable must count the same
            wsd(1, 2, 3, linear, 2)    | min_lr_ratio must be in [0, 1]
            linear_with_warmup(5, 4)   | total must be at least 5
            cosine_with_warmup(5, 4ep) | warmup and total must count the same
            restarts_with_warmup(1, 4, 0) | cycles must be at least 1
            -1                         | a factor must be at least 0
            """)
    void badArgumentsAreRefusedWhereTheScheduleIsMade(String text, String message) {
        assertThatThrownBy(() -> ScheduleText.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
