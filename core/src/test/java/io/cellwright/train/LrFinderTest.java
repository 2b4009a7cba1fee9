package io.cellwright.train;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LrFinderTest {
    private static final List<int[]> EPOCH = List.of(new int[] {1, 9, 4}, new int[] {8, 5, 0});

    @Test
    void suggestsARateAtWhichTheLossFallsAndLeavesTheModelAlone() {
        LineFit plan = new LineFit(0.1, 1e3);
        LrFinder.Result found = new LrFinder(1e-5, 100, 80, 0).find(plan, epoch -> EPOCH);
        assertThat(plan.w.get(0)).isEqualTo(3);
        assertThat(plan.parameters().moments()).allSatisfy(moment -> assertThat(moment).containsOnly(0));
        assertThat(found.curve()).hasSizeBetween(20, 79);
        assertThat(found.curve().get(1).rate() / found.curve().get(0).rate())
                .isCloseTo(Math.pow(1e7, 1.0 / 79), within(1e-9));
        double lowest = found.curve().stream().mapToDouble(LrFinder.Point::smoothed).min().orElseThrow();
        double atLowest = found.curve().stream().filter(p -> p.smoothed() == lowest).findFirst().orElseThrow().rate();
        assertThat(found.suggestion().orElseThrow()).isBetween(1e-3, atLowest);
    }

    @Test
    void aLossThatNeverFallsHasNoSuggestion() {
        assertThat(new LrFinder(1e5, 1e6, 10, 0).find(new LineFit(0.1, 1e3), epoch -> EPOCH).suggestion()).isEmpty();
    }

    @Test
    void rangesAreChecked() {
        assertThatThrownBy(() -> new LrFinder(0, 1, 100, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new LrFinder(1, 2, 5, 0)).hasMessageContaining("at least 10");
    }
}
