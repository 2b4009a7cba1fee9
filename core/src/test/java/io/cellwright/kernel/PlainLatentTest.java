package io.cellwright.kernel;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

class PlainLatentTest extends LatentContractTest {
    private static final int N = 6;
    private static final int K = 5;
    private static final int COUNT = N * K;
    private static final int CELLS = 3;

    private final double[] mean = normals(COUNT, 1, 1);
    private final double[] variance = positives(COUNT, 4, 2);
    private final double[] other = normals(COUNT, 1, 3);
    private final double[] otherVariance = positives(COUNT, 4, 4);

    @Override
    Latent underTest(WorkerPool pool) {
        return new PlainLatent(Element.FLOAT32, pool);
    }

    @Test
    void sampleGradientsAreThoseOfTheSample() {
        Call<Latent> value = (f, at) -> f.sample(at[0], at[1], at[2], at[3], COUNT);
        checkGradient("sample by mean", value, (f, at) -> f.sampleGradient(at[1], at[2], at[4], at[5], false,
                scrap(at), false, COUNT), 0, COUNT, 5, mean, variance, other);
        checkGradient("sample by variance", value, (f, at) -> f.sampleGradient(at[1], at[2], at[4], scrap(at), false,
                at[5], false, COUNT), 1, COUNT, 5, mean, variance, other);
    }

    @Test
    void standardKlGradientsAreThoseOfTheKl() {
        Call<Latent> value = (f, at) -> f.standardKl(at[0], at[1], at[2], N, K);
        checkGradient("KL by mean", value, (f, at) -> f.standardKlGradient(at[0], at[1], at[3], at[4], false,
                at[0], false, N, K), 0, N, 6, mean, variance);
        checkGradient("KL by variance", value, (f, at) -> f.standardKlGradient(at[0], at[1], at[3], at[0], false,
                at[4], false, N, K), 1, N, 6, mean, variance);
    }

    @Test
    void klGradientsAreThoseOfTheKl() {
        Call<Latent> value = (f, at) -> f.kl(at[0], at[1], at[2], at[3], at[4], N, K);
        checkGradient("KL by mean", value, (f, at) -> f.klGradient(at[0], at[1], at[2], at[3], at[5], at[6], false,
                at[1], false, N, K), 0, N, 7, mean, variance, other, otherVariance);
        checkGradient("KL by variance", value, (f, at) -> f.klGradient(at[0], at[1], at[2], at[3], at[5], at[0],
                false, at[6], false, N, K), 1, N, 7, mean, variance, other, otherVariance);
    }

    @Test
    void logProbabilityGradientsAreThoseOfTheLogProbability() {
        double[] x = Arrays.copyOf(other, CELLS * K);
        Call<Latent> value = (f, at) -> f.logProbability(at[0], at[1], at[2], at[3], N, K, CELLS);
        checkGradient("log probability by x", value, (f, at) -> f.logProbabilityGradient(at[0], at[1], at[2], at[4],
                at[5], false, 0, false, 0, false, N, K, CELLS), 0, N, 8, x, mean, variance);
        checkGradient("log probability by mean", value, (f, at) -> f.logProbabilityGradient(at[0], at[1], at[2],
                at[4], 0, false, at[5], false, 0, false, N, K, CELLS), 1, N, 8, x, mean, variance);
        checkGradient("log probability by variance", value, (f, at) -> f.logProbabilityGradient(at[0], at[1], at[2],
                at[4], 0, false, 0, false, at[5], false, N, K, CELLS), 2, N, 8, x, mean, variance);
    }

    /// log N(1; 3, 4) and KL(N(1, 2) from N(0, 3)), from their formulas by hand.
    @Test
    void numbersComputedByHand() {
        double[][] after = run(oracle(), Element.FLOAT64, (f, at) -> {
            f.logProbability(at[0], at[1], at[2], at[3], 1, 1, 1);
            f.kl(at[0], at[4], at[5], at[6], at[7], 1, 1);
        }, new double[] {1}, new double[] {3}, new double[] {4}, blank(1), new double[] {2}, new double[] {0},
                new double[] {3}, blank(1));
        assertThat(after[3][0]).isCloseTo(-0.9189385332046727 - Math.log(2) - 0.5, offset(1e-15));
        assertThat(after[7][0]).isCloseTo(Math.log(1.5) / 2, offset(1e-15));
    }

    /// The buffer of y, which gradients do not read: room for what a check does not look at.
    private static long scrap(long[] at) {
        return at[3];
    }
}
