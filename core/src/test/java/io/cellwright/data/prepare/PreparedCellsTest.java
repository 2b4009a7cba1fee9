package io.cellwright.data.prepare;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.preprocess.Normalization;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PreparedCellsTest {
    private static final int[] TRAINING = IntStream.range(0, 70).toArray();
    private static final int[] ALL = IntStream.range(0, Tables.CELLS).toArray();
    private static final PreparationConfig SCALED =
            PreparationConfig.LOG_NORMALIZED.withScaling(Scaling.Standard.DEFAULT);

    /// scDLKit centres dense data only.
    @Test
    void sparseDataAreCentredAndScaledByTheTrainingCells() {
        float[] x_ng = all(prepared(SCALED, Tables.made(1)));
        float[][] log_ng = logs(Tables.made(1));
        for (int g = 0; g < Tables.GENES; g++) {
            int gene = g;
            double[] train = IntStream.of(TRAINING).mapToDouble(i -> log_ng[i][gene]).toArray();
            double mean = Arrays.stream(train).average().orElseThrow();
            double deviation = Math.sqrt(Arrays.stream(train).map(v -> (v - mean) * (v - mean)).sum() / 69);
            for (int i : ALL) {
                assertThat((double) x_ng[i * Tables.GENES + g]).as("cell %d, gene %d", i, g)
                        .isCloseTo((log_ng[i][g] - mean) / deviation, within(1e-5));
            }
        }
    }

    @Test
    void largeValuesAreCutOnBothSides() {
        PreparedCells cut = prepared(SCALED.withScaling(new Scaling.Standard(true, OptionalDouble.of(0.5))),
                Tables.made(2));
        float[] whole = all(prepared(SCALED, Tables.made(2)));
        float[] x_ng = all(cut);
        for (int e = 0; e < whole.length; e++) {
            assertThat(x_ng[e]).isEqualTo(Math.clamp(whole[e], -0.5f, 0.5f));
        }
    }

    @Test
    void withoutCentringZerosStayZeros() {
        CellTable cells = Tables.made(3);
        Preparation fitted = Preparation.fit(
                SCALED.withScaling(new Scaling.Standard(false, OptionalDouble.of(1.5))), cells, TRAINING);
        PreparedCells prepared = fitted.apply(cells);
        assertThat(prepared.isCentred()).isFalse();
        assertThat(prepared.matrix().entries()).isEqualTo(cells.counts().entries());
        float[][] log_ng = logs(cells);
        float[] x_ng = all(prepared);
        for (int e = 0; e < x_ng.length; e++) {
            int g = e % Tables.GENES;
            assertThat(x_ng[e]).isEqualTo((float) Math.min(1.5,
                    log_ng[e / Tables.GENES][g] / fitted.deviation_g()[g]));
        }
    }

    @Test
    void aGeneThatDoesNotVaryIsOnlyCentred() {
        float[][] x_ng = new float[40][3];
        for (int i = 0; i < 40; i++) {
            x_ng[i] = new float[] {7, i % 3, 0};
        }
        x_ng[39] = new float[] {9, 1, 2};
        Preparation fitted = Preparation.fit(PreparationConfig.COUNTS.withLog1p(true)
                .withScaling(Scaling.Standard.DEFAULT), Tables.of(x_ng, Tables.names(3)),
                IntStream.range(0, 39).toArray());
        assertThat(fitted.deviation_g()[0]).isEqualTo(1);
        assertThat(fitted.deviation_g()[2]).isEqualTo(1);
        float[] last = new float[3];
        fitted.apply(Tables.of(x_ng, Tables.names(3))).fill(new int[] {39}, last);
        assertThat(last[0]).isCloseTo((float) Math.log(10.0 / 8), within(1e-6f));
        assertThat(last[2]).isCloseTo((float) Math.log(3), within(1e-6f));
    }

    /// scDLKit makes a dense row for each cell that is asked for, and a dense copy of all data where it scales.
    @Test
    void cellsStaySparseUntilAMinibatchIsCut() {
        CellTable cells = Tables.made(4);
        PreparedCells prepared = prepared(SCALED, cells);
        assertThat(prepared.matrix().entries()).isEqualTo(cells.counts().entries());
        assertThat(prepared.isCentred()).isTrue();
        assertThatThrownBy(() -> prepared.sparse(ALL, new Workspace(Device.cpu(1))))
                .isInstanceOf(IllegalStateException.class).hasMessageStartingWith("centred values are not sparse");
    }

    @Test
    void minibatchesHaveTheRowsThatWereAskedFor() {
        for (PreparationConfig config : new PreparationConfig[] {SCALED, PreparationConfig.LOG_NORMALIZED}) {
            PreparedCells prepared = prepared(config, Tables.made(5));
            float[] all = all(prepared);
            int[] rows = {88, 3, 3, 41};
            float[] some = new float[4 * Tables.GENES];
            Arrays.fill(some, Float.NaN);
            prepared.fill(rows, some);
            for (int e = 0; e < some.length; e++) {
                assertThat(some[e]).isEqualTo(all[rows[e / Tables.GENES] * Tables.GENES + e % Tables.GENES]);
            }
        }
        assertThatThrownBy(() -> prepared(SCALED, Tables.made(5)).fill(ALL, new float[7]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x_ng must have 5400 places for 90 cells of 60 genes but has 7");
    }

    @Test
    void tensorsHaveTheSameValuesOnAnyDevice() {
        PreparedCells prepared = prepared(SCALED, Tables.made(6));
        PreparedCells logs = prepared(PreparationConfig.LOG_NORMALIZED, Tables.made(6));
        int[] rows = IntStream.range(0, 77).map(i -> 80 - i).toArray();
        float[] expected = new float[rows.length * Tables.GENES];
        for (Device device : new Device[] {Device.cpu(1), Device.cpu(2), Device.plain(1), Device.reference()}) {
            Workspace workspace = new Workspace(device);
            Tensor x_ng = prepared.dense(rows, workspace);
            prepared.fill(rows, expected);
            assertThat(x_ng.toArray()).containsExactly(doubles(expected));
            var sparse = logs.sparse(rows, workspace);
            float[] scattered = new float[expected.length];
            for (int i = 0; i < rows.length; i++) {
                for (int e = sparse.start(i); e < sparse.start(i + 1); e++) {
                    scattered[i * Tables.GENES + sparse.gene(e)] = (float) sparse.value(e);
                }
            }
            logs.fill(rows, expected);
            assertThat(scattered).containsExactly(expected);
        }
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(e -> values[e]).toArray();
    }

    private static PreparedCells prepared(PreparationConfig config, CellTable cells) {
        return Preparation.fit(config, cells, TRAINING).apply(cells);
    }

    private static float[][] logs(CellTable cells) {
        CsrMatrix log1p = Normalization.log1p(Normalization.normalizeTotal(cells.counts(), Normalization.CP10K));
        return Tables.dense(log1p);
    }

    private static float[] all(PreparedCells cells) {
        float[] x_ng = new float[cells.cells() * cells.genes().size()];
        cells.fill(ALL, x_ng);
        return x_ng;
    }
}
