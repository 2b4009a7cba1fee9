package io.cellwright.metric.regression;

import java.util.Random;

import io.cellwright.metric.DenseMatrix;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ReconstructionScoresTest {
    private static final long SEED = 11;

    @Test
    void eachGeneAndEachCellIsCorrelatedByItself() {
        int cells = 40;
        int genes = 300;
        DenseMatrix truth = random(cells, genes, SEED);
        DenseMatrix predicted = random(cells, genes, SEED + 1);
        ReconstructionScores scores = ReconstructionScores.of(truth, predicted);
        for (int g : new int[] {0, 255, 256, 299}) {
            double[] t = column(truth, g);
            double[] p = column(predicted, g);
            assertThat(scores.genes().pearson()[g]).as("seed %s", SEED).isEqualTo(Correlation.pearson(t, p));
            assertThat(scores.genes().spearman()[g]).as("seed %s", SEED).isEqualTo(Correlation.spearman(t, p));
        }
        assertThat(scores.cells().pearson()[7]).isEqualTo(Correlation.pearson(truth.row(7), predicted.row(7)));
        assertThat(scores.cells().spearman()[7]).isEqualTo(Correlation.spearman(truth.row(7), predicted.row(7)));
        RegressionScores flat = RegressionScores.of(truth.values(), predicted.values());
        assertThat(scores.mse()).isCloseTo(flat.mse(), within(1e-12));
        assertThat(scores.mae()).isCloseTo(flat.mae(), within(1e-12));
    }

    @Test
    void whoKnowsOnlyTheMeansOfGenesIsFoundOut() {
        DenseMatrix truth = random(50, 20, SEED);
        double[] means = new double[truth.values().length];
        Random random = new Random(SEED + 1);
        for (int i = 0; i < means.length; i++) {
            truth.values()[i] += 10 * (i % 20);
            means[i] = 10 * (i % 20) + 1e-3 * random.nextGaussian();
        }
        ReconstructionScores scores = ReconstructionScores.of(truth, new DenseMatrix(means, 50, 20));
        assertThat(Correlation.pearson(truth.values(), means)).isGreaterThan(0.99);
        assertThat(scores.cells().meanPearson()).isGreaterThan(0.99);
        assertThat(scores.genes().meanPearson()).as("seed %s", SEED).isBetween(-0.15, 0.15);
    }

    @Test
    void constantGenesAreLeftOutOfTheMean() {
        DenseMatrix truth = DenseMatrix.of(new double[][] {{1, 0}, {2, 0}, {3, 0}});
        DenseMatrix predicted = DenseMatrix.of(new double[][] {{2, 1}, {4, 2}, {6, 5}});
        ReconstructionScores.Correlations genes = ReconstructionScores.of(truth, predicted).genes();
        assertThat(genes.pearson()[0]).isCloseTo(1, within(1e-12));
        assertThat(genes.pearson()[1]).isNaN();
        assertThat(genes.meanPearson()).isCloseTo(1, within(1e-12));
        assertThat(genes.meanSpearman()).isCloseTo(1, within(1e-12));
        assertThat(genes.defined()).isEqualTo(1);
        assertThat(ReconstructionScores.of(truth, truth).mse()).isZero();
    }

    @Test
    void shapesMustAgree() {
        assertThatThrownBy(() -> ReconstructionScores.of(random(2, 3, 1), random(3, 2, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("both matrices must be of one shape but are 2 x 3 and 3 x 2");
        assertThatThrownBy(() -> ReconstructionScores.of(0, 3, (cell, into) -> {}, (cell, into) -> {}))
                .hasMessage("cells and genes must be 1 or more but were 0 and 3");
    }

    @Test
    void theShareOfExplainedVarianceIsDefinedAtItsEnds() {
        double[] constant = {2, 2, 2};
        assertThat(RegressionScores.of(constant, constant).r2()).isEqualTo(1);
        assertThat(RegressionScores.of(constant, new double[] {2, 2, 3}).r2()).isZero();
        assertThat(RegressionScores.of(new double[] {1}, new double[] {1}).r2()).isNaN();
        assertThat(RegressionScores.of(new double[] {1, 2, 3}, constant).r2()).isZero();
    }

    private static DenseMatrix random(int cells, int genes, long seed) {
        Random random = new Random(seed);
        double[] values = new double[cells * genes];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }
        return new DenseMatrix(values, cells, genes);
    }

    private static double[] column(DenseMatrix matrix, int g) {
        double[] column = new double[matrix.rows()];
        for (int i = 0; i < column.length; i++) {
            column[i] = matrix.at(i, g);
        }
        return column;
    }
}
