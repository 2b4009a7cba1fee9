package io.cellwright.schedule;

import java.util.OptionalDouble;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScheduleTest {
    private static EpochSummary metric(double value) {
        return key -> key.equals("elbo_validation") ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    @Test
    void aSpanKnowsWhatIsBehindIt() {
        assertThat(Span.epochs(4).share(new Progress(1, 30, 0))).isEqualTo(0.25);
        assertThat(Span.steps(60).share(new Progress(1, 30, 0))).isEqualTo(0.5);
        assertThat(Span.steps(30).isOver(new Progress(0, 30, 0))).isTrue();
        assertThat(Span.epochs(0).isOver(Progress.START)).isTrue();
    }

    @Test
    void aLinearDecayHoldsThenFallsToZero() {
        LinearDecay decay = new LinearDecay(0.5, Span.epochs(8));
        assertThat(decay.at(Progress.START)).isEqualTo(1);
        assertThat(decay.at(new Progress(4, 0, 0))).isEqualTo(1);
        assertThat(decay.at(new Progress(6, 0, 0))).isEqualTo(0.5);
        assertThat(decay.at(new Progress(8, 0, 0))).isEqualTo(0);
        assertThat(new LinearDecay(1, Span.epochs(8)).at(new Progress(8, 0, 0))).isEqualTo(1);
        assertThatThrownBy(() -> new LinearDecay(1.5, Span.epochs(8))).hasMessageContaining("1.5");
    }

    @Test
    void theRateFallsWhenMoreThanPatienceEpochsWereBad() {
        LrScheduler scheduler = ReduceLROnPlateau.of(new ReduceLROnPlateau.Rule("elbo_validation", 0.5, 2, 0, 1e-4),
                1e-3);
        double[] rates = new double[10];
        double[] metrics = {10, 9, 9, 9, 9, 8, 8, 8, 8, 8};
        for (int e = 0; e < rates.length; e++) {
            scheduler = scheduler.after(metric(metrics[e]));
            rates[e] = scheduler.lr(Progress.START, 0);
        }
        assertThat(rates).containsExactly(1e-3, 1e-3, 1e-3, 1e-3, 5e-4, 5e-4, 5e-4, 5e-4, 2.5e-4, 2.5e-4);
    }

    @Test
    void theRateNeverFallsBelowItsMinimum() {
        LrScheduler scheduler = ReduceLROnPlateau.of(new ReduceLROnPlateau.Rule("elbo_validation", 0.1, 0, 0, 4e-4),
                1e-3);
        for (int e = 0; e < 5; e++) {
            scheduler = scheduler.after(metric(1));
        }
        assertThat(scheduler.lr(Progress.START, 0)).isEqualTo(4e-4);
    }

    @Test
    void anEpochWithoutTheMetricCountsForNothing() {
        LrScheduler scheduler = ReduceLROnPlateau.of(new ReduceLROnPlateau.Rule("elbo_validation", 0.1, 0, 0, 0), 1);
        assertThat(scheduler.after(key -> OptionalDouble.empty())).isEqualTo(scheduler);
    }

    @Test
    void aNanMetricIsAnErrorNotAReason() {
        LrScheduler scheduler = ReduceLROnPlateau.of(new ReduceLROnPlateau.Rule("elbo_validation", 0.1, 0, 0, 0), 1);
        assertThatThrownBy(() -> scheduler.after(metric(Double.NaN))).hasMessageContaining("NaN");
    }
}
