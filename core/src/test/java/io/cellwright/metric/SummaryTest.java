package io.cellwright.metric;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SummaryTest {
    @Test
    void spreadIsDividedByTheCount() {
        assertThat(Summary.of(2, 4, 4, 4, 5, 5, 7, 9)).isEqualTo(new Summary(8, 5, 2));
        assertThat(Summary.of(3)).isEqualTo(new Summary(1, 3, 0));
    }

    @Test
    void noValueIsRefused() {
        assertThatThrownBy(Summary::of).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values must be 1 or more but were 0");
    }
}
