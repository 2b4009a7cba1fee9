package io.cellwright.model.autoencoder;

import java.util.List;
import java.util.stream.Stream;

import io.cellwright.model.CellInput;
import io.cellwright.model.GradientCheck;
import io.cellwright.model.LossTerm;
import io.cellwright.model.MadeCells;
import io.cellwright.model.autoencoder.AutoencoderConfig.CountDistribution;
import io.cellwright.model.autoencoder.AutoencoderConfig.Variational;
import io.cellwright.nn.Mlp;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class AutoencoderTest {
    private static final MadeCells CELLS = new MadeCells(5, 7, 2, 3, 11);
    private static final Mlp.Config HIDDEN = new Mlp.Config(List.of(4, 3), 0.25);

    static Stream<AutoencoderConfig> everyKind() {
        AutoencoderConfig plain = small(AutoencoderConfig.autoencoder(7));
        AutoencoderConfig variational = small(AutoencoderConfig.variational(7));
        return Stream.of(plain, variational, small(AutoencoderConfig.denoising(7)), plain.withSparse(false),
                small(AutoencoderConfig.denoising(7)).withSparse(false), variational.withBatches(2),
                plain.withOutput(new CountDistribution(Likelihood.NB)),
                variational.withOutput(new CountDistribution(Likelihood.ZINB)).withBatches(2),
                variational.withOutput(new CountDistribution(Likelihood.POISSON)));
    }

    private static AutoencoderConfig small(AutoencoderConfig config) {
        return config.withLatent(2).withHidden(HIDDEN);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void theGradientOfTheTrainingLossIsThatOfDifferences(AutoencoderConfig config) {
        Made made = new Made(config);
        GradientCheck.check(made.home, made.parameters, () -> made.network.reconstructionLoss(made.cells(),
                StepContext.training(made.home, Noise.of(5, 0))));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void inEvaluationTheSameCellsHaveTheSamePointAndTheSameLoss(AutoencoderConfig config) {
        Made made = new Made(config);
        assertThat(made.encoded(1)).isEqualTo(made.encoded(2));
        assertThat(made.loss(1)).isEqualTo(made.loss(2));
        assertThat(made.reconstructed(1)).isEqualTo(made.reconstructed(2)).hasSize(5 * 7);
    }

    @Test
    void samplesOfAVariationalAutoencoderAreDrawnWhereAskedFor() {
        Made made = new Made(small(AutoencoderConfig.variational(7)));
        assertThat(made.sampled(1)).isNotEqualTo(made.sampled(2)).isNotEqualTo(made.encoded(1));
        Made plain = new Made(small(AutoencoderConfig.autoencoder(7)));
        assertThat(plain.sampled(1)).isEqualTo(plain.encoded(1));
    }

    @Test
    void sparseAndDenseInputGiveTheSameNumbers() {
        AutoencoderConfig config = small(AutoencoderConfig.autoencoder(7));
        Made sparse = new Made(config);
        Made dense = new Made(config.withSparse(false));
        dense.copyTransposed(sparse);
        assertThat(dense.encoded(1)).usingComparatorWithPrecision(1e-12).containsExactly(sparse.encoded(1));
        assertThat(dense.loss(1).getFirst()).isCloseTo(sparse.loss(1).getFirst(), within(1e-12));
    }

    @Test
    void theDivergenceIsTheMeanOverLatentDimensionsAndHasItsWeight() {
        Made made = new Made(small(AutoencoderConfig.variational(7)).withKind(new Variational(0.25)));
        made.home.begin(false);
        List<LossTerm> terms = made.network.reconstructionLoss(made.cells(), made.evaluation(1));
        assertThat(terms).extracting(LossTerm::name).containsExactly("reconstruction_loss", "kl_loss");
        assertThat(terms.get(1).weight()).isEqualTo(0.25);
        Made counts = new Made(small(AutoencoderConfig.variational(7))
                .withOutput(new CountDistribution(Likelihood.NB)));
        counts.parameters.entries().forEach(entry -> made.parameters.find(entry.name())
                .ifPresent(tensor -> entry.tensor().set(tensor.toArray())));
        counts.home.begin(false);
        LossTerm summed = counts.network.reconstructionLoss(counts.cells(), counts.evaluation(1)).get(1);
        assertThat(summed.values_n().sum()).isCloseTo(2 * terms.get(1).values_n().sum(), within(1e-12));
    }

    @Test
    void wrongSizesAreRefused() {
        assertThatThrownBy(() -> AutoencoderConfig.autoencoder(0)).hasMessageContaining("genes", "0");
        assertThatThrownBy(() -> new Mlp.Config(List.of(4, 0), 0.1)).hasMessageContaining("hidden_dims");
        assertThatThrownBy(() -> new Mlp.Config(List.of(4), 1)).hasMessageContaining("dropout must be in [0, 1)");
        assertThatThrownBy(() -> new AutoencoderConfig.Denoising(1)).hasMessageContaining("noise_probability");
        assertThatThrownBy(() -> new Variational(-1)).hasMessageContaining("kl_weight");
    }

    private static final class Made {
        private final Workspace home = new Workspace(Device.reference());
        private final Parameters parameters = new Parameters(home);
        private final Autoencoder network;

        Made(AutoencoderConfig config) {
            this.network = new Autoencoder(parameters, config);
            parameters.allocate(3);
        }

        CellInput cells() {
            return network.config().sparse() ? CELLS.sparse(home) : CELLS.dense(home);
        }

        StepContext evaluation(long seed) {
            return StepContext.evaluation(home, Noise.of(seed, 0));
        }

        double[] encoded(long seed) {
            home.begin(false);
            return network.encode(cells(), evaluation(seed)).toArray();
        }

        double[] sampled(long seed) {
            home.begin(false);
            return network.sample(cells(), evaluation(seed)).toArray();
        }

        double[] reconstructed(long seed) {
            home.begin(false);
            return network.reconstruct(cells(), evaluation(seed)).toArray();
        }

        List<Double> loss(long seed) {
            home.begin(false);
            return network.reconstructionLoss(cells(), evaluation(seed)).stream()
                    .map(term -> term.values_n().sum()).toList();
        }

        void copyTransposed(Made sparse) {
            parameters.entries().forEach(entry -> {
                double[] values = sparse.parameters.find(entry.name()).orElseThrow().toArray();
                boolean first = entry.name().equals("encoder.0.weight");
                entry.tensor().set(first ? transposed(values, 7, 4) : values);
            });
        }

        private static double[] transposed(double[] x, int rows, int columns) {
            double[] y = new double[x.length];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    y[j * rows + i] = x[i * columns + j];
                }
            }
            return y;
        }
    }
}
