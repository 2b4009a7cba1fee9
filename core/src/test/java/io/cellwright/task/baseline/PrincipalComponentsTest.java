package io.cellwright.task.baseline;

import java.util.Random;

import io.cellwright.data.CsrMatrix;
import io.cellwright.graph.Points;
import io.cellwright.graph.PrincipalAxes;
import io.cellwright.model.CellInput;
import io.cellwright.model.pca.Pca;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PrincipalComponentsTest {
    private static final int CELLS = 80;
    private static final int GENES = 30;
    private static final CsrMatrix X = cells(7);

    @Test
    void areThoseOfTheDenseCovariance() {
        Pca pca = PrincipalComponents.fit(X, 4, 0, Device.reference());
        PrincipalAxes exact = PrincipalAxes.of(dense(X));
        double[] loadings = pca.components();
        for (int d = 0; d < 4; d++) {
            for (int g = 0; g < GENES; g++) {
                assertThat(loadings[g * 4 + d]).as("component %d of gene %d, data of seed 7", d, g)
                        .isCloseTo(exact.axis_dk()[d][g], within(1e-3));
            }
        }
        assertThat(encoded(pca, Device.reference())).usingComparatorWithPrecision(1e-2)
                .containsExactly(values(exact.project(dense(X), 4)));
    }

    @Test
    void float32IsNearDouble() {
        double[] exact = PrincipalComponents.fit(X, 4, 0, Device.reference()).components();
        double[] fast = PrincipalComponents.fit(X, 4, 0, Device.cpu(2)).components();
        assertThat(fast).usingComparatorWithPrecision(1e-4).containsExactly(exact);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void haveTheSameBitsAtAnyNumberOfThreads(int threads) {
        assertThat(PrincipalComponents.fit(X, 5, 3, Device.cpu(threads)).components())
                .isEqualTo(PrincipalComponents.fit(X, 5, 3, Device.cpu(1)).components());
    }

    @Test
    void moreThanThereAreAreRefused() {
        assertThatThrownBy(() -> PrincipalComponents.fit(X, 31, 0, Device.cpu(1)))
                .hasMessage("components must be from 1 to 30 for 80 training cells of 30 genes but were 31");
        assertThatThrownBy(() -> PrincipalComponents.fit(X, 0, 0, Device.cpu(1))).hasMessageContaining("but were 0");
        assertThat(PrincipalComponents.fit(X, 30, 0, Device.cpu(1)).latent()).isEqualTo(30);
    }

    private static double[] encoded(Pca pca, Device device) {
        Workspace home = new Workspace(device);
        home.begin(false);
        Codes none = Codes.of(home, new int[CELLS], 1);
        return pca.encode(CellInput.sparse(X.copyTo(home), none, none),
                StepContext.evaluation(home, Noise.of(0, 0))).toArray();
    }

    private static double[] values(Points points) {
        double[] values = new double[points.cells() * points.dimensions()];
        for (int i = 0; i < values.length; i++) {
            values[i] = points.at(i / points.dimensions(), i % points.dimensions());
        }
        return values;
    }

    private static Points dense(CsrMatrix x_ng) {
        double[] values = new double[CELLS * GENES];
        for (int i = 0; i < CELLS; i++) {
            for (int e = x_ng.start(i); e < x_ng.start(i + 1); e++) {
                values[i * GENES + x_ng.column(e)] = x_ng.value(e);
            }
        }
        return Points.of(values, CELLS, GENES);
    }

    private static CsrMatrix cells(long seed) {
        Random random = new Random(seed);
        long[] start = new long[CELLS + 1];
        int[] column = new int[CELLS * GENES];
        float[] value = new float[CELLS * GENES];
        int at = 0;
        for (int i = 0; i < CELLS; i++) {
            for (int g = 0; g < GENES; g++) {
                double mean = g % 4 == i % 4 ? 3 + g % 4 : 0.3;
                double x = Math.max(0, mean + random.nextGaussian() * (1 + g % 3) * 0.3);
                if (x > 0.4) {
                    column[at] = g;
                    value[at++] = (float) x;
                }
            }
            start[i + 1] = at;
        }
        return new CsrMatrix(CELLS, GENES, start, column, value);
    }
}
