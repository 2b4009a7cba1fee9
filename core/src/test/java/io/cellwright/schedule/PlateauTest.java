package io.cellwright.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

import io.cellwright.schedule.lr.LrDecision;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import io.cellwright.schedule.lr.ReduceLROnPlateau.Mode;
import io.cellwright.schedule.text.ScheduleText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PlateauTest {
    private static EpochSummary metric(double value) {
        return key -> key.equals("elbo_validation") ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /// Rates after each epoch, of ten steps each.
    private static double[] after(LrScheduler scheduler, double... metrics) {
        double[] rates = new double[metrics.length];
        LrScheduler now = scheduler;
        for (int e = 0; e < rates.length; e++) {
            Progress end = new Progress(e + 1, 10L * (e + 1), 0);
            now = now.after(metric(metrics[e]), end);
            rates[e] = now.lr(end, 0);
        }
        return rates;
    }

    /// The epochs, from 1 on, after which the rate fell.
    private static List<Integer> falls(String schedule, double... metrics) {
        double[] rates = after(ScheduleText.parse(schedule).start(1), metrics);
        List<Integer> falls = new ArrayList<>();
        for (int e = 0; e < rates.length; e++) {
            if (rates[e] < (e == 0 ? 1 : rates[e - 1])) {
                falls.add(e + 1);
            }
        }
        return falls;
    }

    private static double[] constant(double value, int count) {
        double[] all = new double[count];
        Arrays.fill(all, value);
        return all;
    }

    @Test
    void theRateFallsWhenMoreThanPatienceEpochsWereBad() {
        LrScheduler scheduler = new ReduceLROnPlateau.Rule("elbo_validation", 0.5, 2, 0, 1e-4).schedule().start(1e-3);
        assertThat(after(scheduler, 10, 9, 9, 9, 9, 8, 8, 8, 8, 8))
                .containsExactly(1e-3, 1e-3, 1e-3, 1e-3, 5e-4, 5e-4, 5e-4, 5e-4, 2.5e-4, 2.5e-4);
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "1, 5", "3, 7"})
    void aMetricThatNeverImprovesLowersTheRateFirstAfter(int warmup, int epoch) {
        assertThat(falls("plateau(patience=2, warmup=" + warmup + ")", constant(1, 12)))
                .startsWith(epoch, epoch + 3);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            mode=min, factor=.1, threshold_mode=abs, threshold=.01, patience=5, cooldown=5 | 7 18
            mode=min, factor=.1, threshold_mode=rel, threshold=.1, patience=5              | 7 13 19
            mode=max, factor=.1, threshold_mode=rel, threshold=.1, patience=1              | 3 5 7 9 11 13 15 17 19
            mode=min, factor=.1, patience=9                                                | 11
            mode=min, factor=.1, patience=2, cooldown=4                                    | 4 11 18
            """)
    void aConstantMetricLowersTheRateAsTorchDoes(String arguments, String epochs) {
        assertThat(falls("plateau(" + arguments + ", eps=0)", constant(1, 20)))
                .isEqualTo(Arrays.stream(epochs.split(" ")).map(Integer::valueOf).toList());
    }

    /// torch's own test: .5 for 8 values, .05 for 11, then .005.
    @Test
    void cooldownIsCountedAsInTorchsOwnTest() {
        List<Double> metrics = new ArrayList<>(List.of(1.0, 0.8, 0.7));
        metrics.addAll(Collections.nCopies(19, 0.6));
        LrScheduler scheduler = ScheduleText.parse(
                "plateau(mode=min, threshold_mode=rel, threshold=0.1, patience=5, cooldown=5)").start(0.5);
        double[] rates = after(scheduler, metrics.stream().mapToDouble(d -> d).toArray());
        // torch's list begins with the rate before the first call.
        for (int t = 0; t < rates.length; t++) {
            double expected = t + 1 < 10 ? 0.5 : t + 1 < 21 ? 0.05 : 0.005;
            assertThat(rates[t]).as("after epoch %d", t + 1).isCloseTo(expected, within(1e-15));
        }
    }

    @Test
    void marginsAreRelativeToTheBestOrAbsolute() {
        double[] slowly = {10, 9.95, 9.9, 9.85, 9.8, 9.75};
        assertThat(falls("plateau(patience=0, threshold=.01)", slowly)).containsExactly(2, 3, 5);
        assertThat(falls("plateau(patience=0, threshold=.01, threshold_mode=abs)", slowly)).isEmpty();
        assertThat(falls("plateau(patience=0, threshold=.06, threshold_mode=abs)", slowly)).containsExactly(2, 4, 6);
    }

    @Test
    void aRelativeMarginIsRightForNegativeMetrics() {
        double[] worse = {-1, -0.99, -0.98, -0.97, -0.96, -0.95, -0.94, -0.93};
        assertThat(falls("plateau(patience=1, threshold=.1)", worse)).containsExactly(3, 5, 7);
        double[] better = {-1, -1.2, -1.4, -1.6, -1.8, -2, -2.3, -2.6};
        assertThat(falls("plateau(patience=0, threshold=.1)", better)).isEmpty();
        assertThat(falls("plateau(patience=0, threshold=.1, mode=max)", -1, -0.8, -0.7, -0.6)).isEmpty();
        assertThat(falls("plateau(patience=0, threshold=.1, mode=max)", -1, -0.95, -1.1)).containsExactly(2, 3);
    }

    @Test
    void theRateNeverFallsBelowTheMinimumOfItsGroup() {
        LrScheduler scheduler = ScheduleText.parse("plateau(factor=.1, patience=0, min_lr=[.004, .1])")
                .start(0.05, 0.5);
        for (int e = 1; e < 6; e++) {
            scheduler = scheduler.after(metric(1), new Progress(e, e, 0));
        }
        assertThat(scheduler.lr(Progress.START, 0)).isEqualTo(0.004);
        assertThat(scheduler.lr(Progress.START, 1)).isEqualTo(0.1);
    }

    @Test
    void reductionsByNoMoreThanEpsAreNotMadeButCountingBeginsAgain() {
        double[] rates = after(ScheduleText.parse("plateau(factor=.5, patience=0)").start(1e-7), constant(1, 8));
        assertThat(rates).containsExactly(1e-7, 5e-8, 2.5e-8, 1.25e-8, 1.25e-8, 1.25e-8, 1.25e-8, 1.25e-8);
        LrScheduler blocked = ScheduleText.parse("plateau(factor=.5, patience=2, eps=1)").start(1);
        for (int e = 1; e <= 4; e++) {
            blocked = blocked.after(metric(1), new Progress(e, e, 0));
        }
        assertThat(blocked.state().getFirst().bad()).isZero();
        assertThat(blocked.lr(Progress.START, 0)).isEqualTo(1);
    }

    @Test
    void anEpochWithoutTheMetricCountsForNothing() {
        LrScheduler scheduler = ReduceLROnPlateau.DEFAULT.start(1);
        assertThat(scheduler.after(key -> OptionalDouble.empty(), new Progress(1, 1, 0))).isEqualTo(scheduler);
    }

    @Test
    void anotherMetricCanBeWatched() {
        ReduceLROnPlateau rule = ReduceLROnPlateau.DEFAULT.withPatience(0).withMetric("train_accuracy", Mode.MAX);
        assertThat(after(rule.start(1), 1, 1, 1)).containsOnly(1);
        EpochSummary accuracy = key -> key.equals("train_accuracy") ? OptionalDouble.of(0.5) : OptionalDouble.empty();
        LrScheduler scheduler = rule.start(1).after(accuracy, new Progress(1, 1, 0));
        assertThat(scheduler.after(accuracy, new Progress(2, 2, 0)).lr(Progress.START, 0)).isEqualTo(0.1);
    }

    @Test
    void aMetricThatIsNoNumberIsAnErrorNotAReason() {
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (String schedule : new String[] {"plateau(patience=0)", "plateau(warmup=3)", "2 * plateau()"}) {
                assertThatThrownBy(() -> after(ScheduleText.parse(schedule).start(1), wrong)).as(schedule)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("elbo_validation must be a finite number")
                        .hasMessageContaining(Double.toString(wrong));
            }
        }
    }

    @Test
    void inASequenceItBeginsFromTheFullRateAndHearsItsOwnEpochsOnly() {
        // Twenty steps are two epochs: their metrics, which nothing can beat, belong to the warm-up.
        LrScheduler scheduler = ScheduleText.parse("warmup(20) then plateau(factor=.5, patience=0)").start(1);
        assertThat(after(scheduler, -100, -100, 5, 4, 3, 3)).containsExactly(11.0 / 20, 1, 1, 1, 1, 0.5);
    }

    @Test
    void anEpochThatEndsInAnotherSegmentThanItBeganCountsForTheLast() {
        LrScheduler scheduler = ScheduleText.parse("warmup(15) then plateau(factor=.5, patience=0)").start(1);
        assertThat(after(scheduler, -100, 5, 5, 5)).containsExactly(11.0 / 15, 1, 0.5, 0.25);
    }

    @Test
    void aSequenceInEpochsGivesEachSegmentItsEpochs() {
        LrScheduler scheduler = ScheduleText.parse(
                "plateau(factor=.5, patience=0) for 2ep then 1 for 1ep then plateau(factor=.25, patience=0)").start(1);
        assertThat(after(scheduler, 1, 1, 1, 1, 1, 1)).containsExactly(1, 1, 1, 1, 0.25, 0.0625);
        assertThat(scheduler.after(metric(1), new Progress(1, 10, 0)).after(metric(1), new Progress(2, 20, 0)).state()
                .getFirst().rates()).containsExactly(0.5);
    }

    @Test
    void inAChainItsReductionsAreMultipliedWithTheOthers() {
        LrScheduler scheduler = ScheduleText.parse("exp(.9, per=epochs) * plateau(factor=.5, patience=1)").start(2);
        double[] rates = after(scheduler, constant(1, 5));
        for (int e = 1; e <= 5; e++) {
            assertThat(rates[e - 1]).isCloseTo(2 * Math.pow(0.9, e) * (e < 3 ? 1 : e < 5 ? 0.5 : 0.25), within(1e-15));
        }
    }

    @Test
    void aWarmUpBehindItInAChainKeepsItsReductions() {
        LrScheduler scheduler = ScheduleText.parse("plateau(factor=.5, patience=0) * warmup(30)").start(1);
        double[] rates = after(scheduler, constant(1, 5));
        assertThat(rates).containsExactly(11.0 / 30, 21.0 / 30 / 2, 1.0 / 4, 1.0 / 8, 1.0 / 16);
    }

    @Test
    void decisionsAreToldWithTheirReason() {
        LrScheduler before = ScheduleText.parse("plateau(factor=.6, patience=30)").start(1e-3);
        Progress now = Progress.START;
        LrScheduler after = before;
        for (int e = 1; e <= 32; e++) {
            before = after;
            now = new Progress(e, e, 0);
            after = before.after(metric(1), now);
            assertThat(before.decisions(after, now)).hasSize(e < 32 ? 0 : 1);
        }
        LrDecision decision = before.decisions(after, now).getFirst();
        assertThat(decision.text()).isEqualTo("lr 1e-3 -> 6e-4: elbo_validation has not improved for 31 epochs");
        assertThat(decision.to()).isEqualTo(after.lr(now, 0));
    }

    @Test
    void decisionsNameTheGroupWhereThereAreSeveral() {
        LrScheduler before = ScheduleText.parse(".5 * plateau(factor=.1, patience=0, min_lr=[0, 1])").start(1, 1)
                .after(metric(1), new Progress(1, 1, 0));
        LrScheduler after = before.after(metric(1), new Progress(2, 2, 0));
        assertThat(before.decisions(after, Progress.START)).singleElement().extracting(LrDecision::text)
                .isEqualTo("lr 0.5 -> 0.05: elbo_validation has not improved for 1 epoch (group 0)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            factor=1             | factor must be in (0, 1) but was 1
            factor=0             | factor must be in (0, 1) but was 0
            patience=-1          | patience must be at least 0 but was -1
            threshold=-.1        | threshold must be at least 0
            cooldown=-1          | cooldown must be at least 0
            min_lr=-1            | min_lr must be at least 0
            min_lr=[]            | min_lr must be one number, or one for each group
            eps=-1               | eps must be at least 0
            warmup=-1            | warmup must be at least 0
            mode=best            | mode must be min or max
            threshold_mode=x     | threshold_mode must be rel or abs
            metric=''            | metric must be a key of the history
            """)
    void badArgumentsAreRefused(String argument, String message) {
        assertThatThrownBy(() -> ScheduleText.parse("plateau(" + argument + ")"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void minimaAndBaseRatesMustBeAsMany() {
        LrSchedule two = ScheduleText.parse("plateau(min_lr=[1e-4, 1e-5])");
        assertThatThrownBy(() -> two.start(1)).hasMessageContaining("base rates must be 2")
                .hasMessageContaining("were 1");
        assertThatThrownBy(() -> two.start(1, 2, 3)).hasMessageContaining("were 3");
        assertThat(two.start(1, 2).bases()).containsExactly(1.0, 2.0);
        assertThat(PerGroup.of(1, 2).get(1)).isEqualTo(2);
    }
}
