package io.cellwright.plan;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.lr.ScheduledValue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KlWarmupTest {
    private static Progress at(int epoch, long step) {
        return new Progress(epoch, step, 0);
    }

    @Test
    void epochsWinWhenBothAreSet() {
        ScheduledValue warmup = KlWarmup.ofEpochsOrSteps(0, 1, 400, 10);
        assertThat(warmup.at(at(100, 5_000))).isEqualTo(0.25);
    }

    @Test
    void stepsCountWhereThereAreNoEpochs() {
        ScheduledValue warmup = KlWarmup.ofEpochsOrSteps(0, 1, 0, 10);
        assertThat(warmup.at(at(0, 5))).isEqualTo(0.5);
        assertThat(warmup.at(at(0, 10))).isEqualTo(1);
    }

    @Test
    void withoutWarmupTheWeightIsTheLargest() {
        assertThat(KlWarmup.ofEpochsOrSteps(0.1, 2, 0, 0).at(at(0, 0))).isEqualTo(2);
    }

    @Test
    void theWeightGoesInAStraightLineFromMinToMax() {
        ScheduledValue warmup = KlWarmup.ofEpochsOrSteps(0.5, 2, 100, 0);
        assertThat(warmup.at(at(0, 0))).isEqualTo(0.5);
        assertThat(warmup.at(at(50, 0))).isEqualTo(1.25);
        assertThat(warmup.at(at(100, 0))).isEqualTo(2);
        assertThat(warmup.at(at(500, 0))).isEqualTo(2);
    }

    @Test
    void minAboveMaxIsRefused() {
        assertThatThrownBy(() -> KlWarmup.ofEpochsOrSteps(2, 1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
