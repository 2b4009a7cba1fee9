package io.cellwright.task.annotate;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.cellwright.metric.DenseMatrix;
import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TemperatureTest {
    private static final int CELLS = 10_000;
    private static final long SEED = 3;

    /// Labels are drawn from the softmax of logits; probabilities are those of the logits times `factor`.
    private static DenseMatrix probabilities(double factor, int[] label) {
        long logits = Rng.key(SEED, Stream.SIMULATION, 1, 0);
        long draws = Rng.key(SEED, Stream.SIMULATION, 2, 0);
        double[][] p_nc = new double[CELLS][3];
        for (int i = 0; i < CELLS; i++) {
            double u = Rng.uniform(draws, i);
            long at = 3L * i;
            double[] logit = {Rng.normal(logits, at), Rng.normal(logits, at + 1), Rng.normal(logits, at + 2)};
            double[] honest = softmax(logit, 1);
            label[i] = u < honest[0] ? 0 : u < honest[0] + honest[1] ? 1 : 2;
            p_nc[i] = softmax(logit, factor);
        }
        return DenseMatrix.of(p_nc);
    }

    private static double[] softmax(double[] logit, double factor) {
        double sum = IntStream.range(0, 3).mapToDouble(c -> Math.exp(factor * logit[c])).sum();
        return IntStream.range(0, 3).mapToDouble(c -> Math.exp(factor * logit[c]) / sum).toArray();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 4})
    void whatWasTooSureIsFoundAndTakenBack(double factor) {
        int[] label = new int[CELLS];
        DenseMatrix p_nc = probabilities(factor, label);
        Temperature temperature = Temperature.fit(p_nc, label);
        assertThat(temperature.value()).as("seed %d", SEED).isCloseTo(factor, within(0.1 * factor));
        DenseMatrix honest = new Temperature(factor).apply(p_nc);
        DenseMatrix expected = probabilities(1, label);
        assertThat(honest.values()).containsExactly(expected.values(), within(1e-9));
        assertThat(temperature.logLoss(p_nc, label)).isLessThanOrEqualTo(new Temperature(1).logLoss(p_nc, label));
    }

    @Test
    void whereAllCellsAreRightConfidenceStaysBelowWhatSoManyCanShow() {
        double[][] p_nc = new double[50][];
        Arrays.fill(p_nc, new double[] {0.9, 0.06, 0.04});
        DenseMatrix sure = DenseMatrix.of(p_nc);
        double confidence = Temperature.fit(sure, new int[50]).apply(sure).at(0, 0);
        // With two classes it would be 51 / 52.
        assertThat(confidence).isCloseTo(51 / 52.0, within(0.003));
    }

    @Test
    void aClassWithoutAnyChanceBreaksNothing() {
        DenseMatrix p_nc = new DenseMatrix(new double[] {1, 0, 0.3, 0.7}, 2, 2);
        Temperature temperature = Temperature.fit(p_nc, new int[] {1, 1});
        assertThat(temperature.value()).isFinite();
        assertThat(Arrays.stream(temperature.apply(p_nc).values()).allMatch(Double::isFinite)).isTrue();
    }
}
