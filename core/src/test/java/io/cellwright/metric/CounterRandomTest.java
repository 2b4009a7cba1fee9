package io.cellwright.metric;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CounterRandomTest {
    @Test
    void drawsAreUniformAndOfNoOtherStream() {
        int draws = 20_000;
        for (long seed : new long[] {0, 1, -1, 1L << 40}) {
            CounterRandom random = new CounterRandom(seed);
            double sum = 0;
            double squares = 0;
            double product = 0;
            for (int i = 0; i < draws; i++) {
                double u = random.uniform(0, i);
                assertThat(u).isGreaterThanOrEqualTo(0).isLessThan(1);
                sum += u;
                squares += u * u;
                product += u * random.uniform(1, i);
            }
            assertThat(sum / draws).as("mean, seed %s", seed).isCloseTo(0.5, within(0.01));
            assertThat(squares / draws).as("second moment, seed %s", seed).isCloseTo(1.0 / 3, within(0.01));
            assertThat(product / draws).as("two streams, seed %s", seed).isCloseTo(0.25, within(0.01));
        }
    }

    @Test
    void seedsStreamsAndDrawsAllMatter() {
        double base = new CounterRandom(1).uniform(2, 3);
        assertThat(new CounterRandom(1).uniform(2, 3)).isEqualTo(base);
        assertThat(new CounterRandom(2).uniform(2, 3)).isNotEqualTo(base);
        assertThat(new CounterRandom(1).uniform(3, 3)).isNotEqualTo(base);
        assertThat(new CounterRandom(1).uniform(2, 4)).isNotEqualTo(base);
    }
}
