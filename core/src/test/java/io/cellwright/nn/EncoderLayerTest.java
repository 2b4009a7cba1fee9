package io.cellwright.nn;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

import io.cellwright.tensor.Device;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class EncoderLayerTest {
    private static final int T = 5;
    private static final int D = 6;
    private static final int HEADS = 3;
    private static final int F = 8;

    private final Workspace home = new Workspace(Device.reference());
    private final Parameters parameters = new Parameters(home);

    private EncoderLayer layer(double dropout) {
        return new EncoderLayer(parameters, "layer", new EncoderLayer.Config(D, HEADS, F, dropout));
    }

    /// The layer once more, for one cell, written down from torch's documentation with no kernel of ours.
    private double[][] written(double[][] x) {
        double[][] attended = attended(x);
        double[][] h = normalised(sum(x, attended), "norm1");
        double[][] u = linear(h, values("linear1.weight"), values("linear1.bias"), F);
        for (double[] row : u) {
            for (int j = 0; j < F; j++) {
                row[j] = gelu(row[j]);
            }
        }
        return normalised(sum(h, linear(u, values("linear2.weight"), values("linear2.bias"), D)), "norm2");
    }

    private double[][] attended(double[][] x) {
        double[][] qkv = linear(x, values("self_attn.in_proj_weight"), values("self_attn.in_proj_bias"), 3 * D);
        double[][] context = new double[T][D];
        for (int c = 0; c < D; c++) {
            int head = c / (D / HEADS);
            for (int i = 0; i < T; i++) {
                double total = 0;
                for (int j = 0; j < T; j++) {
                    double score = 0;
                    for (int k = head * (D / HEADS); k < (head + 1) * (D / HEADS); k++) {
                        score += qkv[i][k] * qkv[j][D + k];
                    }
                    double weight = Math.exp(score / Math.sqrt(D / (double) HEADS));
                    total += weight;
                    context[i][c] += weight * qkv[j][2 * D + c];
                }
                context[i][c] /= total;
            }
        }
        return linear(context, values("self_attn.out_proj.weight"), values("self_attn.out_proj.bias"), D);
    }

    private double[][] normalised(double[][] x, String name) {
        double[] gamma = values(name + ".weight");
        double[] beta = values(name + ".bias");
        double[][] y = new double[T][D];
        for (int i = 0; i < T; i++) {
            double mean = 0;
            double square = 0;
            for (int j = 0; j < D; j++) {
                mean += x[i][j] / D;
            }
            for (int j = 0; j < D; j++) {
                square += (x[i][j] - mean) * (x[i][j] - mean) / D;
            }
            for (int j = 0; j < D; j++) {
                y[i][j] = (x[i][j] - mean) / Math.sqrt(square + 1e-5) * gamma[j] + beta[j];
            }
        }
        return y;
    }

    private static double[][] linear(double[][] x, double[] w, double[] b, int out) {
        double[][] y = new double[x.length][out];
        for (int i = 0; i < x.length; i++) {
            for (int o = 0; o < out; o++) {
                y[i][o] = b[o];
                for (int k = 0; k < x[i].length; k++) {
                    y[i][o] += x[i][k] * w[o * x[i].length + k];
                }
            }
        }
        return y;
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] y = new double[a.length][D];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < D; j++) {
                y[i][j] = a[i][j] + b[i][j];
            }
        }
        return y;
    }

    /// `x / 2 (1 + erf(x / sqrt(2)))`, the error function by its series.
    private static double gelu(double x) {
        double z = x / Math.sqrt(2);
        double term = z;
        double sum = z;
        for (int n = 1; n < 200; n++) {
            term *= -z * z / n;
            sum += term / (2 * n + 1);
        }
        return x / 2 * (1 + 2 / Math.sqrt(Math.PI) * sum);
    }

    private double[] values(String name) {
        return parameters.find("layer." + name).orElseThrow().toArray();
    }

    @Test
    void isTorchsLayer() {
        EncoderLayer layer = layer(0);
        parameters.allocate(3);
        // Neither zeros nor ones, so that a bias or a factor in the wrong place shows.
        parameters.entries().forEach(entry -> {
            if (entry.name().contains("bias") || entry.name().contains("norm")) {
                for (int i = 0; i < entry.tensor().count(); i++) {
                    entry.tensor().set(i, 1 + 0.3 * Math.sin(i + entry.name().hashCode() % 100));
                }
            }
        });
        double[] x = new double[2 * T * D];
        Arrays.setAll(x, i -> Math.sin(1.7 * i));
        home.begin(false);
        double[] y = layer.forward(home.tensor(Shape.of(2 * T, D), x), T, StepContext.evaluation(home, Noise.of(0, 0)))
                .toArray();
        for (int cell = 0; cell < 2; cell++) {
            double[][] cellX = new double[T][D];
            for (int i = 0; i < T * D; i++) {
                cellX[i / D][i % D] = x[cell * T * D + i];
            }
            double[][] wanted = written(cellX);
            for (int i = 0; i < T * D; i++) {
                assertThat(y[cell * T * D + i]).as("cell %d, number %d", cell, i)
                        .isCloseTo(wanted[i / D][i % D], within(1e-12));
            }
        }
    }

    @Test
    void beginsAsTorchsLayer() {
        EncoderLayer layer = new EncoderLayer(parameters, "layer", new EncoderLayer.Config(64, 4, 256, 0.1));
        parameters.allocate(3);
        assertThat(layer).isNotNull();
        uniform("self_attn.in_proj_weight", Math.sqrt(6.0 / (64 + 192)));
        uniform("self_attn.out_proj.weight", 1 / 8.0);
        uniform("linear1.weight", 1 / 8.0);
        uniform("linear2.weight", 1 / 16.0);
        assertThat(values("self_attn.in_proj_bias")).hasSize(192).containsOnly(0);
        assertThat(values("self_attn.out_proj.bias")).containsOnly(0);
        assertThat(values("norm1.weight")).containsOnly(1);
        assertThat(values("norm2.bias")).containsOnly(0);
    }

    private void uniform(String name, double bound) {
        double[] w = values(name);
        assertThat(Arrays.stream(w).map(Math::abs).max().orElseThrow()).as(name).isBetween(0.99 * bound, bound);
        double variance = Arrays.stream(w).map(v -> v * v).average().orElseThrow();
        assertThat(variance).as(name).isCloseTo(bound * bound / 3, within(0.05 * bound * bound));
    }

    @Test
    void dropsInTrainingOnlyAndElsewhereEachTime() {
        EncoderLayer layer = layer(0.5);
        parameters.allocate(3);
        double[] x = new double[T * D];
        Arrays.setAll(x, i -> Math.sin(1.7 * i));
        IntUnaryOperator hash = step -> {
            home.begin(false);
            StepContext context = step < 0 ? StepContext.evaluation(home, Noise.of(1, -step))
                    : StepContext.training(home, Noise.of(1, step));
            return Arrays.hashCode(layer.forward(home.tensor(Shape.of(T, D), x), T, context).toArray());
        };
        assertThat(hash.applyAsInt(-1)).isEqualTo(hash.applyAsInt(-2));
        assertThat(hash.applyAsInt(1)).isEqualTo(hash.applyAsInt(1)).isNotEqualTo(hash.applyAsInt(2))
                .isNotEqualTo(hash.applyAsInt(-1));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1, 0.1, d_model", "6, 0, 1, 0.1, n_heads", "6, 4, 1, 0.1, 6 is not one of 4",
            "6, 3, 0, 0.1, at least 1", "6, 3, 1, 1, dropout must be in", "6, 3, 1, NaN, dropout must be in"})
    void wrongSizesAreRefused(int width, int heads, int hidden, double dropout, String words) {
        assertThatThrownBy(() -> new EncoderLayer.Config(width, heads, hidden, dropout))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(words);
    }
}
