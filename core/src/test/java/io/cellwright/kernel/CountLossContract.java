package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.kernel.CountLoss.Likelihood;
import io.cellwright.kernel.CountLoss.RateLink;
import io.cellwright.kernel.CountLossCase.Dispersion;
import io.cellwright.kernel.CountLossCase.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// What every float kernel of {@link CountLoss} promises, held against the formulas in double.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CountLossContract {
    private static final double NLL_ERROR = 1e-6;
    private static final double GRADIENT_ERROR = 1e-5;

    private final WorkerPool one = new WorkerPool(1);
    private final WorkerPool two = new WorkerPool(2);
    private final WorkerPool five = new WorkerPool(5);
    private final CountLoss exact = new PlainCountLoss(Element.FLOAT64, one);

    abstract CountLoss kernel(WorkerPool pool);

    @AfterAll
    void closePools() {
        one.close();
        two.close();
        five.close();
    }

    static List<CountLossCase> cases() {
        List<CountLossCase> cases = new ArrayList<>();
        long seed = 100;
        for (Likelihood likelihood : Likelihood.values()) {
            for (RateLink link : RateLink.values()) {
                for (int g : new int[] {1, 17, 1999, 2000}) {
                    cases.add(new CountLossCase(likelihood, link, Dispersion.GENE, g > 17 ? 2 : 5, g)
                            .fill(seed++, 0.1, 300, 3, 3, 3));
                }
                // More genes than one round of sweeps takes, and no counts at all.
                cases.add(new CountLossCase(likelihood, link, Dispersion.GENE, 1, 9001).fill(seed++, 0.05, 40, 3, 3, 3));
                cases.add(new CountLossCase(likelihood, link, Dispersion.GENE, 1, 2000).fill(seed++, 0, 1, 3, 3, 3));
                for (Dispersion dispersion : Dispersion.values()) {
                    cases.add(new CountLossCase(likelihood, link, dispersion, 5, 77).fill(seed++, 1, 50, 3, 3, 3));
                    cases.add(new CountLossCase(likelihood, link, dispersion, 128, 19).fill(seed++, 0.3, 9, 1, 2, 1));
                }
            }
        }
        return cases;
    }

    static List<CountLossCase> extremes() {
        List<CountLossCase> cases = new ArrayList<>();
        long seed = 500;
        for (Likelihood likelihood : Likelihood.values()) {
            for (RateLink link : RateLink.values()) {
                for (Dispersion dispersion : Dispersion.values()) {
                    cases.add(new CountLossCase(likelihood, link, dispersion, 3, 999)
                            .fill(seed++, 0.1, 1e5, 40, 15, 50));
                    cases.add(new CountLossCase(likelihood, link, dispersion, 5, 200)
                            .fill(seed++, 1, 1e5, 5, 15, 5));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossesAndGradientsAreTheFormulas(CountLossCase c) {
        compare(c);
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void extremeInputsLoseNoDigits(CountLossCase c) {
        compare(c);
    }

    @ParameterizedTest
    @EnumSource(value = Likelihood.class, names = {"NB", "ZINB"})
    void gradientsOfAllThetasTinyOrHugeAreRight(Likelihood likelihood) {
        for (double logTheta : new double[] {-25, -18, -12, 12, 15, 20}) {
            CountLossCase c = new CountLossCase(likelihood, RateLink.SOFTMAX, Dispersion.GENE, 9, 100)
                    .fill(31, 0.2, 30, 2, 1, 2);
            Arrays.fill(c.logTheta_rg, logTheta);
            compare(c);
        }
    }

    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void countsNeedNotBeWhole(Likelihood likelihood) {
        CountLossCase c = new CountLossCase(likelihood, RateLink.SOFTMAX, Dispersion.GENE, 3, 300)
                .fill(32, 0.5, 30, 2, 3, 2);
        for (int k = 0; k < c.x_ng.length; k += 3) {
            c.x_ng[k] *= 0.375;
        }
        compare(c);
    }

    private void compare(CountLossCase c) {
        Result want = c.run(exact, Element.FLOAT64, true);
        Result got = c.run(kernel(one), Element.FLOAT32, true);
        for (int i = 0; i < c.n; i++) {
            double error = Math.abs(got.nll_n()[i] - want.nll_n()[i]) / Math.max(1, Math.abs(want.nll_n()[i]));
            assertThat(error).as("%s nll of cell %s, %s", c, i, want.nll_n()[i]).isLessThanOrEqualTo(NLL_ERROR);
        }
        close(c, "rate", got.rate_ng(), want.rate_ng(), 1e-6);
        close(c, "dropout", got.dropout_ng(), want.dropout_ng(), 1e-6);
        close(c, "theta", got.dLogTheta_rg(), want.dLogTheta_rg(), 1e-6);
        // A small difference of what the counts pull up and the rates pull down.
        close(c, "library", got.dLogLibrary_n(), want.dLogLibrary_n(), Arrays.stream(c.x_ng).sum() / c.n);
    }

    /// Compares gradients relative to the largest, or to `least` where all are smaller.
    private static void close(CountLossCase c, String name, double[] got, double[] want, double least) {
        assertThat(got).hasSameSizeAs(want);
        double largest = Arrays.stream(want).map(Math::abs).reduce(least, Math::max);
        for (int k = 0; k < got.length; k++) {
            assertThat(got[k]).as("%s %s[%s]", c, name, k).isEqualTo(want[k], within(GRADIENT_ERROR * largest));
        }
    }

    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void aCellWithoutCountsAndWithoutLibraryCostsNothingAndPullsNothing(Likelihood likelihood) {
        for (RateLink link : RateLink.values()) {
            CountLossCase c = new CountLossCase(likelihood, link, Dispersion.GENE, 2, 50).fill(33, 0, 1, 2, 2, 2);
            assertThat(c.logLibrary_n).containsOnly(Double.NEGATIVE_INFINITY);
            Result got = c.run(kernel(one), Element.FLOAT32, true);
            assertThat(got.nll_n()).containsExactly(new double[2], within(1e-5));
            // Zeros may have a sign.
            assertThat(got.rate_ng()).containsExactly(new double[100], within(0.0));
            assertThat(got.dLogLibrary_n()).containsExactly(new double[2], within(0.0));
            assertThat(got.dLogTheta_rg()).containsExactly(new double[got.dLogTheta_rg().length], within(0.0));
        }
    }

    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void aLogitThatIsNotFiniteIsHeardOf(Likelihood likelihood) {
        for (RateLink link : RateLink.values()) {
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                for (int gene : new int[] {0, 20, 36}) {
                    CountLossCase c = new CountLossCase(likelihood, link, Dispersion.GENE, 3, 37)
                            .fill(34, 0.3, 9, 2, 2, 2);
                    c.rate_ng[37 + gene] = bad;
                    assertOnlySecondIsNotFinite(c, "rate " + bad);
                    c.rate_ng[37 + gene] = 0;
                    c.dropout_ng[37 + gene] = bad;
                    if (likelihood == Likelihood.ZINB) {
                        assertOnlySecondIsNotFinite(c, "dropout " + bad);
                    }
                }
            }
        }
    }

    private void assertOnlySecondIsNotFinite(CountLossCase c, String what) {
        double[] nll_n = c.run(kernel(one), Element.FLOAT32, false).nll_n();
        assertThat(Arrays.stream(nll_n).mapToObj(Double::isFinite)).as("%s %s", c, what)
                .containsExactly(true, false, true);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theBitsDoNotDependOnTheNumberOfThreads(CountLossCase c) {
        Result want = c.run(kernel(one), Element.FLOAT32, true);
        same(c.run(kernel(two), Element.FLOAT32, true), want);
        same(c.run(kernel(five), Element.FLOAT32, true), want);
    }

    private static void same(Result got, Result want) {
        assertThat(got.nll_n()).containsExactly(want.nll_n());
        assertThat(got.rate_ng()).containsExactly(want.rate_ng());
        assertThat(got.dropout_ng()).containsExactly(want.dropout_ng());
        assertThat(got.dLogTheta_rg()).containsExactly(want.dLogTheta_rg());
        assertThat(got.dLogLibrary_n()).containsExactly(want.dLogLibrary_n());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withoutGradientsInputsStayAndTheLossIsTheSame(CountLossCase c) {
        Result with = c.run(kernel(two), Element.FLOAT32, true);
        Result without = c.run(kernel(two), Element.FLOAT32, false);
        assertThat(without.nll_n()).containsExactly(with.nll_n());
        assertThat(without.rate_ng()).containsExactly(c.rate_ng);
        if (c.likelihood == Likelihood.ZINB) {
            assertThat(without.dropout_ng()).containsExactly(c.dropout_ng);
        }
    }

    @Test
    void ratesAreLibraryTimesShare() {
        for (RateLink link : RateLink.values()) {
            for (int g : new int[] {1, 17, 1999, 2000, 5000}) {
                CountLossCase c = new CountLossCase(Likelihood.NB, link, Dispersion.GENE, 3, g)
                        .fill(35, 0.2, 30, 8, 1, 1);
                c.logLibrary_n[1] = Double.NEGATIVE_INFINITY;
                double[] want = rates(exact, Element.FLOAT64, c);
                double[] got = rates(kernel(two), Element.FLOAT32, c);
                for (int k = 0; k < want.length; k++) {
                    assertThat(got[k]).as("%s %s[%s]", link, g, k).isEqualTo(want[k], within(2e-6 * want[k]));
                }
            }
        }
    }

    private static double[] rates(CountLoss loss, Element element, CountLossCase c) {
        try (Arena arena = Arena.ofConfined()) {
            long rate_ng = CountLossCase.put(arena, element, c.rate_ng);
            loss.rates(c.link, CountLossCase.put(arena, element, c.logLibrary_n), rate_ng, c.n, c.g);
            double[] rates = new double[c.rate_ng.length];
            Arrays.setAll(rates, k -> element.get(rate_ng, k));
            return rates;
        }
    }

    @Tag("allocation")
    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void aCallAllocatesNextToNothing(Likelihood likelihood) {
        CountLoss kernel = kernel(one);
        for (RateLink link : RateLink.values()) {
            CountLossCase c = new CountLossCase(likelihood, link, Dispersion.BY_CODE, 16, 200)
                    .fill(36, 0.5, 100, 3, 3, 3);
            try (Arena arena = Arena.ofConfined()) {
                CountLoss.Call call = c.call(arena, Element.FLOAT32, false);
                KernelAssertions.assertAllocatesAtMost(1000, c.toString(), () -> kernel.run(call));
            }
        }
    }
}
