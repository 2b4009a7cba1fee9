package io.cellwright.kernel;

import java.util.Arrays;

import io.cellwright.kernel.Elementwise.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

abstract class ElementwiseContractTest extends KernelContractTest<Elementwise> {
    private static final int[] COUNTS = {0, 1, 3, 17, 1999, 40_007};
    private static final float INFINITY = Float.POSITIVE_INFINITY;
    private static final double[] ODD = {0, -0.0, 1e-45, -1e-45, 1e-40, 1e-38, -1e-38, 1e-8, -1e-8, 0.5, 1, -1, 5, -5,
            9, -9, 13, -13.2, 87.5, -87.5, 88.7, 88.73, -90, 100, -103, -104, -150, 1e4, -1e4, 3e38, -3e38,
            Double.NaN, INFINITY};
    /// Smallest normal float: results below it may be 0.
    private static final double TINY = 1.2e-38;

    @Override
    final Elementwise oracle(WorkerPool pool) {
        return new PlainElementwise(Element.FLOAT64, pool);
    }

    private static Tolerance tolerance(Function f) {
        return switch (f) {
            case RELU -> Tolerance.EXACT;
            case GELU, SOFTPLUS, SIGMOID -> new Tolerance(TINY, 5e-7);
            case EXP, LOG -> new Tolerance(TINY, 2e-7);
        };
    }

    private static double[] arguments(Function f, int count, long seed) {
        return f == Function.LOG ? positives(count, 1e6, seed) : normals(count, 3, seed);
    }

    @ParameterizedTest
    @EnumSource
    void functionsAgree(Function f) {
        for (int count : COUNTS) {
            String what = f + " of " + count + ", seed 1";
            double[] x = arguments(f, count, 1);
            agrees(what, tolerance(f), (k, at) -> k.apply(f, at[0], at[1], count), x, blank(count));
            agrees(what + " in place", tolerance(f), (k, at) -> k.apply(f, at[0], at[0], count), x);
        }
    }

    @ParameterizedTest
    @EnumSource
    void functionsOfOddNumbersAgree(Function f) {
        double[] odd = f == Function.LOG
                ? Arrays.copyOf(ODD, ODD.length + 1)
                : ODD.clone();
        if (f == Function.LOG) {
            odd[ODD.length] = -INFINITY;
        }
        agrees(f + " of odd numbers", tolerance(f), (k, at) -> k.apply(f, at[0], at[1], odd.length), odd,
                blank(odd.length));
    }

    @Test
    void minusInfinityAndNaNAreHandledAsStated() {
        double[] x = {Double.NaN, -INFINITY, INFINITY};
        assertThat(applied(Function.RELU, x)).containsExactly(Double.NaN, 0, INFINITY);
        assertThat(applied(Function.SOFTPLUS, x)).containsExactly(Double.NaN, 0, INFINITY);
        assertThat(applied(Function.SIGMOID, x)).containsExactly(Double.NaN, 0, 1);
        assertThat(applied(Function.EXP, x)).containsExactly(Double.NaN, 0, INFINITY);
        assertThat(applied(Function.LOG, x)).containsExactly(Double.NaN, Double.NaN, INFINITY);
        assertThat(applied(Function.LOG, 0, -1)).containsExactly(-INFINITY, Double.NaN);
        assertThat(applied(Function.GELU, Double.NaN, INFINITY)).containsExactly(Double.NaN, INFINITY);
    }

