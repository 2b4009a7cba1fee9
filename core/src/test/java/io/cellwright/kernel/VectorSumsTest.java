package io.cellwright.kernel;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class VectorSumsTest {
    private static final Element F32 = Element.FLOAT32;
    private static final double TOLERANCE = 0x1p-36;

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 333, 4096, 4113, 100_003})
    void areExactToTwiceThePrecisionOfFloats(int count) {
        float[] x = random(count, count);
        float[] w = random(count + 1, count);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal dot = BigDecimal.ZERO;
        double size = 0;
        for (int i = 0; i < count; i++) {
            sum = sum.add(new BigDecimal(x[i]));
            dot = dot.add(new BigDecimal(x[i]).multiply(new BigDecimal(w[i])));
            size += Math.abs(x[i]) + Math.abs((double) x[i] * w[i]);
        }
        assertThat(sum(x)).as("sum, count and seed %d", count).isCloseTo(sum.doubleValue(), within(TOLERANCE * size));
        assertThat(dot(x, w)).as("dot, count and seed %d", count).isCloseTo(dot.doubleValue(), within(TOLERANCE * size));
    }

    @Test
    void smallNumbersAmongLargeOnesAreNotLost() {
        float[] x = new float[3200];
        Arrays.fill(x, 0x1p-26f);
        for (int i = 0; i < 16; i++) {
            x[i] = 1;
            x[3184 + i] = -1;
        }
        assertThat(sum(x)).isEqualTo(3168 * 0x1p-26);
    }

    @Test
    void whatFloatsCannotHoldIsAddedInDouble() {
        float[] large = filled(40, 3e38f);
        assertThat(sum(large)).isCloseTo(40 * (double) 3e38f, within(1e26));
        assertThat(dot(large, large)).isCloseTo(40 * ((double) 3e38f * 3e38f), within(1e66));
        float[] tiny = filled(40, 1e-30f);
        assertThat(dot(tiny, tiny)).isCloseTo(40 * ((double) 1e-30f * 1e-30f), within(1e-72));
        assertThat(dot(filled(40, 0), large)).isZero();
    }

    @Test
    void infinitiesAndNotANumberComeThrough() {
        float[] x = filled(40, 1);
        x[5] = Float.POSITIVE_INFINITY;
        assertThat(sum(x)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(dot(x, x)).isEqualTo(Double.POSITIVE_INFINITY);
        x[21] = Float.NEGATIVE_INFINITY;
        assertThat(sum(x)).isNaN();
        x[5] = Float.NaN;
        assertThat(dot(x, filled(40, 0))).isNaN();
    }

    private static double sum(float[] x) {
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(F32)) {
            return VectorSums.sum(b.put(doubles(x)), x.length, pool.scratch(0, VectorSums.LANE_BYTES));
        }
    }

    private static double dot(float[] x, float[] w) {
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(F32)) {
            return VectorSums.dot(b.put(doubles(x)), b.put(doubles(w)), x.length,
                    pool.scratch(0, VectorSums.LANE_BYTES));
        }
    }

    private static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static float[] filled(int count, float value) {
        float[] x = new float[count];
        Arrays.fill(x, value);
        return x;
    }

    private static double[] doubles(float[] x) {
        double[] d = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            d[i] = x[i];
        }
        return d;
    }
}
