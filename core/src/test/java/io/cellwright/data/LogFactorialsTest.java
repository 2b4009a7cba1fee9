package io.cellwright.data;

import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogFactorialsTest {
    private static final long SEED = 5;
    private static final float[] ODD = {-0f, 0.5f, 3.25f, 4095, 4096, 5000, 1e9f, 3e38f, Float.MIN_VALUE, -0.25f, -1, -7,
            Float.NaN, Float.POSITIVE_INFINITY};

    private final LogFactorials table = new LogFactorials();

    @Test
    void logarithmsAreThoseOfDoubleRoundedWhateverStandsBesideThem() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            float[] x = new float[random.nextInt(700)];
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextInt(4096);
            }
            for (int odd = round % 4; odd > 0 && x.length > 0; odd--) {
                x[random.nextInt(x.length)] = ODD[random.nextInt(ODD.length)];
            }
            int from = Math.min(x.length, random.nextInt(300));
            float[] logs = new float[x.length - from];
            table.log1p(x, from, logs.length, logs);
            for (int i = 0; i < logs.length; i++) {
                // Beside 0, which has no sign here.
                assertThat(logs[i] + 0f).as("seed %d, round %d, %s", SEED, round, x[from + i])
                        .isEqualTo(Float.valueOf((float) Math.log1p(x[from + i]) + 0f));
            }
        }
    }
}
