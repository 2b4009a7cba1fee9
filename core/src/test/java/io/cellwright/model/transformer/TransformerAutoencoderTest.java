package io.cellwright.model.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.cellwright.model.CellInput;
import io.cellwright.model.GradientCheck;
import io.cellwright.model.MadeCells;
import io.cellwright.nn.Mlp;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import io.cellwright.tensor.Workspace.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TransformerAutoencoderTest {
    private static final int GENES = 7;
    private static final MadeCells CELLS = new MadeCells(3, GENES, 1, 3, 11);
    private static final TransformerConfig SMALL = new TransformerConfig(GENES, 2, 3, 4, 2, 2,
            new Mlp.Config(List.of(5, 3), 0.25));

    /// Genes that fill the patches and genes that do not, one token, one head, one layer.
    static Stream<TransformerConfig> configs() {
        return Stream.of(SMALL, SMALL.withPatch(1), SMALL.withPatch(7), SMALL.withPatch(20).withLayers(1),
                SMALL.withWidth(4, 1), SMALL.withDecoder(new Mlp.Config(List.of(4), 0)));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void theGradientOfTheTrainingLossIsThatOfDifferences(TransformerConfig config) {
        Made made = new Made(config, Device.reference());
        made.movePositions();
        GradientCheck.check(made.home, made.parameters, () -> made.network.reconstructionLoss(CELLS.sparse(made.home),
                StepContext.training(made.home, Noise.of(5, 0))));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void inEvaluationTheSameCellsHaveTheSamePointSparseOrDense(TransformerConfig config) {
        Made made = new Made(config, Device.reference());
        double[] sparse = made.encoded(CELLS::sparse, 1);
        assertThat(made.encoded(CELLS::sparse, 2)).isEqualTo(sparse).hasSize(3 * 2);
        assertThat(made.encoded(CELLS::dense, 2)).isEqualTo(sparse);
    }

    @Test
    void theNetworkIsPutTogetherAsItsTableSays() {
        Made made = new Made(SMALL, Device.reference());
        made.home.begin(false);
        StepContext step = StepContext.evaluation(made.home, Noise.of(0, 0));
        CellInput cells = CELLS.dense(made.home);
        Tensor z_nk = made.network.encode(cells, step);
        Tensor y_ng = made.network.reconstruct(cells, step);
        assertThat(z_nk.count()).isEqualTo(3 * 2);
        assertThat(y_ng.count()).isEqualTo(3 * GENES);
        double[] losses = made.network.reconstructionLoss(cells, step).getFirst().values_n().toArray();
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (int g = 0; g < GENES; g++) {
                double error = y_ng.get(i * GENES + g) - cells.x_ng().get(i * GENES + g);
                sum += error * error;
            }
            assertThat(losses[i]).as("cell %d", i).isCloseTo(sum / GENES, within(1e-12));
        }
    }

    @Test
    void positionsBeginAtZeroAndTellPatchesApart() {
        Made made = new Made(SMALL, Device.reference());
        Tensor positions = made.parameters.find("positional_embedding").orElseThrow();
        assertThat(positions.toArray()).hasSize(3 * 4).containsOnly(0);
        double[] before = made.encoded(CELLS::sparse, 1);
        made.movePositions();
        assertThat(made.encoded(CELLS::sparse, 1)).isNotEqualTo(before);
    }

    @Test
    void layersBeginWithWeightsOfTheirOwn() {
        Made made = new Made(SMALL, Device.reference());
        assertThat(made.parameters.find("encoder.layers.0.linear1.weight").orElseThrow().toArray())
                .isNotEqualTo(made.parameters.find("encoder.layers.1.linear1.weight").orElseThrow().toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void aStepHasTheSameBitsAtAnyNumberOfThreads(int threads) {
        TransformerConfig config = TransformerConfig.of(331).withLayers(1);
        assertThat(gradients(config, Device.cpu(threads))).isEqualTo(gradients(config, Device.cpu(1)));
    }

    private static double[] gradients(TransformerConfig config, Device device) {
        Made made = new Made(config, device);
        made.home.begin(true);
        MadeCells cells = new MadeCells(37, 331, 1, 3, 11);
        Tensor loss_n = made.network.reconstructionLoss(cells.sparse(made.home),
                StepContext.training(made.home, Noise.of(5, 0))).getFirst().values_n();
        made.home.backward(List.of(new Seed(loss_n, 1.0 / 37)));
        return made.parameters.entries().stream()
                .flatMapToDouble(entry -> Arrays.stream(entry.tensor().gradientToArray())).toArray();
    }

    @Test
    void defaultsAreScdlkits() {
        TransformerConfig config = TransformerConfig.of(2000);
        assertThat(config).isEqualTo(
                new TransformerConfig(2000, 32, 16, 128, 4, 2, new Mlp.Config(List.of(256, 128), 0.1)));
        assertThat(config.tokens()).isEqualTo(125);
        Made made = new Made(config, Device.cpu(1));
        long layer = 3 * 128 * 129 + 128 * 129 + 512 * 129 + 128 * 513 + 4 * 128;
        assertThat(made.parameters.trainedCount()).isEqualTo(128 * 17 + 125 * 128 + 2 * layer + 32 * 129 + 256 * 33
                + 128 * 257 + 2000 * 129);
    }

    @Test
    void wrongSettingsAreRefused() {
        assertThatThrownBy(() -> SMALL.withPatch(0)).hasMessageContaining("patch_size", "0");
        assertThatThrownBy(() -> SMALL.withLayers(0)).hasMessageContaining("n_layers", "0");
        assertThatThrownBy(() -> SMALL.withLatent(-1)).hasMessageContaining("latent_dim", "-1");
        assertThatThrownBy(() -> SMALL.withWidth(10, 4)).hasMessageContaining("d_model must be a multiple of n_heads")
                .hasMessageContaining("10", "4");
        assertThatThrownBy(() -> SMALL.withWidth(0, 1)).hasMessageContaining("d_model", "0");
        assertThatThrownBy(() -> TransformerConfig.of(0)).hasMessageContaining("genes", "0");
        assertThatThrownBy(() -> TransformerConfig.of(70_000).withPatch(1)).hasMessageContaining("larger patch_size");
    }

    @FunctionalInterface
    private interface Cells {
        CellInput in(Workspace home);
    }

    private static final class Made {
        private final Workspace home;
        private final Parameters parameters;
        private final TransformerAutoencoder network;

        Made(TransformerConfig config, Device device) {
            this.home = new Workspace(device);
            this.parameters = new Parameters(home);
            this.network = new TransformerAutoencoder(parameters, config);
            parameters.allocate(3);
        }

        void movePositions() {
            Tensor positions = parameters.find("positional_embedding").orElseThrow();
            for (int i = 0; i < positions.count(); i++) {
                positions.set(i, Math.sin(0.9 * i));
            }
        }

        double[] encoded(Cells cells, long seed) {
            home.begin(false);
            return network.encode(cells.in(home), StepContext.evaluation(home, Noise.of(seed, 0))).toArray();
        }
    }
}