    private double[] applied(Function f, double... x) {
        return run(underTest(), Element.FLOAT32, (k, at) -> k.apply(f, at[0], at[0], x.length), x)[0];
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAgree(Function f) {
        // The slope of GELU passes through 0 near -0.75, so its error is bounded absolutely.
        Tolerance tolerance = switch (f) {
            case RELU -> Tolerance.ROUNDED;
            case GELU -> new Tolerance(1e-6, 1e-6);
            default -> new Tolerance(TINY, 6e-7);
        };
        Tolerance added = new Tolerance(2e-6, 1e-6);
        for (int count : COUNTS) {
            String what = f + " of " + count + ", seeds 2 to 4";
            double[] x = arguments(f, count, 2);
            double[] y = run(oracle(), Element.FLOAT64, (k, at) -> k.apply(f, at[0], at[0], count), x)[0];
            double[] dy = normals(count, 1, 3);
            agrees(what, tolerance, (k, at) -> k.gradient(f, at[0], at[1], at[2], at[3], count, false), x, y, dy,
                    blank(count));
            agrees(what + ", added", added, (k, at) -> k.gradient(f, at[0], at[1], at[2], at[3], count, true), x, y,
                    dy, normals(count, 1, 4));
            for (int in = 0; in < 3; in++) {
                int place = in;
                agrees(what + ", over input " + in, tolerance,
                        (k, at) -> k.gradient(f, at[0], at[1], at[2], at[place], count, false), x, y, dy);
            }
        }
    }

    @Test
    void reluGradientStopsInfinityBelowZeroAndLetsItPassAbove() {
        double[] x = {-1, 0, 1, 2};
        double[] y = {0, 0, 1, 2};
        double[] dy = {INFINITY, INFINITY, INFINITY, Double.NaN};
        double[][] after = run(underTest(), Element.FLOAT32,
                (k, at) -> k.gradient(Function.RELU, at[0], at[1], at[2], at[3], 4, false), x, y, dy, blank(4));
        assertThat(after[3]).containsExactly(0, 0, INFINITY, Double.NaN);
    }

    @Test
    void sumsAndProductsAgree() {
        Tolerance tolerance = new Tolerance(3e-7, 3e-7);
        for (int count : COUNTS) {
            String what = count + " elements, seeds 5 to 7";
            double[] a = normals(count, 1, 5);
            double[] b = normals(count, 1, 6);
            for (int out = 0; out < 3; out++) {
                int y = out;
                agrees("addScaled of " + what, tolerance,
                        (k, at) -> k.addScaled(at[0], at[1], -0.7, at[y], count), a, b, blank(count));
                agrees("multiply of " + what, tolerance,
                        (k, at) -> k.multiply(at[0], at[1], at[y], count, false), a, b, blank(count));
                agrees("multiply, added, of " + what, tolerance,
                        (k, at) -> k.multiply(at[0], at[1], at[y], count, true), a, b, normals(count, 1, 7));
            }
            agrees("affine of " + what, tolerance, (k, at) -> k.affine(at[0], 1.3, -2.1, at[1], count), a,
                    blank(count));
            agrees("affine in place of " + what, tolerance, (k, at) -> k.affine(at[0], 1.3, -2.1, at[0], count), a);
        }
    }

    @Test
    void rowsAgree() {
        int[][] shapes = {{0, 5}, {1, 1}, {3, 17}, {17, 1}, {1, 500}, {1999, 10}, {128, 128}, {300, 131}, {7, 5000}};
        for (int[] shape : shapes) {
            int n = shape[0];
            int k = shape[1];
            String what = n + " rows of " + k + ", seeds 8 to 10";
            double[] x = normals(n * k, 1, 8);
            double[] factor = normals(n, 1, 9);
            for (boolean add : new boolean[] {false, true}) {
                agrees("scaleRows of " + what, new Tolerance(3e-7, 3e-7),
                        (f, at) -> f.scaleRows(at[0], at[1], at[2], n, k, add), x, factor, output(n * k, add, 10));
                agrees("scaleRows in place of " + what, new Tolerance(3e-7, 3e-7),
                        (f, at) -> f.scaleRows(at[0], at[1], at[0], n, k, add), x, factor);
                agrees("rowSum of " + what, new Tolerance(1e-7, 1e-7),
                        (f, at) -> f.rowSum(at[0], at[1], n, k, add), x, output(n, add, 10));
            }
            agrees("addToRows of " + what, new Tolerance(3e-7, 3e-7),
                    (f, at) -> f.addToRows(at[0], at[1], n, k), factor, x);
        }
    }

    @Test
    void rowSumsAreTakenInDouble() {
        double[] x = {1e8, 1, -1e8, 3e38, 3e38, -3e38};
        double[] sums = run(underTest(), Element.FLOAT32, (k, at) -> k.rowSum(at[0], at[1], 2, 3, false), x,
                blank(2))[1];
        assertThat(sums).containsExactly(1, 3e38f);
    }

    @Test
    void dropoutDropsTheSameElementsAndScalesTheOthers() {
        for (int count : COUNTS) {
            double[] x = positives(count, 10, 11);
            for (double p : new double[] {0, 0.1, 0.5, 0.999}) {
                for (long key : new long[] {0, 1, -1, 0x123456789abcdefL}) {
                    String what = "dropout of " + count + ", p " + p + ", key " + key + ", seeds 11 and 12";
                    // No absolute slack: a dropped element must be 0 in both or in none.
                    agrees(what, new Tolerance(0, 2e-7), (k, at) -> k.dropout(at[0], at[1], count, p, key, false), x,
                            blank(count));
                    agrees(what + " in place", new Tolerance(0, 2e-7),
                            (k, at) -> k.dropout(at[0], at[0], count, p, key, false), x);
                    agrees(what + ", added", new Tolerance(1e-6, 3e-7),
                            (k, at) -> k.dropout(at[0], at[1], count, p, key, true), x, normals(count, 1, 12));
                }
            }
        }
    }

    @Test
    void droppedElementsAreZeroWhateverTheyWere() {
        double[] x = new double[4000];
        Arrays.fill(x, Double.NaN);
        double[] y = run(underTest(), Element.FLOAT32, (k, at) -> k.dropout(at[0], at[1], 4000, 0.25, 5, false), x,
                blank(4000))[1];
        assertThat(Arrays.stream(y).filter(v -> v == 0).count()).isBetween(900L, 1100L);
        assertThat(Arrays.stream(y).filter(Double::isNaN).count()).isBetween(2900L, 3100L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void dropoutKeepsTheMeanAndKeysAreIndependent(double p) {
        int count = 50_000;
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        double[] first = dropped(ones, p, 100);
        double[] second = dropped(ones, p, 101);
        double slack = 5 * Math.sqrt(p * (1 - p) / count);
        assertThat(shareDropped(first)).isCloseTo(p, offset(slack));
        assertThat(shareDropped(second)).isCloseTo(p, offset(slack));
        double both = 0;
        for (int i = 0; i < count; i++) {
            both += first[i] == 0 && second[i] == 0 ? 1.0 / count : 0;
        }
        assertThat(both).isCloseTo(p * p, offset(5 * p * Math.sqrt((1 - p * p) / count)));
    }

    private double[] dropped(double[] x, double p, long key) {
        return run(underTest(), Element.FLOAT32, (k, at) -> k.dropout(at[0], at[0], x.length, p, key, false), x)[0];
    }

    private static double shareDropped(double[] y) {
        return Arrays.stream(y).filter(v -> v == 0).count() / (double) y.length;
    }

    @Test
    void normalNumbersAgree() {
        for (int count : COUNTS) {
            for (long key : new long[] {0, 1, -1, 0x123456789abcdefL}) {
                agrees("normal numbers, count " + count + ", key " + key, new Tolerance(3e-7, 6e-7),
                        (k, at) -> k.standardNormal(at[0], count, key), blank(count));
            }
        }
    }

    @Test
    void normalNumbersAreNormal() {
        int count = 200_000;
        double[] z = normalNumbers(count, 7);
        assertThat(Arrays.stream(z).map(Math::abs).max().orElseThrow()).isLessThan(5.5);
        double mean = Arrays.stream(z).average().orElseThrow();
        double square = Arrays.stream(z).map(v -> v * v).average().orElseThrow();
        double fourth = Arrays.stream(z).map(v -> v * v * v * v).average().orElseThrow();
        assertThat(mean).isCloseTo(0, offset(5 / Math.sqrt(count)));
        assertThat(square).isCloseTo(1, offset(5 * Math.sqrt(2.0 / count)));
        assertThat(fourth).isCloseTo(3, offset(5 * Math.sqrt(96.0 / count)));
        Arrays.sort(z);
        double distance = 0;
        for (int i = 0; i < count; i++) {
            double below = StandardNormal.cumulative(z[i]);
            distance = Math.max(distance, Math.max(below - i / (double) count, (i + 1.0) / count - below));
        }
        // Kolmogorov and Smirnov: a larger distance has a chance of 1e-4.
        assertThat(distance).isLessThan(2.23 / Math.sqrt(count));
        // 200,000 numbers have 20 beyond 3.89 on average.
        assertThat(Arrays.stream(z).filter(v -> Math.abs(v) > 3.89).count()).isBetween(3L, 45L);
    }

    @Test
    void normalNumbersOfNeighboursAndOfKeysAreIndependent() {
        int count = 50_000;
        double[] z = normalNumbers(count, 40);
        double slack = 5 / Math.sqrt(count);
        for (int lag : new int[] {1, 2, 8, 16, 128, 4096}) {
            assertThat(correlation(z, lag, z)).as("lag %d", lag).isCloseTo(0, offset(slack));
        }
        for (long key : new long[] {41, 42, 40 + (1L << 32), -40, ~40L, 40L << 32}) {
            double[] other = normalNumbers(count, key);
            assertThat(correlation(z, 0, other)).as("key %d", key).isCloseTo(0, offset(slack));
            assertThat(correlation(z, 1, other)).as("key %d, lag 1", key).isCloseTo(0, offset(slack));
            // Nor the same numbers in another order.
            assertThat(common(z, other)).as("numbers in common with key %d", key).isLessThan(count / 20);
        }
    }

    private double[] normalNumbers(int count, long key) {
        return run(underTest(), Element.FLOAT32, (k, at) -> k.standardNormal(at[0], count, key), blank(count))[0];
    }

    private static double correlation(double[] a, int lag, double[] b) {
        double sum = 0;
        for (int i = lag; i < a.length; i++) {
            sum += a[i] * b[i - lag];
        }
        return sum / a.length;
    }

    private static long common(double[] a, double[] b) {
        double[] sorted = b.clone();
        Arrays.sort(sorted);
        return Arrays.stream(a).filter(v -> Arrays.binarySearch(sorted, v) >= 0).count();
    }

    @Test
    void weightedSumsAgreeAndDoNotDependOnThreads() {
        for (int count : new int[] {0, 1, 3, 17, 1999, 40_007, 700_001}) {
            double[] x = rounded(normals(count, 1, 13));
            double[] w = rounded(normals(count, 1, 14));
            for (boolean weighted : new boolean[] {false, true}) {
                double exact = weightedSum(oracle(), Element.FLOAT64, x, w, weighted);
                double sum = weightedSum(underTest(), Element.FLOAT32, x, w, weighted);
                assertThat(sum).as("count %d", count).isCloseTo(exact, offset(1e-13 * (count + 1)));
                for (WorkerPool pool : pools()) {
                    assertThat(weightedSum(underTest(pool), Element.FLOAT32, x, w, weighted))
                            .as("count %d, %d threads", count, pool.threads()).isEqualTo(sum);
                }
            }
        }
    }

    private double weightedSum(Elementwise kernel, Element element, double[] x, double[] w, boolean weighted) {
        double[] sum = new double[1];
        run(kernel, element, (k, at) -> sum[0] = k.weightedSum(at[0], weighted ? at[1] : 0, x.length), x, w);
        return sum[0];
    }

    @Test
    void theFirstNonFiniteElementIsFound() {
        for (int count : COUNTS) {
            double[] x = normals(count, 1e30, 15);
            assertThat(firstNonFinite(x)).as("count %d", count).containsOnly(-1);
            for (double bad : new double[] {Double.NaN, INFINITY, -INFINITY}) {
                for (int at : new int[] {0, 2, 16, 1998, 4096, 16_383, 20_000, 40_006}) {
                    if (at < count) {
                        double[] y = x.clone();
                        y[at] = bad;
                        y[count - 1] = bad;
                        assertThat(firstNonFinite(y)).as("%s at %d of %d", bad, at, count).containsOnly(at);
                    }
                }
            }
        }
    }

    private long[] firstNonFinite(double[] x) {
        return pools().stream().mapToLong(pool -> {
            long[] first = new long[1];
            run(underTest(pool), Element.FLOAT32, (k, at) -> first[0] = k.firstNonFinite(at[0], x.length), x);
            return first[0];
        }).toArray();
    }
}
