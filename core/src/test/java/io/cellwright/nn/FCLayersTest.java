package io.cellwright.nn;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FCLayersTest {
    private static final int LABELS = 3;
    private static final int CELLS = 5;

    /// The rows' hidden layer is made in one case and folded away in the other, with 16 hidden columns; with 8 there
    /// are too few of them for 3 columns of input, and nothing is folded.
    @ParameterizedTest
    @CsvSource({"16, 0, true, false", "16, 0, false, false", "16, 0.2, true, false", "16, 0, true, true",
            "8, 0, true, false"})
    void labelledRowsGiveWhatLayersGiveForThem(int hidden, double dropout, boolean batchNorm, boolean layerNorm) {
        var config = new FCLayers.Config(1, hidden, dropout, batchNorm, layerNorm, true);
        for (boolean training : new boolean[]{true, false}) {
            double[] made = run(config, training, net -> (x, code, step) -> {
                Tensor h_rh = net.forward(x, new Covariates(null, List.of(code)), step);
                return (w, b) -> Products.linear(h_rh, w, b);
            });
            double[] labelled = run(config, training, net -> net::labelled);
            assertThat(labelled).as("training %s, seed 7", training).containsExactly(made, within(1e-10));
        }
    }

    private interface Layers {
        FCLayers.GridOutput of(Tensor x_ri, Codes code_r, StepContext step);
    }

    /// A linear map of the layers, and the running statistics afterwards.
    private static double[] run(FCLayers.Config config, boolean training, Function<FCLayers, Layers> layers) {
        Workspace home = new Workspace(Device.reference());
        Parameters parameters = new Parameters(home);
        FCLayers net = FCLayers.dense(parameters, "net", 3, new Covariates.Sizes(0, List.of(LABELS)), config);
        Tensor x = parameters.parameter("x", Shape.of(LABELS * CELLS, 3), Initializer.uniform(2));
        Tensor w = parameters.parameter("w", Shape.of(2, config.hidden()), Initializer.uniform(1));
        Tensor b = parameters.parameter("b", Shape.of(2), Initializer.uniform(1));
        parameters.allocate(7);
        home.begin(false);
        int[] code = new int[LABELS * CELLS];
        for (int r = 0; r < code.length; r++) {
            code[r] = r / CELLS;
        }
        StepContext step = new StepContext(home, training, training, Noise.of(7, 1), OptionalDouble.empty());
        Tensor y = layers.apply(net).of(x, Codes.of(home, code, LABELS), step).linear(w, b);
        double[] statistics = parameters.find("net.0.norm.running_mean").map(Tensor::toArray).orElse(new double[0]);
        double[] all = new double[(int) y.count() + statistics.length];
        System.arraycopy(y.toArray(), 0, all, 0, (int) y.count());
        System.arraycopy(statistics, 0, all, (int) y.count(), statistics.length);
        return all;
    }
}
