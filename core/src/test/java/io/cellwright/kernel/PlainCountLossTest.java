package io.cellwright.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.cellwright.kernel.CountLoss.Likelihood;
import io.cellwright.kernel.CountLoss.RateLink;
import io.cellwright.kernel.CountLossCase.Dispersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PlainCountLossTest {
    private static final WorkerPool POOL = new WorkerPool(1);
    private static final CountLoss LOSS = new PlainCountLoss(Element.FLOAT64, POOL);

    // scvi-tools 1.5.1, log_nb_positive and log_zinb_positive in double.
    private static final double[] X = {0, 1, 3, 10};
    private static final double[] MU = {0.5, 2.5, 2.5, 7};
    private static final double[] THETA = {1.7000000476837158, 1.7000000476837158, 0.30000001192092896, 20};
    private static final double[] ZERO_INFLATION = {-1, 0.5, 2, -3};
    private static final double[] NB = {-0.43830948499788425, -1.5257411990164202, -2.9105225729760926,
            -2.688616798429317};
    private static final double[] ZINB = {-0.30033999703268255, -2.499818183196527, -5.037450584019066,
            -2.737204150003061};

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @ParameterizedTest
    @EnumSource(RateLink.class)
    void logProbabilitiesAreThoseOfScviTools(RateLink link) {
        assertThat(golden(Likelihood.NB, link)).containsExactly(NB, within(1e-9));
        assertThat(golden(Likelihood.ZINB, link)).containsExactly(ZINB, within(1e-9));
    }

    /// One cell of one gene for each number.
    private static double[] golden(Likelihood likelihood, RateLink link) {
        CountLossCase one = new CountLossCase(likelihood, link, Dispersion.GENE_CELL, X.length, 1);
        for (int i = 0; i < X.length; i++) {
            one.x_ng[i] = X[i];
            one.rate_ng[i] = link == RateLink.SOFTMAX ? 3 : Math.log(Math.expm1(MU[i] / 2));
            one.logLibrary_n[i] = link == RateLink.SOFTMAX ? Math.log(MU[i]) : Math.log(2);
            one.logTheta_rg[i] = Math.log(THETA[i]);
            one.dropout_ng[i] = ZERO_INFLATION[i];
            one.thetaRow_n[i] = i;
        }
        double[] nll_n = one.run(LOSS, Element.FLOAT64, true).nll_n();
        // The factorials went in as floats.
        return IntStream.range(0, X.length)
                .mapToDouble(i -> one.logFactorial(i) - nll_n[i] - GammaFunctions.lnGamma(X[i] + 1)).toArray();
    }

    @Test
    void poissonIsTheTextbooks() {
        CountLossCase one = new CountLossCase(Likelihood.POISSON, RateLink.SOFTPLUS, Dispersion.GENE, 1, 2);
        one.x_ng[1] = 3;
        Arrays.fill(one.rate_ng, Math.log(Math.expm1(2.5)));
        double expected = 2.5 + 2.5 - 3 * Math.log(2.5) + one.logFactorial(0);
        assertThat(one.run(LOSS, Element.FLOAT64, true).nll_n()[0]).isEqualTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void gradientsAreTheSlopesOfTheLoss(Likelihood likelihood) {
        for (RateLink link : RateLink.values()) {
            for (Dispersion dispersion : Dispersion.values()) {
                CountLossCase c = new CountLossCase(likelihood, link, dispersion, 5, 7).fill(11, 0.5, 40, 2, 2, 2);
                // A gene that overwhelms its theta, a cell without counts but with a rate, and a tiny rate and theta.
                c.x_ng[3] = 5000;
                Arrays.fill(c.x_ng, 7, 14, 0);
                c.logLibrary_n[1] = 1;
                c.rate_ng[2] = -17;
                c.x_ng[2] = 2;
                c.logTheta_rg[2] = -14;
                checkSlopes(c);
            }
        }
    }

    private static void checkSlopes(CountLossCase c) {
        CountLossCase.Result exact = c.run(LOSS, Element.FLOAT64, true);
        checkSlopes(c, c.rate_ng, exact.rate_ng(), "rate");
        checkSlopes(c, c.logLibrary_n, exact.dLogLibrary_n(), "logLibrary");
        if (c.likelihood != Likelihood.POISSON) {
            checkSlopes(c, c.logTheta_rg, exact.dLogTheta_rg(), "logTheta");
        }
        if (c.likelihood == Likelihood.ZINB) {
            checkSlopes(c, c.dropout_ng, exact.dropout_ng(), "dropout");
        }
    }

    private static void checkSlopes(CountLossCase c, double[] input, double[] gradient, String name) {
        double h = 1e-4;
        for (int k = 0; k < input.length; k++) {
            double here = input[k];
            double[] at = new double[4];
            for (int s = 0; s < 4; s++) {
                input[k] = here + new double[] {-2 * h, -h, h, 2 * h}[s];
                at[s] = c.weight * Arrays.stream(c.run(LOSS, Element.FLOAT64, false).nll_n()).sum();
            }
            input[k] = here;
            double slope = (8 * (at[2] - at[1]) - (at[3] - at[0])) / (12 * h);
            assertThat(gradient[k]).as("%s, %s[%s]", c, name, k)
                    .isEqualTo(slope, within(1e-7 * Math.max(1, Math.abs(slope))));
        }
    }
}
