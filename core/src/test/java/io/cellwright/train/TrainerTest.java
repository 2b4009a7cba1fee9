package io.cellwright.train;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.optim.OptimizerConfig;
import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TrainerTest {
    private final Workspace workspace = new Workspace(Device.reference());
    private final Parameters parameters = new Parameters(workspace);
    private final Tensor weight = parameters.parameter("weight", Shape.of(3), Initializer.constant(1));
    private final Tensor other = parameters.parameter("other", Shape.of(3), Initializer.constant(1));
    private final List<TrainEvent> events = new ArrayList<>();

    @BeforeEach
    void allocate() {
        parameters.allocate(0);
    }

    /// Pulls `weight` to zero; the validation metric is what the list says, an epoch at a time.
    private class Pull implements Plan<Integer> {
        private final List<Double> metrics;
        private final double badFrom;

        Pull(List<Double> metrics, double badFrom) {
            this.metrics = metrics;
            this.badFrom = badFrom;
        }

        @Override
        public Parameters parameters() {
            return parameters;
        }

        @Override
        public List<Objective> objectives() {
            return List.of(Objective.of(ParamGroup.all(parameters, new OptimizerConfig.Sgd(0, 0.5)),
                    LrScheduler.constant(0.1)));
        }

        @Override
        public List<Loss> losses(Integer batch, StepContext step, Progress now, Phase phase) {
            Tensor loss = weight.times(weight);
            if (now.step() >= badFrom) {
                loss = loss.times(Double.NaN);
            }
            List<Observation> seen = phase == Phase.VALIDATION
                    ? List.of(new Observation.Mean("elbo_validation", metrics.get(now.epoch()), 1)) : List.of();
            return List.of(new Loss(List.of(new Loss.Term("pull", loss, 1)), seen));
        }

        @Override
        public int cells(Integer batch) {
            return batch;
        }

        @Override
        public List<Integer> rows(Integer batch) {
            return List.of(7, 8, 9);
        }
    }

    private TrainResult run(TrainerConfig config, List<Double> metrics, double badFrom) {
        return Trainer.of(config, () -> false, events::add).fit(new Pull(metrics, badFrom),
                epoch -> List.of(2, 2, 1), List.of(1));
    }

    @Test
    void aRunOfStepsEndsInTheMiddleOfAnEpoch() {
        TrainResult result = run(TrainerConfig.of(Span.steps(5), 0), List.of(), 1e9);
        assertThat(result.state().progress().step()).isEqualTo(5);
        assertThat(result.state().progress().cells()).isEqualTo(9);
        assertThat(result.reason()).isEqualTo(StopReason.COMPLETED);
    }

    @Test
    void aParameterWithoutAGradientNeitherMovesNorDecays() {
        run(TrainerConfig.of(Span.steps(5), 0), List.of(), 1e9);
        assertThat(weight.get(0)).isLessThan(0.9);
        assertThat(other.toArray()).containsOnly(1);
    }

    @Test
    void trainingStopsAfterSoManyChecksWithoutImprovement() {
        TrainerConfig config = TrainerConfig.of(Span.epochs(20), 0)
                .withEarlyStopping(new EarlyStopping("elbo_validation", 0.1, 3, 0, Mode.MIN));
        TrainResult result = run(config, List.of(9.0, 8.0, 7.95, 8.5, 7.99, 1.0), 1e9);
        assertThat(result.reason()).isEqualTo(StopReason.EARLY);
        assertThat(result.state().progress().epoch()).isEqualTo(5);
        assertThat(events).anyMatch(e -> e instanceof TrainEvent.Decided d && d.what().contains("stopping"));
    }

    @Test
    void theBestWeightsComeBack() {
        TrainerConfig config = TrainerConfig.of(Span.epochs(4), 0).withKeepBest(KeepBest.of("elbo_validation"));
        run(config, List.of(5.0, 3.0, 4.0, 6.0), 1e9);
        double after = weight.get(0);
        weight.set(new double[] {1, 1, 1});
        run(TrainerConfig.of(Span.epochs(2), 0), List.of(), 1e9);
        assertThat(after).isEqualTo(weight.get(0));
    }

    @Test
    void aLossThatIsNoNumberStopsTheRunAndNamesStepTermAndCell() {
        assertThatThrownBy(() -> run(TrainerConfig.of(Span.epochs(4), 0), List.of(), 4))
                .isInstanceOf(TrainingDivergedException.class).hasMessageContaining("step 4")
                .hasMessageContaining("pull").hasMessageContaining("cell 7");
    }

    @Test
    void aGradientThatIsNoNumberNamesItsParameter() {
        Plan<Integer> plan = new Pull(List.of(), 1e9) {
            @Override
            public List<Loss> losses(Integer batch, StepContext step, Progress now, Phase phase) {
                // Zero, with a slope beyond the largest number.
                Tensor zero = weight.minus(weight.detach());
                return List.of(new Loss(List.of(new Loss.Term("steep", zero.times(1e300).times(1e300), 1)),
                        List.of()));
            }
        };
        assertThatThrownBy(() -> Trainer.of(TrainerConfig.of(Span.epochs(4), 0), () -> false, events::add).fit(plan,
                epoch -> List.of(2), List.of())).isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("weight");
    }

    @Test
    void clippingBoundsTheStep() {
        run(TrainerConfig.of(Span.steps(1), 0).withClipping(new Clipping.ByNorm(1e-3)), List.of(), 1e9);
        // decay 0.5 x rate 0.1 moves the weight by 0.05; the clipped gradient hardly.
        assertThat(weight.get(0)).isBetween(0.949, 0.95);
    }
}
