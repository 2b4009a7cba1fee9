package io.cellwright.train;

import java.util.List;

import io.cellwright.optim.OptimizerConfig;
import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.formula.CyclicLR;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.warmup.WarmUp;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// Five steps on one cell at x = 1, where the loss is `(w + b - 1)^2` and both gradients are `2 (w + b - 1)`, while the
/// rate goes up and down and the momentum the other way.
class ScheduledMomentumTest {
    private static final double[] RATES = {0.01, 0.02, 0.03, 0.02, 0.01};
    private static final double[] MOVED = {0.9, 0.85, 0.8, 0.85, 0.9};
    private static final double[] OWN = {0.7, 0.7, 0.7, 0.7, 0.7};
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-3;
    private static final double DECAY = 0.1;
    private static final OptimizerConfig ADAM = new OptimizerConfig.Adam(OWN[0], BETA2, EPSILON, 0);
    private static final OptimizerConfig ADAM_W = new OptimizerConfig.AdamW(OWN[0], BETA2, EPSILON, DECAY);
    private static final OptimizerConfig SGD = new OptimizerConfig.Sgd(OWN[0], 0);

    private static CyclicLR cycle(boolean momentum) {
        return new CyclicLR(PerGroup.all(0.01), PerGroup.all(0.03), Span.steps(2), Span.steps(2),
                new CyclicLR.Scale.Triangular(), momentum, PerGroup.all(0.8), PerGroup.all(0.9));
    }

    private static LineFit plan(OptimizerConfig rule, LrSchedule schedule) {
        return new LineFit(1, 1e9) {
            @Override
            LrScheduler schedule() {
                return schedule.start(1);
            }

            @Override
            public List<Objective> objectives() {
                return List.of(Objective.of(ParamGroup.all(parameters(), rule), schedule()));
            }
        };
    }

    private static double trained(OptimizerConfig rule, LrSchedule schedule) {
        LineFit plan = plan(rule, schedule);
        train(plan);
        return plan.w.get(0);
    }

    private static void train(LineFit plan) {
        Trainer.of(TrainerConfig.of(Span.epochs(RATES.length), 0), () -> false, Callback.NONE)
                .fit(plan, epoch -> List.of(new int[] {10}), List.of());
    }

    private static double adamByHand(double[] beta1, double decay) {
        double w = 3;
        double b = 0.5;
        double m = 0;
        double v = 0;
        for (int t = 1; t <= RATES.length; t++) {
            double beta = beta1[t - 1];
            double gradient = 2 * (w + b - 1);
            m = beta * m + (1 - beta) * gradient;
            v = BETA2 * v + (1 - BETA2) * gradient * gradient;
            double step = m / (1 - Math.pow(beta, t)) / (Math.sqrt(v / (1 - Math.pow(BETA2, t))) + EPSILON);
            w -= RATES[t - 1] * (decay * w + step);
            b -= RATES[t - 1] * (decay * b + step);
        }
        return w;
    }

    private static double sgdByHand(double[] momentum) {
        double w = 3;
        double b = 0.5;
        double m = 0;
        for (int t = 0; t < RATES.length; t++) {
            m = momentum[t] * m + 2 * (w + b - 1);
            w -= RATES[t] * m;
            b -= RATES[t] * m;
        }
        return w;
    }

    @Test
    void theScheduleMovesBeta1OfAdamAndTheMomentumOfGradientDescent() {
        assertThat(trained(ADAM, cycle(true))).isCloseTo(adamByHand(MOVED, 0), within(1e-12));
        assertThat(trained(ADAM_W, cycle(true))).isCloseTo(adamByHand(MOVED, DECAY), within(1e-12));
        assertThat(trained(SGD, cycle(true))).isCloseTo(sgdByHand(MOVED), within(1e-12));
    }

    @Test
    void aScheduleOfTheRateAloneLeavesTheRulesOwn() {
        assertThat(trained(ADAM, cycle(false))).isCloseTo(adamByHand(OWN, 0), within(1e-12));
        assertThat(trained(ADAM_W, cycle(false))).isCloseTo(adamByHand(OWN, DECAY), within(1e-12));
        assertThat(trained(SGD, cycle(false))).isCloseTo(sgdByHand(OWN), within(1e-12));
        assertThat(Math.abs(sgdByHand(OWN) - sgdByHand(MOVED))).isGreaterThan(1e-3);
        assertThat(Math.abs(adamByHand(OWN, 0) - adamByHand(MOVED, 0))).isGreaterThan(1e-4);
    }

    @Test
    void aMomentumThatIsNotThereCannotBeMovedWhereverTheScheduleStands() {
        OptimizerConfig none = new OptimizerConfig.Sgd(0, 0);
        for (LrSchedule schedule : List.of(cycle(true), new WarmUp(2).then(cycle(true)),
                cycle(true).times(new WarmUp(2)), cycle(true).clamp(0, 1))) {
            LineFit plan = plan(none, schedule);
            assertThatThrownBy(() -> train(plan)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("group all").hasMessageContaining("a momentum above 0, such as 0.9")
                    .hasMessageContaining("cycle_momentum=false");
            assertThat(plan.w.get(0)).isEqualTo(3);
        }
        assertThat(trained(none, cycle(false))).isLessThan(3);
    }
}
