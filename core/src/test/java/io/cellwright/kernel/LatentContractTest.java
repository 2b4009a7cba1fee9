package io.cellwright.kernel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

abstract class LatentContractTest extends KernelContractTest<Latent> {
    private static final boolean[] BOTH = {false, true};

    /// Rows and latent dimensions.
    record Shape(int n, int k) {}

    /// Rows, latent dimensions and cells: rows come in groups of cells.
    record Groups(int n, int k, int cells) {}

    @Override
    final Latent oracle(WorkerPool pool) {
        return new PlainLatent(Element.FLOAT64, pool);
    }

    static Shape[] shapes() {
        return new Shape[] {new Shape(0, 10), new Shape(1, 1), new Shape(1, 10), new Shape(3, 17), new Shape(17, 2),
                new Shape(128, 10), new Shape(1999, 10), new Shape(128, 128), new Shape(3, 5000)};
    }

    static Groups[] groups() {
        return new Groups[] {new Groups(0, 10, 4), new Groups(1, 1, 1), new Groups(17, 10, 17),
                new Groups(34, 10, 17), new Groups(1280, 10, 128), new Groups(30, 3, 1), new Groups(7, 2, 3),
                new Groups(1999, 10, 600), new Groups(2, 10, 5), new Groups(6, 3000, 3)};
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 17, 1999, 40_007})
    void samplesAgree(int count) {
        double[] mean = normals(count, 1, 1);
        double[] variance = positives(count, 100, 2);
        double[] noise = normals(count, 1, 3);
        double[] dz = normals(count, 1, 4);
        Tolerance tolerance = new Tolerance(2e-6, 5e-7);
        for (int out = 0; out < 4; out++) {
            int z = out;
            agrees("sample of " + count + ", seeds 1 to 3", tolerance,
                    (k, at) -> k.sample(at[0], at[1], at[2], at[z], count), mean, variance, noise, blank(count));
        }
        for (boolean addMean : BOTH) {
            for (boolean addVariance : BOTH) {
                agrees("sample gradient of " + count + ", add " + addMean + ", " + addVariance + ", seeds 2 to 6",
                        tolerance,
                        (k, at) -> k.sampleGradient(at[0], at[1], at[2], at[3], addMean, at[4], addVariance, count),
                        variance, noise, dz, output(count, addMean, 5), output(count, addVariance, 6));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void partsAgree(Shape shape) {
        int n = shape.n();
        int k = shape.k();
        double[] y = normals(2 * n * k, 3, 41);
        double[] dmean = normals(n * k, 1, 42);
        double[] dvariance = normals(n * k, 1, 43);
        Tolerance tolerance = new Tolerance(0, 5e-7);
        for (int out = 1; out < 3; out++) {
            int checked = out;
            agrees("part " + out + " of " + shape + ", seed 41", tolerance,
                    (f, at) -> f.part(at[0], 1e-4, at[checked == 1 ? 2 : 1], at[checked == 1 ? 1 : 2], n, k), y,
                    blank(n * k), blank(n * k));
        }
        agrees("gradient of both parts of " + shape + ", seeds 41 to 43", tolerance,
                (f, at) -> f.partGradient(at[0], at[1], at[2], at[3], n, k), y, dmean, dvariance, blank(2 * n * k));
        agrees("gradient of the mean of " + shape + ", seeds 41 to 43", tolerance,
                (f, at) -> f.partGradient(at[0], at[1], 0, at[2], n, k), y, dmean, blank(2 * n * k));
        agrees("gradient of the variance of " + shape + ", seeds 41 to 43", tolerance,
                (f, at) -> f.partGradient(at[0], 0, at[1], at[2], n, k), y, dvariance, blank(2 * n * k));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void standardKlAgrees(Shape shape) {
        int n = shape.n();
        int k = shape.k();
        double[] mean = normals(n * k, 1, 7);
        double[] variance = positives(n * k, 100, 8);
        double[] dkl = normals(n, 1, 9);
        agrees("KL of " + shape + ", seeds 7 and 8", new Tolerance(3e-7 * k, 3e-7),
                (f, at) -> f.standardKl(at[0], at[1], at[2], n, k), mean, variance, blank(n));
        for (boolean addMean : BOTH) {
            for (boolean addVariance : BOTH) {
                agrees("KL gradient of " + shape + ", add " + addMean + ", " + addVariance + ", seeds 7 to 11",
                        new Tolerance(1e-6, 5e-7),
                        (f, at) -> f.standardKlGradient(at[0], at[1], at[2], at[3], addMean, at[4], addVariance, n, k),
                        mean, variance, dkl, output(n * k, addMean, 10), output(n * k, addVariance, 11));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void klAgrees(Shape shape) {
        int n = shape.n();
        int k = shape.k();
        double[] mean = normals(n * k, 1, 12);
        double[] variance = positives(n * k, 20, 13);
        double[] priorMean = normals(n * k, 1, 14);
        double[] priorVariance = positives(n * k, 20, 15);
        double[] dkl = normals(n, 1, 16);
        agrees("KL of " + shape + ", seeds 12 to 15", new Tolerance(1e-6 * k, 5e-7),
                (f, at) -> f.kl(at[0], at[1], at[2], at[3], at[4], n, k), mean, variance, priorMean, priorVariance,
                blank(n));
        for (boolean addMean : BOTH) {
            for (boolean addVariance : BOTH) {
                agrees("KL gradient of " + shape + ", add " + addMean + ", " + addVariance + ", seeds 12 to 18",
                        new Tolerance(3e-6, 5e-7),
                        (f, at) -> f.klGradient(at[0], at[1], at[2], at[3], at[4], at[5], addMean, at[6], addVariance,
                                n, k),
                        mean, variance, priorMean, priorVariance, dkl, output(n * k, addMean, 17),
                        output(n * k, addVariance, 18));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("groups")
    void logProbabilityAgrees(Groups groups) {
        int n = groups.n();
        int k = groups.k();
        int cells = groups.cells();
        double[] x = normals(cells * k, 1, 19);
        double[] mean = normals(n * k, 1, 20);
        double[] variance = positives(n * k, 20, 21);
        agrees("log probability of " + groups + ", seeds 19 to 21", new Tolerance(1e-6 * k, 5e-7),
                (f, at) -> f.logProbability(at[0], at[1], at[2], at[3], n, k, cells), x, mean, variance, blank(n));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void logProbabilityGradientAgrees(Groups groups) {
        int n = groups.n();
        int k = groups.k();
        int cells = groups.cells();
        double[] x = normals(cells * k, 1, 22);
        double[] mean = normals(n * k, 1, 23);
        double[] variance = positives(n * k, 4, 24);
        double[] dlp = normals(n, 1, 25);
        Tolerance tolerance = new Tolerance(1e-5, 2e-6);
        for (int mask = 0; mask < 8; mask++) {
            boolean addX = (mask & 1) != 0;
            boolean addMean = (mask & 2) != 0;
            boolean addVariance = (mask & 4) != 0;
            String what = "gradient of " + groups + ", mask " + mask + ", seeds 22 to 28";
            double[] dx = output(cells * k, addX, 26);
            double[] dmean = output(n * k, addMean, 27);
            double[] dvariance = output(n * k, addVariance, 28);
            agrees(what, tolerance, (f, at) -> f.logProbabilityGradient(at[0], at[1], at[2], at[3], at[4], addX,
                    at[5], addMean, at[6], addVariance, n, k, cells), x, mean, variance, dlp, dx, dmean, dvariance);
            // The same bits say which addresses are 0.
            agrees(what + ", some skipped", tolerance, (f, at) -> f.logProbabilityGradient(at[0], at[1], at[2], at[3],
                    addX ? at[4] : 0, addX, addMean ? at[5] : 0, addMean, addVariance ? at[6] : 0, addVariance, n, k,
                    cells), x, mean, variance, dlp, dx, dmean, dvariance);
        }
    }

    @Test
    void aVarianceOfZeroOrBelowIsNotHidden() {
        double[] mean = {0, 0, 0, 1};
        double[] variance = {0, -1, Double.NaN, 1e-42};
        double[] one = {1, 1, 1, 1};
        double[][] after = run(underTest(), Element.FLOAT32, (f, at) -> {
            f.standardKl(at[0], at[1], at[3], 4, 1);
            f.kl(at[0], at[1], at[0], at[2], at[4], 4, 1);
            f.logProbability(at[2], at[0], at[1], at[5], 4, 1, 4);
            f.sample(at[0], at[1], at[2], at[6], 4);
        }, mean, variance, one, blank(4), blank(4), blank(4), blank(4));
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(after[3]).startsWith(infinity, Double.NaN, Double.NaN);
        assertThat(after[4]).startsWith(infinity, Double.NaN, Double.NaN);
        assertThat(after[5]).startsWith(Double.NaN, Double.NaN, Double.NaN);
        assertThat(after[6]).startsWith(0, Double.NaN, Double.NaN);
        assertThat(after[3][3]).isCloseTo((1 - Math.log(1e-42) - 1) / 2, offset(0.05));
    }

    @Test
    void rowsAreSummedInDouble() {
        // Means whose squares differ by more digits than a float has.
        double[] mean = {4096, 1, 1, 1};
        double[] variance = {1, 1, 1, 1};
        double[] kl = run(underTest(), Element.FLOAT32, (f, at) -> f.standardKl(at[0], at[1], at[2], 1, 4), mean,
                variance, blank(1))[2];
        assertThat(kl[0]).isEqualTo((float) (4096.0 * 4096 / 2 + 1.5));
    }
}
