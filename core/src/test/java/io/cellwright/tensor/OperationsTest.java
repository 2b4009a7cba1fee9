package io.cellwright.tensor;

import java.util.List;
import java.util.function.UnaryOperator;

import io.cellwright.tensor.Workspace.Seed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// Every operation of the tape: its gradient is the slope of its value.
class OperationsTest {
    private Workspace home;
    private Parameters parameters;

    @BeforeEach
    void begin() {
        home = new Workspace(Device.reference());
        parameters = new Parameters(home);
    }

    private Tensor parameter(String name, int... axes) {
        return GradientCheck.parameter(parameters, name, axes);
    }

    private void unary(UnaryOperator<Tensor> operation) {
        Tensor x = parameter("x", 3, 5);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(x), w -> operation.apply(x.plus(0)));
    }

    @Test
    void reluPassesGradientsWhereItPassesValues() {
        unary(Tensor::relu);
    }

    @Test
    void geluHasItsSlope() {
        unary(Tensor::gelu);
    }

    @Test
    void softplusHasItsSlope() {
        unary(Tensor::softplus);
    }

    @Test
    void expHasItsSlope() {
        unary(Tensor::exp);
    }

    @Test
    void logHasItsSlope() {
        unary(x -> x.times(x).log());
    }

    @Test
    void sigmoidHasItsSlope() {
        unary(Tensor::sigmoid);
    }

    @Test
    void scaleAndShiftHaveTheirSlope() {
        unary(x -> x.times(-2.5).plus(0.75));
    }

    @Test
    void rowSumsSpreadTheirGradient() {
        unary(Tensor::rowSum);
    }

    @Test
    void dropoutDropsTheSameElementsOnTheWayBack() {
        unary(x -> x.dropout(0.4, 12345));
    }

    @Test
    void softmaxHasItsSlope() {
        unary(RowFunctions::softmax);
    }

    @Test
    void logSoftmaxHasItsSlope() {
        unary(RowFunctions::logSoftmax);
    }

    @Test
    void meansOverLabelsReachLogitsAndBothRows() {
        Tensor logits = parameter("logits", 3, 4);
        Tensor lp = parameter("lp", 12);
        Tensor kl = parameter("divergence", 12);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(logits, lp, kl), h -> {
            RowFunctions.Marginal marginal = RowFunctions.marginal(logits, lp, kl);
            return marginal.lp_n().plus(marginal.kl_n().times(0.7));
        });
        GradientCheck.check(home, List.of(logits, lp),
                h -> RowFunctions.marginal(logits, lp, kl.detach()).lp_n());
    }

    @Test
    void crossEntropyHasItsSlope() {
        unary(x -> RowFunctions.crossEntropy(x, Codes.of(home, new int[] {4, 0, 2}, 5)));
    }

    @Test
    void layerNormWithoutAffinePartHasItsSlope() {
        unary(x -> Normalisation.layer(x, null, null, 1e-5));
    }

    @Test
    void sumsAndProductsReachBothSides() {
        Tensor a = parameter("a", 3, 4);
        Tensor b = parameter("bb", 3, 4);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(a, b), w -> a.times(b).plus(a).minus(b.times(a)).times(b));
    }

    @Test
    void linearReachesInputWeightAndBias() {
        Tensor x = parameter("x", 3, 4);
        Tensor w = parameter("weight", 5, 4);
        Tensor b = parameter("bias", 5);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(x, w, b), h -> Products.linear(x, w, b));
    }

    @Test
    void sparseLinearReachesWeightAndBias() {
        Tensor w = parameter("weight", 6, 4);
        Tensor b = parameter("bias", 4);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(w, b), h -> Products.linear(cells(), w, b, List.of()));
    }

    @Test
    void droppedEntriesAreZeroAndTheOthersAsTheyWere() {
        home.begin(false);
        int entries = 20_000;
        SparseTensor x = SparseTensor.allocate(home, 1, entries, entries);
        for (int e = 0; e < entries; e++) {
            x.entry(e, e, 1 + e % 7);
        }
        x.endRow(0, entries);
        SparseTensor dropped = x.dropout(0.7, 5);
        int zeros = 0;
        for (int e = 0; e < entries; e++) {
            assertThat(x.value(e)).as("the original stays").isEqualTo(1 + e % 7);
            if (dropped.value(e) == 0) {
                zeros++;
            } else {
                assertThat(dropped.value(e)).isCloseTo(1 + e % 7, within(1e-5));
            }
        }
        assertThat((double) zeros / entries).isBetween(0.68, 0.72);
    }

    @Test
    void rowsOfATableReachTheTable() {
        Tensor x = parameter("x", 4, 2);
        Tensor w = parameter("weight", 3, 2);
        Tensor table = parameter("table", 3, 3);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(x, w, table), h -> Products.linear(x, w, null,
                List.of(new Products.Rows(table, Codes.of(home, new int[] {2, 0, -1, 2}, 3)))));
    }

    @Test
    void aHeadReachesInputWeightAndBiasThroughMeanAndVariance() {
        Tensor x = parameter("x", 4, 3);
        Tensor w = parameter("weight", 6, 3);
        Tensor b = parameter("bias", 6);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(x, w, b), h -> {
            Normals.MeanVariance both = Normals.part(Products.linear(x, w, b), 1e-4);
            return both.mean_nk().times(both.variance_nk());
        });
        GradientCheck.check(home, List.of(x, w, b), h -> Normals.part(Products.linear(x, w, b), 0).mean_nk());
        GradientCheck.check(home, List.of(x, w, b), h -> Normals.part(Products.linear(x, w, b), 0).variance_nk());
    }

    @Test
    void batchNormInTrainingReachesInputAndAffinePart() {
        batchNorm(true);
    }

    @Test
    void batchNormInEvaluationReachesInputAndAffinePart() {
        batchNorm(false);
    }

    private void batchNorm(boolean training) {
        Tensor x = parameter("x", 6, 3);
        Tensor gamma = parameter("gamma", 3);
        Tensor beta = parameter("beta", 3);
        Tensor mean = parameters.buffer("mean", Shape.of(3), 0.1);
        Tensor variance = parameters.buffer("variance", Shape.of(3), 1.4);
        parameters.allocate(0);
        var statistics = new Normalisation.BatchStatistics(gamma, beta, mean, variance, 0.01, 1e-3);
        GradientCheck.check(home, List.of(x, gamma, beta),
                h -> Normalisation.batch(x, statistics, training, false, Normalisation.Activation.NONE));
        GradientCheck.check(home, List.of(x, gamma, beta), h -> Normalisation.batch(x, statistics, training, false,
                new Normalisation.Activation(true, 0.2, 3)));
        assertThat(mean.toArray()).as("statistics stay when told to").containsOnly(0.1);
    }

    @Test
    void layerNormReachesInputAndAffinePart() {
        Tensor x = parameter("x", 4, 5);
        Tensor gamma = parameter("gamma", 5);
        Tensor beta = parameter("beta", 5);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(x, gamma, beta), h -> Normalisation.layer(x, gamma, beta, 1e-5));
    }

    @Test
    void labelGridReachesCellsAndLabels() {
        Tensor a = parameter("a", 3, 4);
        Tensor t = parameter("t", 2, 4);
        Tensor logits = parameter("logits", 3, 2);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(a, t, logits), h -> {
            Tensor sums = LabelGrid.of(a, t).make().rowSum();
            RowFunctions.Marginal marginal = RowFunctions.marginal(logits, sums, sums.times(2));
            return marginal.lp_n().plus(marginal.kl_n());
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void normalisedLabelGridReachesCellsLabelsAndAffinePart(boolean training) {
        Tensor a = parameter("a", 3, 4);
        Tensor t = parameter("t", 2, 4);
        Tensor gamma = parameter("gamma", 4);
        Tensor beta = parameter("beta", 4);
        Tensor w = parameter("weight", 6, 4);
        Tensor b = parameter("bias", 6);
        Tensor mean = parameters.buffer("grid mean", Shape.of(4), 0.1);
        Tensor variance = parameters.buffer("grid variance", Shape.of(4), 2);
        parameters.allocate(0);
        var statistics = new Normalisation.BatchStatistics(gamma, beta, mean, variance, 0.1, 1e-3);
        for (var activation : List.of(Normalisation.Activation.NONE, new Normalisation.Activation(true, 0.2, 3))) {
            GradientCheck.check(home, List.of(a, t, gamma, beta),
                    h -> LabelGrid.of(a, t).batchNorm(statistics, training, false, activation).make());
        }
        var activation = new Normalisation.Activation(true, 0.2, 3);
        GradientCheck.check(home, List.of(a, t, gamma, beta, w, b), h -> {
            LabelGrid.Drawn drawn = LabelGrid.of(a, t).batchNorm(statistics, training, false, activation)
                    .draw(w, b, 1e-2, Noise.of(3, 1).standardNormal(h, Shape.of(6, 3), Stream.LABEL_LATENT));
            return drawn.z_rk().rowSum().plus(drawn.kl_r());
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void normalisedLabelLayerReachesRowsWeightsLabelsAndAffinePart(boolean training) {
        Tensor x = parameter("x", 6, 2);
        Tensor w = parameter("weight", 4, 2);
        Tensor t = parameter("labels", 3, 4);
        Tensor b = parameter("bias", 4);
        Tensor gamma = parameter("gamma", 4);
        Tensor beta = parameter("beta", 4);
        Tensor out = parameter("out", 4, 4);
        Tensor c = parameter("out bias", 4);
        Tensor y = parameter("y", 2, 2);
        Tensor mean = parameters.buffer("layer mean", Shape.of(4), 0.1);
        Tensor variance = parameters.buffer("layer variance", Shape.of(4), 2);
        parameters.allocate(0);
        var statistics = new Normalisation.BatchStatistics(gamma, beta, mean, variance, 0.1, 1e-3);
        GradientCheck.check(home, List.of(x, w, t, b, gamma, beta, out, c, y), h -> LabelLayer
                .normalised(x, w, t, b, statistics, training, false).logProbability(out, c, y));
    }

    @Test
    void gradientsThatAreClaimedTogetherAreAddedToTogether() {
        Tensor x = parameter("x", 4, 2);
        Tensor w = parameter("weight", 3, 2);
        Tensor t = parameter("labels", 2, 3);
        Tensor out = parameter("out", 4, 3);
        Tensor c = parameter("out bias", 4);
        Tensor y = parameter("y", 2, 2);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(x, w, t, out, c, y),
                h -> new LabelLayer(x, w, t).logProbability(out, c, y)
                        .plus(Products.linear(Products.linear(x.times(2), w, null), out, null).rowSum()));
    }

    @Test
    void normalDistributionsReachMeanAndVariance() {
        Tensor mean = parameter("mean", 3, 2);
        Tensor log = parameter("log variance", 3, 2);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(mean, log), h -> {
            Tensor variance = log.exp().plus(1e-4);
            Tensor noise = h.tensor(Shape.of(3, 2), new double[] {0.3, -1.2, 0.8, 0.1, -0.4, 2});
            Tensor z = Normals.sample(mean, variance, noise);
            Tensor prior = h.tensor(Shape.of(3, 2), new double[] {0.5, 1.5, 2, 0.7, 1, 1.1});
            return Normals.klFromStandard(mean, variance).plus(Normals.klFrom(mean, variance, noise, prior))
                    .plus(z.rowSum());
        });
    }

    @Test
    void densityOverAGridReachesSampleMeanAndVariance() {
        Tensor x = parameter("x", 2, 3);
        Tensor mean = parameter("mean", 6, 3);
        Tensor log = parameter("log variance", 6, 3);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(x, mean, log), h -> Normals.logProbability(x, mean, log.exp()));
    }

    @Test
    void aTensorUsedTwiceGetsBothGradients() {
        Tensor x = parameter("x", 2, 2);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(x), h -> x.exp().plus(x.times(x)).plus(x));
    }

    @Test
    void whatIsDetachedTakesNoGradient() {
        Tensor x = parameter("x", 2, 2);
        parameters.allocate(0);
        home.begin(true);
        home.backward(List.of(new Seed(x.detach().exp(), 1)));
        assertThat(x.hasGradient()).isFalse();
    }

    @Test
    void gradientsDoNotOutliveTheStep() {
        Tensor x = parameter("x", 2, 2);
        parameters.allocate(0);
        home.begin(true);
        home.backward(List.of(new Seed(x.exp(), 1)));
        assertThat(x.hasGradient()).isTrue();
        home.begin(true);
        assertThat(x.hasGradient()).isFalse();
        assertThat(x.gradientToArray()).containsOnly(0);
    }

    @Test
    void eachLossOfAStepGoesBackOnItsOwn() {
        Tensor x = parameter("x", 2, 2);
        Tensor w = parameter("w", 2, 2);
        parameters.allocate(0);
        home.begin(true);
        Tensor z = x.times(w);
        Tensor own = z.detach().times(w);
        home.backward(List.of(new Seed(z, 1)));
        assertThat(x.gradientToArray()).isEqualTo(w.toArray());
        home.backward(List.of(new Seed(own, 1)));
        assertThat(x.hasGradient()).as("the second loss does not reach it").isFalse();
        assertThat(w.gradientToArray()).as("nothing of the first loss is left").isEqualTo(z.toArray());
    }

    @Test
    void aLaterLossMustBeDetachedFromAnEarlierOne() {
        Tensor x = parameter("x", 2, 2);
        parameters.allocate(0);
        home.begin(true);
        Tensor z = x.exp();
        Tensor other = z.exp();
        home.backward(List.of(new Seed(z, 1)));
        assertThatThrownBy(() -> home.backward(List.of(new Seed(other, 1)))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("detach");
    }

    @Test
    void wrongShapesSayWhatIsWantedAndWhatIsThere() {
        Tensor a = parameter("a", 2, 3);
        Tensor b = parameter("b", 3, 2);
        parameters.allocate(0);
        assertThatThrownBy(() -> a.plus(b)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("other must have shape [2, 3] but has [3, 2]");
    }

    @Test
    void logitsThatHoldTheirGradientCannotBeRead() {
        Tensor logits = parameter("logits", 3, 6);
        Tensor theta = parameter("theta", 1, 6);
        parameters.allocate(0);
        home.begin(true);
        Tensor rate = logits.plus(0);
        Counts.negativeLogProbability(Counts.Likelihood.NB, Counts.RateLink.SOFTMAX,
                new Counts.Observed(cells(), home.tensor(Shape.of(3), new double[3])),
                new Counts.Decoded(rate, null, home.tensor(Shape.of(3), new double[] {1, 1, 1}), theta, null), 3);
        assertThatThrownBy(rate::toArray).isInstanceOf(IllegalStateException.class).hasMessageContaining("overwritten");
    }

    @Test
    void countLossReachesLogitsDispersionAndLibrary() {
        Tensor logits = parameter("logits", 3, 6);
        Tensor dropout = parameter("dropout", 3, 6);
        Tensor theta = parameter("theta", 2, 6);
        Tensor library = parameter("library", 3);
        parameters.allocate(0);
        for (Counts.Likelihood likelihood : Counts.Likelihood.values()) {
            for (Counts.RateLink link : Counts.RateLink.values()) {
                home.begin(true);
                Tensor loss = countLoss(likelihood, link, logits, dropout, theta, library);
                home.backward(List.of(new Seed(loss, 0.7)));
                for (Tensor input : List.of(logits, dropout, theta, library)) {
                    boolean used = input != dropout || likelihood == Counts.Likelihood.ZINB;
                    used &= input != theta || likelihood != Counts.Likelihood.POISSON;
                    assertThat(input.hasGradient()).isEqualTo(used);
                }
                double[] gradient = library.gradientToArray();
                double held = library.get(1);
                library.set(1, held + 1e-5);
                home.begin(false);
                double above = countLoss(likelihood, link, logits, dropout, theta, library).sum();
                library.set(1, held - 1e-5);
                home.begin(false);
                double below = countLoss(likelihood, link, logits, dropout, theta, library).sum();
                library.set(1, held);
                assertThat(gradient[1]).as("%s %s", likelihood, link).isCloseTo(0.7 * (above - below) / 2e-5,
                        org.assertj.core.api.Assertions.within(1e-6));
            }
        }
    }

    private Tensor countLoss(Counts.Likelihood likelihood, Counts.RateLink link, Tensor logits, Tensor dropout,
            Tensor theta, Tensor library) {
        return Counts.negativeLogProbability(likelihood, link,
                new Counts.Observed(cells(), home.tensor(Shape.of(3), new double[3])),
                new Counts.Decoded(logits.plus(0), dropout.plus(0), library, theta,
                        Codes.of(home, new int[] {0, 1, 1}, 2)),
                3);
    }

    private SparseTensor cells() {
        SparseTensor x = SparseTensor.allocate(home, 3, 6, 6);
        x.entries(0, new int[] {0, 2, 5, 1, 3, 4}, new float[] {1, 3, 2, 7, 1, 12}, 0, 6);
        x.endRow(0, 3);
        x.endRow(1, 3);
        x.endRow(2, 6);
        return x;
    }
}
