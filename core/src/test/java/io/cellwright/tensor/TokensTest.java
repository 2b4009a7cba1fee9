package io.cellwright.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// Operations on tokens: the gradient of each is the slope of its value.
class TokensTest {
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

    private Tokens.AttentionWeights attention(int d) {
        return new Tokens.AttentionWeights(parameter("in", 3 * d, d), parameter("in bias", 3 * d),
                parameter("out weight", d, d), parameter("the out bias", d));
    }

    @Test
    void selfAttentionReachesTokensAndAllWeights() {
        Tensor x = parameter("x", 6, 4);
        Tokens.AttentionWeights w = attention(4);
        parameters.allocate(0);
        for (double dropout : new double[] {0, 0.3}) {
            Function<Workspace, Tensor> attend = h -> Tokens.selfAttention(x.plus(0), 3, w, 2, dropout, 7);
            GradientCheck.check(home, List.of(x, w.in_ed(), w.inBias_e(), w.out_dd(), w.outBias_d()), attend);
        }
    }

    @Test
    void attentionOfATokenThatIsUsedTwiceAddsUp() {
        Tensor x = parameter("x", 4, 2);
        Tokens.AttentionWeights w = attention(2);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(x, w.in_ed()), h -> {
            Tensor y = x.times(2);
            return Tokens.selfAttention(y, 2, w, 1, 0, 0).plus(Tokens.selfAttention(y, 2, w, 1, 0, 0)).plus(y);
        });
    }

    @Test
    void feedForwardReachesTokensAndAllWeights() {
        Tensor x = parameter("x", 5, 3);
        var w = new Tokens.FeedForwardWeights(parameter("up", 4, 3), parameter("up bias", 4), parameter("down weight",
                3, 4), parameter("the down bias", 3));
        parameters.allocate(0);
        for (double dropout : new double[] {0, 0.3}) {
            GradientCheck.check(home, List.of(x, w.up_fd(), w.upBias_f(), w.down_df(), w.downBias_d()),
                    h -> Tokens.feedForward(x.plus(0), w, dropout, 7));
            GradientCheck.check(home, List.of(x, w.up_fd()), h -> {
                Tensor y = x.times(2);
                return y.plus(Tokens.feedForward(Tokens.feedForward(y, w, dropout, 7), w, dropout, 9));
            });
        }
    }

    @Test
    void aResidualBranchReachesBothSidesAndTheAffinePart() {
        Tensor x = parameter("x", 4, 5);
        Tensor branch = parameter("branch", 4, 5);
        Tensor gamma = parameter("gamma", 5);
        Tensor beta = parameter("beta", 5);
        parameters.allocate(0);
        for (double dropout : new double[] {0, 0.3}) {
            GradientCheck.check(home, List.of(x, branch, gamma, beta),
                    h -> Normalisation.residual(x, branch.plus(0), dropout, 7, gamma, beta, 1e-5));
            GradientCheck.check(home, List.of(x, branch, gamma, beta), h -> {
                Tensor y = x.times(2);
                return Normalisation.residual(y, branch.plus(0), dropout, 7, gamma, beta, 1e-5).plus(y);
            });
        }
    }

    @Test
    void aResidualBranchIsUsedUp() {
        home.begin(false);
        Tensor x = home.tensor(Shape.of(1, 2), new double[] {1, 2});
        Tensor gamma = home.tensor(Shape.of(2), new double[] {1, 1});
        Tensor branch = home.tensor(Shape.of(1, 2), new double[] {1, 2});
        Normalisation.residual(x, branch, 0, 0, gamma, gamma, 1e-5);
        assertThatThrownBy(() -> branch.plus(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void meansOfTokensSpreadTheirGradient() {
        Tensor x = parameter("x", 6, 3);
        parameters.allocate(0);
        GradientCheck.check(home, List.of(x), h -> Tokens.mean(x, 3));
        GradientCheck.check(home, List.of(x), h -> {
            Tensor y = x.times(2);
            return Tokens.mean(y, 2).plus(Tokens.mean(y.times(y), 2));
        });
        home.begin(false);
        assertThat(Tokens.mean(home.tensor(Shape.of(2, 1), new double[] {1, 4}), 2).toArray()).containsExactly(2.5);
    }

    @Test
    void patchesAreNeighbouringGenesAndTheLastIsFilledUp() {
        home.begin(false);
        home.tensor(Shape.of(100), DoubleStream.generate(() -> Double.NaN).limit(100).toArray());
        home.begin(false);
        Tensor x = home.tensor(Shape.of(2, 5), new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        Tensor filled = Tokens.patches(x, 3);
        assertThat(filled.shape()).isEqualTo(Shape.of(4, 3));
        assertThat(filled.toArray()).containsExactly(1, 2, 3, 4, 5, 0, 6, 7, 8, 9, 10, 0);
        assertThat(Tokens.patches(x, 5).toArray()).containsExactly(x.toArray());
        assertThat(Tokens.patches(x, 8).toArray()).containsExactly(1, 2, 3, 4, 5, 0, 0, 0, 6, 7, 8, 9, 10, 0, 0, 0);
    }

    @Test
    void cellsDoNotAttendToEachOther() {
        Tokens.AttentionWeights w = attention(4);
        parameters.allocate(0);
        double[] both = new double[24];
        Arrays.setAll(both, i -> Math.sin(3.1 * i));
        home.begin(false);
        double[] together = Tokens.selfAttention(home.tensor(Shape.of(6, 4), both), 3, w, 2, 0, 0).toArray();
        for (int cell = 0; cell < 2; cell++) {
            double[] alone = Tokens.selfAttention(
                    home.tensor(Shape.of(3, 4), Arrays.copyOfRange(both, 12 * cell, 12 * cell + 12)), 3, w, 2, 0,
                    0).toArray();
            for (int i = 0; i < 12; i++) {
                assertThat(together[12 * cell + i]).as("cell %d, number %d", cell, i)
                        .isCloseTo(alone[i], within(1e-14));
            }
        }
    }

    @Test
    void wrongSizesAreRefused() {
        Tensor x = parameter("x", 6, 4);
        Tokens.AttentionWeights w = attention(4);
        parameters.allocate(0);
        home.begin(false);
        assertThatThrownBy(() -> Tokens.selfAttention(x, 3, w, 3, 0, 0))
                .hasMessageContaining("heads must divide", "3 for 4");
        assertThatThrownBy(() -> Tokens.selfAttention(x, 4, w, 2, 0, 0)).hasMessageContaining("multiple", "6 of 4");
        assertThatThrownBy(() -> Tokens.selfAttention(x, 3, w, 2, 1, 0)).hasMessageContaining("dropout", "1.0");
        assertThatThrownBy(() -> Tokens.mean(x, 0)).hasMessageContaining("6 of 0");
        assertThatThrownBy(() -> Tokens.patches(x.detach(), 0)).hasMessageContaining("patch must be at least 1");
        assertThatThrownBy(() -> Tokens.patches(x, 2)).hasMessageContaining("takes a gradient");
    }
}
