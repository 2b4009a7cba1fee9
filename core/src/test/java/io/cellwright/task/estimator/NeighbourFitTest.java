package io.cellwright.task.estimator;

import io.cellwright.data.CsrMatrix;
import io.cellwright.graph.NeighbourGraph;
import io.cellwright.graph.Points;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class NeighbourFitTest {
    private static CsrMatrix oneGene(float... value) {
        long[] start = new long[value.length + 1];
        for (int i = 0; i < value.length; i++) {
            start[i + 1] = i + 1L;
        }
        return new CsrMatrix(value.length, 1, start, new int[value.length], value);
    }

    private static NeighbourGraph pairs() {
        return NeighbourGraph.of(Points.of(new double[] {0, 1, 10, 11}, 4, 1), 1);
    }

    /// The mean is 6, squares around it sum to 25 + 9 + 9 + 25; each cell differs from its neighbour by 2.
    @Test
    void itIsTheShareOfVarianceThatNeighboursExplain() {
        assertThat(NeighbourFit.r2(pairs(), oneGene(1, 3, 9, 11))).isCloseTo(1 - 16.0 / 68, within(1e-12));
    }

    @Test
    void neighboursWithTheSameExpressionExplainAllAndOthersLessThanTheMean() {
        assertThat(NeighbourFit.r2(pairs(), oneGene(2, 2, 7, 7))).isEqualTo(1);
        assertThat(NeighbourFit.r2(pairs(), oneGene(2, 7, 2, 7))).isNegative();
    }

    @Test
    void cellsThatAreAllTheSameHaveNone() {
        assertThat(NeighbourFit.r2(pairs(), oneGene(3, 3, 3, 3))).isNaN();
    }
}
