package io.cellwright.task.annotate;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UnknownRuleTest {
    private static UnknownRule rule(double rate, double... score_n) {
        return UnknownRule.of(rate, score_n, IntStream.range(0, score_n.length).toArray());
    }

    @Test
    void asManyJudgesAreUnknownAsTheRateAllows() {
        double[] score = IntStream.range(0, 99).mapToDouble(i -> (i * 37) % 99).toArray();
        UnknownRule rule = rule(0.05, score);
        assertThat(rule.threshold()).isEqualTo(4);
        assertThat(rule.heldOutRate()).isEqualTo(5 / 99.0);
        assertThat(rule.isUnknown(4)).isTrue();
        assertThat(rule.isUnknown(4.1)).isFalse();
    }

    @Test
    void ofEqualScoresAllAreUnknownOrNone() {
        assertThat(rule(0.3, 0, 1, 1, 1, 5, 6, 7, 8, 9).threshold()).isZero();
        assertThat(rule(0.4, 0, 1, 1, 1, 5, 6, 7, 8, 9).threshold()).isEqualTo(1);
        assertThat(rule(0.3, 0, 0, 0, 0, 5, 6, 7, 8, 9).isUnknown(0)).isFalse();
    }

    @Test
    void withTooFewJudgesNothingIsUnknown() {
        UnknownRule rule = rule(0.05, IntStream.range(0, 18).mapToDouble(i -> i).toArray());
        assertThat(rule.isUnknown(0)).isFalse();
        assertThat(rule.heldOutRate()).isZero();
    }
}
