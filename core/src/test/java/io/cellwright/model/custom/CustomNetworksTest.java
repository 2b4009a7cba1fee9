package io.cellwright.model.custom;

import java.util.List;

import io.cellwright.model.CellInput;
import io.cellwright.model.CellNetwork;
import io.cellwright.model.Encodes;
import io.cellwright.model.GradientCheck;
import io.cellwright.model.LossTerm;
import io.cellwright.model.MadeCells;
import io.cellwright.model.Task;
import io.cellwright.model.classifier.MlpClassifier;
import io.cellwright.model.logistic.LogisticClassifier;
import io.cellwright.nn.Linear;
import io.cellwright.nn.Mlp;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CustomNetworksTest {
    private static final MadeCells CELLS = new MadeCells(5, 7, 1, 3, 2);

    private final Workspace home = new Workspace(Device.reference());
    private final Parameters parameters = new Parameters(home);

    @Test
    void anAutoencoderOfFunctionsLearnsByItsOwnLoss() {
        Linear down = new Linear(parameters, "down", 7, 2);
        Linear up = new Linear(parameters, "up", 2, 7);
        CustomAutoencoder mine = CustomAutoencoder.of("mine", parameters, 7, 2,
                        (cells, step) -> down.forward(cells.x_ng()).gelu(), (z_nk, cells, step) -> up.forward(z_nk))
                .withLoss((y_ng, cells, step) -> {
                    Tensor error_ng = y_ng.minus(cells.x_ng());
                    return List.of(new LossTerm("my_loss", error_ng.times(error_ng).rowSum(), 0.5));
                });
        parameters.allocate(1);
        assertThat(Task.of(mine)).containsExactly(Task.RECONSTRUCTION, Task.REPRESENTATION);
        GradientCheck.check(home, parameters, () -> mine.representationLoss(CELLS.dense(home), training()));
    }

    @Test
    void aClassifierOfAFunctionLearnsByCrossEntropy() {
        Linear layer = new Linear(parameters, "layer", 7, 3);
        CustomClassifier mine = CustomClassifier.of("mine", parameters, 7, 3,
                (cells, step) -> layer.forward(cells.x_ng()));
        parameters.allocate(1);
        assertThat(Task.of(mine)).containsExactly(Task.CLASSIFICATION);
        GradientCheck.check(home, parameters, () -> {
            var cells = CELLS.dense(home);
            return mine.classificationLoss(cells, mine.classify(cells, training()), training());
        });
    }

    @Test
    void theBundledClassifierHasTheGradientOfDifferences() {
        var network = new MlpClassifier(parameters, MlpClassifier.Config.of(7, 3)
                .withHidden(new Mlp.Config(List.of(4, 3), 0.2)));
        parameters.allocate(1);
        GradientCheck.check(home, parameters, () -> {
            var cells = CELLS.sparse(home);
            return network.classificationLoss(cells, network.classify(cells, training()), training());
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLogisticRegressionHasTheGradientOfDifferences(boolean sparse) {
        var network = new LogisticClassifier(parameters, new LogisticClassifier.Config(7, sparse, 3));
        parameters.allocate(1);
        GradientCheck.check(home, parameters, () -> {
            var cells = sparse ? CELLS.sparse(home) : CELLS.dense(home);
            return network.classificationLoss(cells, network.classify(cells, training()), training());
        });
    }

    @Test
    void anOutputOfTheWrongShapeIsNamedWithItsModel() {
        Linear layer = new Linear(parameters, "layer", 7, 2);
        CustomReconstruction mine = CustomReconstruction.of("mine", parameters, 7,
                (cells, step) -> layer.forward(cells.x_ng()));
        parameters.allocate(1);
        home.begin(false);
        assertThatThrownBy(() -> mine.reconstruct(CELLS.dense(home), training()))
                .hasMessage("model 'mine': the reconstruction must have shape [5, 7] but has [5, 2]");
    }

    @Test
    void aTaskThatANetworkCannotDoIsRefusedWithThoseThatItCan() {
        CustomReconstruction mine = CustomReconstruction.of("mine", parameters, 7, (cells, step) -> cells.x_ng());
        assertThatThrownBy(() -> Task.CLASSIFICATION.require(mine))
                .hasMessage("Model 'mine' does not support task 'classification'; it supports reconstruction");
        CellNetwork fixed = new Fixed(parameters);
        assertThatThrownBy(() -> Task.REPRESENTATION.require(fixed)).hasMessage("Model 'fixed' does not support task "
                + "'representation'; it is inference-only: it predicts, and cannot be trained");
        assertThatThrownBy(() -> Task.of("clustering")).hasMessage("Unknown task 'clustering'. Available tasks: "
                + "reconstruction, representation, classification");
    }

    private StepContext training() {
        return StepContext.training(home, Noise.of(5, 0));
    }

    /// An encoder that nothing can train.
    private record Fixed(Parameters parameters) implements Encodes {
        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public int genes() {
            return 7;
        }

        @Override
        public int latent() {
            return 7;
        }

        @Override
        public Tensor encode(CellInput cells, StepContext step) {
            return cells.x_ng();
        }
    }
}
