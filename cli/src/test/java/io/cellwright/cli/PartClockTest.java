package io.cellwright.cli;

import java.util.concurrent.atomic.AtomicLong;

import io.cellwright.tensor.StepPart;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PartClockTest {
    private final AtomicLong now = new AtomicLong(7);
    private final PartClock clock = new PartClock(now::get, 2);

    @Test
    void partsThatComeAgainAreAddedUpAndStepsAreKeptApart() {
        step(-1, 100);
        step(0, 1);
        // What happens between steps is in none.
        now.addAndGet(50_000_000);
        step(1, 2);
        assertThat(clock.millis().get(StepPart.MINIBATCH)).containsExactly(1, 2);
        assertThat(clock.millis().get(StepPart.FORWARD)).containsExactly(2 + 4, 4 + 8);
        assertThat(clock.millis().get(StepPart.LOSS)).containsExactly(3, 6);
        assertThat(clock.millis().get(StepPart.BACKWARD)).containsExactly(0, 0);
        assertThat(clock.millis().get(StepPart.UPDATE)).containsExactly(5, 10);
    }

    private void step(int number, long millis) {
        clock.start();
        passes(millis);
        clock.begins(StepPart.FORWARD);
        passes(2 * millis);
        clock.begins(StepPart.LOSS);
        passes(3 * millis);
        clock.begins(StepPart.FORWARD);
        passes(4 * millis);
        clock.begins(StepPart.UPDATE);
        passes(5 * millis);
        clock.done(number);
    }

    private void passes(long millis) {
        now.addAndGet(1_000_000 * millis);
    }
}
