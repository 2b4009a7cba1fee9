package io.cellwright.metric.integration;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import io.cellwright.graph.NeighbourGraph;
import io.cellwright.metric.ClusterAgreement;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.metric.Silhouette;
import io.cellwright.metric.integration.IntegrationScores.Estimated;
import io.cellwright.metric.integration.IntegrationScores.Part;
import io.cellwright.metric.integration.IntegrationScores.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class IntegrationScoresTest {
    private static final long SEED = 21;
    private static final int CELLS = 240;

    private final int[] label = IntStream.range(0, CELLS).map(i -> i % 3).toArray();
    private final int[] batch = IntStream.range(0, CELLS).map(i -> i / 3 % 2).toArray();

    @Test
    void integrationScoresHigherThanWhatItStartedFrom() {
        DenseMatrix apart = cells(6);
        IntegrationScores before = IntegrationScores.of(apart, label, batch, Optional.of(apart), 1);
        IntegrationScores after = IntegrationScores.of(cells(0), label, batch, Optional.of(apart), 1);
        assertThat(after.parts().keySet()).containsExactly(Part.values());
        assertThat(after.mean(Side.BATCH).orElseThrow()).as("seed %s", SEED).isGreaterThan(0.85);
        assertThat(before.mean(Side.BATCH).orElseThrow()).isLessThan(0.5);
        assertThat(after.mean(Side.BIO).orElseThrow()).isGreaterThan(0.9);
        assertThat(after.parts().values()).allMatch(value -> value >= 0 && value <= 1);
        assertThat(before.parts().get(Part.PCR_COMPARISON)).isZero();
        assertThat(after.total().orElseThrow()).isGreaterThan(before.total().orElseThrow());
    }

    @Test
    void whatIsKnownOfAnEmbeddingIsTakenAsItIs() {
        DenseMatrix x = cells(1);
        Surroundings around = Surroundings.of(label, batch);
        NeighbourGraph.visit(x.points(), around.neighbours() + 11, around);
        ClusterAgreement clusters = new ClusterAgreement(-0.1, 0.2, 0.3, 0.4, 0.5);
        Silhouette.Estimate silhouettes = new Silhouette.Estimate(0.5, 0.02, 60,
                DoubleStream.of(0.1, 0.2, 0.6).mapToObj(mean -> new Silhouette.OfLabel(mean, 0.03, 20, 80)).toList());
        IntegrationScores scores = IntegrationScores.of(x.points(), Optional.of(cells(6).points()), around,
                Optional.of(new IntegrationScores.Types(clusters, silhouettes)), IntegrationScores.Watch.NONE);
        Map<Part, Double> expected = new EnumMap<>(
                IntegrationScores.of(x, label, batch, Optional.of(cells(6)), 1).parts());
        expected.put(Part.KMEANS_NMI, 0.2);
        expected.put(Part.KMEANS_ARI, 0.0);
        expected.put(Part.SILHOUETTE_LABEL, 0.75);
        expected.put(Part.ISOLATED_LABELS, (0.3 + 1) / 2);
        assertThat(scores.parts()).as("seed %s", SEED).isEqualTo(expected);
        assertThat(scores.estimated()).isEqualTo(Map.of(Part.SILHOUETTE_LABEL, new Estimated(0.01, 60),
                Part.ISOLATED_LABELS, new Estimated(Math.sqrt(3 * 0.03 * 0.03) / 3 / 2, 60)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whoLooksOnIsToldOfAllCellsOfEachLongPart(int sparedLabel) {
        DenseMatrix x = cells(1);
        // Of the spared label there is one batch only: it has no part in the scores.
        int[] mixed = IntStream.range(0, CELLS).map(i -> label[i] == sparedLabel ? 0 : batch[i]).toArray();
        Surroundings around = Surroundings.of(label, mixed);
        NeighbourGraph.visit(x.points(), around.neighbours(), around);
        Map<Part, Integer> told = new EnumMap<>(Part.class);
        Map<Part, OptionalDouble> given = new EnumMap<>(Part.class);
        IntegrationScores scores = IntegrationScores.of(x.points(), Optional.empty(), around, Optional.empty(),
                (part, cells, work) -> {
                    AtomicInteger done = new AtomicInteger();
                    given.put(part, work.apply(done::addAndGet));
                    assertThat(cells).isEqualTo(CELLS);
                    told.put(part, done.get());
                    return given.get(part);
                });
        assertThat(told).isEqualTo(Map.of(Part.BRAS, CELLS, Part.KBET, CELLS));
        given.forEach((part, score) -> assertThat(scores.parts().get(part)).isEqualTo(score.orElseThrow()));
    }

    @Test
    void theTotalIsTwoFifthsBatchAndThreeFifthsBio() {
        IntegrationScores scores = new IntegrationScores(
                Map.of(Part.ILISI, 0.2, Part.BRAS, 0.6, Part.CLISI, 0.9, Part.KMEANS_NMI, 0.7));
        assertThat(scores.mean(Side.BATCH).orElseThrow()).isCloseTo(0.4, within(1e-12));
        assertThat(scores.total().orElseThrow()).isCloseTo(0.4 * 0.4 + 0.6 * 0.8, within(1e-12));
        assertThat(scores.parts().keySet()).containsExactly(Part.BRAS, Part.ILISI, Part.KMEANS_NMI, Part.CLISI);
    }

    @Test
    void aSideWithoutPartsLeavesNoTotal() {
        IntegrationScores oneBatch = IntegrationScores.of(cells(0), label, new int[CELLS], Optional.empty(), 1);
        assertThat(oneBatch.mean(Side.BATCH)).isEmpty();
        assertThat(oneBatch.mean(Side.BIO)).isPresent();
        assertThat(oneBatch.total()).isEmpty();
        IntegrationScores oneLabel = IntegrationScores.of(cells(0), new int[CELLS], batch, Optional.empty(), 1);
        assertThat(oneLabel.parts()).doesNotContainKey(Part.PCR_COMPARISON).containsKey(Part.KBET);
        assertThat(oneLabel.mean(Side.BIO)).isEmpty();
        assertThatThrownBy(() -> IntegrationScores.of(cells(0), label, new int[3], Optional.empty(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batch must have one entry for each of the 240 cells but has 3");
    }

    @Test
    void theBestResolutionFindsTheLabels() {
        NeighbourGraph graph = NeighbourGraph.of(cells(0).points(), 30);
        LeidenAgreement best = LeidenAgreement.best(graph, label, 3);
        assertThat(best.agreement().nmi()).as("seed %s", SEED).isGreaterThan(0.95);
        assertThat(best.agreement().ari()).isGreaterThan(0.95);
        assertThat(best.resolution()).isBetween(0.1, 2.0);
        assertThat(best.cluster()).hasSize(CELLS);
    }

    /// Three labels in four dimensions, batches `distance` apart.
    private DenseMatrix cells(double distance) {
        Random random = new Random(SEED);
        double[][] x_nk = new double[CELLS][4];
        for (int i = 0; i < CELLS; i++) {
            for (int k = 0; k < 4; k++) {
                x_nk[i][k] = random.nextGaussian() + (k == label[i] ? 12 : 0) + (k == 3 ? distance * batch[i] : 0);
            }
        }
        return DenseMatrix.of(x_nk);
    }
}
