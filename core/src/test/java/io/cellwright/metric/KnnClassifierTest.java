package io.cellwright.metric;

import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import io.cellwright.graph.NeighbourGraph;
import io.cellwright.graph.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cellwright.metric.GoldenPoints.TOLERANCE;
import static io.cellwright.metric.GoldenPoints.ints;
import static io.cellwright.metric.GoldenPoints.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class KnnClassifierTest {
    private final DenseMatrix x_nk = GoldenPoints.embedding();
    private final int[] label = GoldenPoints.labels();

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 15})
    void leaveOneOutAccuracyIsScikitLearns(int neighbours) {
        JsonObject golden = GoldenPoints.golden("knn_accuracy_leave_one_out");
        int[] predicted = KnnClassifier.leaveOneOut(x_nk, label, 4, neighbours);
        assertThat(ConfusionMatrix.of(label, predicted, 4).accuracy())
                .isCloseTo(number(golden, Integer.toString(neighbours)), within(TOLERANCE));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 15})
    void predictionsOfHeldOutCellsAreScikitLearns(int neighbours) {
        int[] even = IntStream.range(0, 30).map(i -> 2 * i).toArray();
        int[] odd = IntStream.range(0, 30).map(i -> 2 * i + 1).toArray();
        int[] evenLabels = IntStream.of(even).map(i -> label[i]).toArray();
        int[] predicted = KnnClassifier.predict(x_nk.selectRows(even), evenLabels, 4, x_nk.selectRows(odd), neighbours);
        JsonObject golden = GoldenPoints.golden("knn_odd_cells");
        assertThat(predicted).containsExactly(ints(golden.get(Integer.toString(neighbours))));
    }

    @Test
    void ofMoreNeighboursThanVoteTheNearestDo() {
        KnnClassifier.Vote vote = new KnnClassifier.Vote(label, 4, 5);
        int[] visits = new int[label.length];
        NeighbourGraph.visit(x_nk.points(), 40, vote.and((cell, near_j, distance_j) -> visits[cell] += near_j.length));
        assertThat(vote.winners()).containsExactly(KnnClassifier.leaveOneOut(x_nk, label, 4, 5));
        assertThat(visits).containsOnly(40);
    }

    @Test
    void aTieGoesToTheSmallestLabel() {
        DenseMatrix train = DenseMatrix.of(new double[][] {{0}, {1}});
        DenseMatrix query = DenseMatrix.of(new double[][] {{0.1}, {0.9}});
        assertThat(KnnClassifier.predict(train, new int[] {2, 1}, 3, query, 2)).containsExactly(1, 1);
    }

    @Test
    void purityIsTheShareOfNeighboursOfTheOwnLabel() {
        NeighbourGraph line = NeighbourGraph.of(Points.of(new double[] {0, 1, 3, 7}, 4, 1), 2);
        assertThat(KnnClassifier.purity(line, new int[] {5, 5, 5, 5})).isEqualTo(1);
        assertThat(KnnClassifier.purity(line, new int[] {1, 1, 2, 2})).isEqualTo(3 / 8.0);
    }

    @Test
    void moreNeighboursThanCellsAreRefused() {
        assertThatThrownBy(() -> KnnClassifier.leaveOneOut(x_nk, label, 4, 60))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("k must be from 1 to the 59 cells to choose from but was 60");
        DenseMatrix wide = DenseMatrix.of(new double[1][9]);
        assertThatThrownBy(() -> KnnClassifier.predict(x_nk, label, 4, wide, 1))
                .hasMessage("reference and query must have the same dimensions but have 5 and 9");
    }
}
