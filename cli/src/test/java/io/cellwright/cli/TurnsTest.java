package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TurnsTest {
    private final List<String> log = new ArrayList<>();

    private Turns.Job<String> job(String name, int turns) {
        return pass -> {
            for (int i = 0; i < turns; i++) {
                log.add(name + i);
                pass.run();
            }
            return name;
        };
    }

    @Test
    void jobsGoOnByTurnsUntilAllAreOver() {
        assertThat(Turns.run(List.of(job("a", 3), job("b", 1), job("c", 2)))).containsExactly("a", "b", "c");
        assertThat(log).containsExactly("a0", "b0", "c0", "a1", "c1", "a2");
    }

    @Test
    void theOthersGoOnWhereOneFails() {
        Turns.Job<String> failing = pass -> {
            pass.run();
            throw new IllegalArgumentException("out of cells");
        };
        assertThatThrownBy(() -> Turns.run(List.of(job("a", 3), failing, job("c", 2))))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("out of cells");
        assertThat(log).containsExactly("a0", "c0", "a1", "c1", "a2");
    }

    @Test
    void noJobsGiveNoResults() {
        assertThat(Turns.run(List.of())).isEmpty();
    }
}
