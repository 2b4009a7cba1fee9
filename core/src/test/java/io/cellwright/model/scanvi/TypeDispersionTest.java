package io.cellwright.model.scanvi;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.cellwright.model.CellBatch;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.model.scvi.ScviConfig.Dispersion;
import io.cellwright.nn.Covariates;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import io.cellwright.tensor.Workspace.Seed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// scANVI with a dispersion for each cell type, where not all cells have a label.
class TypeDispersionTest {
    private static final int CELLS = 4;
    private static final int GENES = 5;
    private static final int TYPES = 3;
    private static final int[] SOME = {2, -1, 0, -1};

    private final Workspace home = new Workspace(Device.reference());
    private final Parameters parameters = new Parameters(home);
    private final Scanvi scanvi = new Scanvi(parameters, new ScanviConfig(
            ScviConfig.of(GENES, 1).withLabels(TYPES).withDispersion(Dispersion.GENE_LABEL), true));
    private final Tensor logTheta_cg;

    TypeDispersionTest() {
        parameters.allocate(3);
        logTheta_cg = parameters.find("dispersion").orElseThrow();
        Random random = new Random(4);
        for (long i = 0; i < logTheta_cg.count(); i++) {
            logTheta_cg.set(i, random.nextGaussian());
        }
    }

    @Test
    void aCellWithALabelHasTheDispersionOfItsType() {
        int[] labels = {2, 0, 0, 1};
        double[] all = reconstruction(labels);
        double[] some = reconstruction(SOME);
        assertThat(some[0]).isCloseTo(all[0], within(1e-12));
        assertThat(some[2]).isCloseTo(all[2], within(1e-12));
        assertThat(Math.abs(some[1] - all[1])).isGreaterThan(1e-6);
    }

    @Test
    void aCellWithoutOneHasTheMeanLogDispersionOfTheTypesThatTheClassifierExpects() {
        scanvi.torch().stream().filter(tensor -> tensor.name().startsWith("classifier"))
                .flatMap(tensor -> tensor.parts().stream())
                .forEach(part -> part.tensor().set(new double[Math.toIntExact(part.tensor().count())]));
        double[] some = reconstruction(SOME);
        for (int g = 0; g < GENES; g++) {
            double sum = 0;
            for (int c = 0; c < TYPES; c++) {
                sum += logTheta_cg.get((long) c * GENES + g);
            }
            logTheta_cg.set(g, sum / TYPES);
        }
        double[] first = reconstruction(new int[CELLS]);
        assertThat(some[1]).isCloseTo(first[1], within(1e-12));
        assertThat(some[3]).isCloseTo(first[3], within(1e-12));
    }

    @Test
    void dispersionsOfAllTypesLearnFromACellWithoutLabel() {
        forward(SOME, true);
        double[] gradient = logTheta_cg.gradientToArray();
        for (int i = 0; i < gradient.length; i++) {
            double value = logTheta_cg.get(i);
            logTheta_cg.set(i, value + 1e-5);
            double above = Arrays.stream(reconstruction(SOME)).sum();
            logTheta_cg.set(i, value - 1e-5);
            double below = Arrays.stream(reconstruction(SOME)).sum();
            logTheta_cg.set(i, value);
            assertThat(gradient[i]).as("number %d", i).isCloseTo((above - below) / 2e-5, within(1e-6)).isNotZero();
        }
    }

    private double[] reconstruction(int[] labels) {
        return forward(labels, false);
    }

    private double[] forward(int[] labels, boolean backward) {
        home.begin(true);
        CellBatch batch = batch(labels);
        StepContext step = StepContext.evaluation(home, Noise.of(1, 0));
        Tensor reconstruction_n = scanvi.elbo(batch, step).reconstruction_n();
        if (backward) {
            home.backward(List.of(new Seed(reconstruction_n, 1)));
        }
        return reconstruction_n.toArray();
    }

    private CellBatch batch(int[] labels) {
        SparseTensor x_ng = SparseTensor.allocate(home, CELLS, GENES, CELLS * GENES);
        SparseTensor log1p_ng = x_ng.samePlaces(CELLS * GENES);
        Tensor zero_n = home.tensor(Shape.of(CELLS));
        Tensor library_n = home.tensor(Shape.of(CELLS));
        for (int i = 0; i < CELLS; i++) {
            double sum = 0;
            for (int g = 0; g < GENES; g++) {
                int count = 1 + (i * 3 + g * 2) % 7;
                x_ng.entry(i * GENES + g, g, count);
                log1p_ng.value(i * GENES + g, Math.log1p(count));
                sum += count;
            }
            x_ng.endRow(i, (i + 1) * GENES);
            zero_n.set(i, 0);
            library_n.set(i, Math.log(sum));
        }
        Codes batch = Codes.of(home, new int[CELLS], 1);
        return new CellBatch(x_ng, log1p_ng, zero_n, library_n, batch, Codes.of(home, labels, TYPES),
                new Covariates(null, List.of(batch)));
    }
}
