package io.cellwright.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.LabelGrid;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Normals;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FCLayersTest {
    private static final int LABELS = 3;
    private static final int CELLS = 5;
    private static final int COLUMNS = 3;

    /// The rows' hidden layer is made in one case and folded away in the other, with 16 hidden columns; with 8 there
    /// are too few of them for 3 columns of input, and nothing is folded.
    @ParameterizedTest
    @CsvSource({"1, 16, 0, true, false", "1, 16, 0, false, false", "1, 16, 0.2, true, false", "1, 16, 0, true, true",
            "1, 8, 0, true, false", "2, 16, 0, true, false"})
    void densitiesOfLabelledRowsAreThoseOfWhatLayersGiveForThem(int depth, int hidden, double dropout,
            boolean batchNorm, boolean layerNorm) {
        var config = new FCLayers.Config(depth, hidden, dropout, batchNorm, layerNorm, true);
        for (boolean training : new boolean[]{true, false}) {
            double[] made = run(config, training, LABELS * CELLS, (net, x, w, b, step) -> {
                Normals.MeanVariance p = Normals.part(rows(net, x, w, b, step), 0);
                return List.of(Normals.logProbability(cells(step), p.mean_nk(), p.variance_nk()));
            });
            double[] labelled = run(config, training, LABELS * CELLS,
                    (net, x, w, b, step) -> List.of(net.labelled(x, LABELS, step).logProbability(w, b, cells(step))));
            assertThat(labelled).as("training %s, seed 7", training).containsExactly(made, within(1e-10));
        }
    }

    private static Tensor cells(StepContext step) {
        return step.noise().standardNormal(step.workspace(), Shape.of(CELLS, COLUMNS), Stream.LATENT);
    }

    /// The grid is not made where there is one layer, with batch normalisation and without layer normalisation.
    @ParameterizedTest
    @CsvSource({"1, 0, true, false", "1, 0.2, true, false", "1, 0, false, false", "1, 0.2, false, true",
            "2, 0, true, false", "2, 0.2, true, false"})
    void drawsFromAGridAreThoseFromItsRows(int depth, double dropout, boolean batchNorm, boolean layerNorm) {
        var config = new FCLayers.Config(depth, 16, dropout, batchNorm, layerNorm, true);
        for (boolean training : new boolean[]{true, false}) {
            double[] made = run(config, training, CELLS, (net, x, w, b, step) -> {
                Normals.MeanVariance q = Normals.part(rows(net, repeated(x, step), w, b, step), 1e-2);
                Tensor z = Normals.sample(q.mean_nk(), q.variance_nk(), noise(step));
                return List.of(z, Normals.klFromStandard(q.mean_nk(), q.variance_nk()));
            });
            double[] grid = run(config, training, CELLS, (net, x, w, b, step) -> {
                LabelGrid.Drawn drawn = net.grid(x, LABELS, step).draw(w, b, 1e-2, noise(step));
                return List.of(drawn.z_rk(), drawn.kl_r());
            });
            assertThat(grid).as("training %s, seed 7", training).containsExactly(made, within(1e-9));
        }
    }

    private static Tensor noise(StepContext step) {
        return step.noise().standardNormal(step.workspace(), Shape.of(LABELS * CELLS, COLUMNS), Stream.LABEL_LATENT);
    }

    private static Tensor repeated(Tensor x_ni, StepContext step) {
        double[] all = new double[LABELS * CELLS * COLUMNS];
        double[] x = x_ni.toArray();
        for (int i = 0; i < all.length; i++) {
            all[i] = x[i % x.length];
        }
        return step.workspace().tensor(Shape.of(LABELS * CELLS, COLUMNS), all);
    }

    /// Rows that come label by label, through the layers as any rows.
    private static Tensor rows(FCLayers net, Tensor x_ri, Tensor w, Tensor b, StepContext step) {
        Codes label_r = Codes.byLabel(step.workspace(), LABELS * CELLS, LABELS);
        return Products.linear(net.forward(x_ri, new Covariates(null, List.of(label_r)), step), w, b);
    }

    private interface Layers {
        List<Tensor> of(FCLayers net, Tensor x_ri, Tensor w, Tensor b, StepContext step);
    }

    /// What comes of the layers and a linear map, and the running statistics afterwards.
    private static double[] run(FCLayers.Config config, boolean training, int rows, Layers layers) {
        Workspace home = new Workspace(Device.reference());
        Parameters parameters = new Parameters(home);
        FCLayers net = FCLayers.dense(parameters, "net", COLUMNS, new Covariates.Sizes(0, List.of(LABELS)), config);
        Tensor x = parameters.parameter("x", Shape.of(rows, COLUMNS), Initializer.uniform(2));
        Tensor w = parameters.parameter("w", Shape.of(2 * COLUMNS, config.hidden()), Initializer.uniform(1));
        Tensor b = parameters.parameter("b", Shape.of(2 * COLUMNS), Initializer.uniform(1));
        parameters.allocate(7);
        home.begin(false);
        StepContext step = new StepContext(home, training, training, Noise.of(7, 1), OptionalDouble.empty());
        List<Tensor> all = new ArrayList<>(layers.of(net, x, w, b, step));
        parameters.find("net.0.norm.running_mean").ifPresent(all::add);
        return all.stream().flatMapToDouble(t -> Arrays.stream(t.toArray())).toArray();
    }
}
