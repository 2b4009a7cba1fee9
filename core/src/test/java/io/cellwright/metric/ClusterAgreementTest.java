package io.cellwright.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

import static io.cellwright.metric.GoldenPoints.TOLERANCE;
import static io.cellwright.metric.GoldenPoints.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// The numbers written here, where `golden.json` has none, were computed once by scikit-learn 1.9.1.
class ClusterAgreementTest {
    @Test
    void goldenPointsScoreAsInScikitLearn() {
        JsonObject golden = GoldenPoints.golden("clustering");
        ClusterAgreement agreement = ClusterAgreement.of(GoldenPoints.labels(), GoldenPoints.clusters());
        assertScores(agreement, number(golden, "ari"), number(golden, "nmi_arithmetic"),
                number(golden, "ami_arithmetic"), number(golden, "homogeneity"), number(golden, "completeness"));
        assertThat(agreement.nmi()).isCloseTo(number(golden, "v_measure"), within(TOLERANCE));
    }

    @Test
    void unrelatedGroupsOfFiveThousandCellsScoreAboutZero() {
        int[] labels = IntStream.range(0, 5000).map(i -> i * i % 11).toArray();
        int[] clusters = IntStream.range(0, 5000).map(i -> i * i / 7 % 5).toArray();
        assertScores(ClusterAgreement.of(labels, clusters), -0.0008324628339016574, 1.240514294169255e-06,
                -0.001199065014558642, 1.1725656502803e-06, 1.3168228717214824e-06);
    }

    @Test
    void coarserClustersAreCompleteButNotHomogeneous() {
        int[] labels = IntStream.range(0, 5000).map(i -> i * i % 11).toArray();
        int[] halved = Arrays.stream(labels).map(label -> label / 2 * 3 - 4).toArray();
        assertScores(ClusterAgreement.of(labels, halved), 0.717702626044585, 0.8631110350102135, 0.8629786755834388,
                0.7591867469818985, 1);
        assertScores(ClusterAgreement.of(halved, labels), 0.717702626044585, 0.8631110350102135, 0.8629786755834388,
                1, 0.7591867469818985);
    }

    @Test
    void perfectAgreementIsOneWhateverTheNames() {
        int[] labels = GoldenPoints.labels();
        int[] renamed = Arrays.stream(labels).map(label -> 1000 - 7 * label).toArray();
        assertScores(ClusterAgreement.of(labels, renamed), 1, 1, 1, 1, 1);
        assertScores(ClusterAgreement.of(new int[3], new int[3]), 1, 1, 1, 1, 1);
        int[] apart = IntStream.range(0, 9).toArray();
        assertScores(ClusterAgreement.of(apart, apart), 1, 1, 1, 1, 1);
    }

    @Test
    void aSingleClusterTellsNothing() {
        assertScores(ClusterAgreement.of(GoldenPoints.labels(), new int[60]), 0, 0, 0, 0, 1);
        assertScores(ClusterAgreement.of(new int[60], GoldenPoints.labels()), 0, 0, 0, 1, 0);
    }

    @Test
    void aClusterForEachCellIsChance() {
        int[] labels = IntStream.range(0, 50).map(i -> i % 3).toArray();
        assertScores(ClusterAgreement.of(labels, IntStream.range(0, 50).toArray()), 0, 0.4383866538402066, 0, 1,
                0.28072675923156);
    }

    @Test
    void lengthsMustFit() {
        assertThatThrownBy(() -> ClusterAgreement.of(new int[2], new int[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels and clusters must be of one length but have 2 and 3");
    }

    private static void assertScores(ClusterAgreement agreement, double ari, double nmi, double ami,
            double homogeneity, double completeness) {
        assertThat(agreement.ari()).as("ari").isCloseTo(ari, within(TOLERANCE));
        assertThat(agreement.nmi()).as("nmi").isCloseTo(nmi, within(TOLERANCE));
        assertThat(agreement.ami()).as("ami").isCloseTo(ami, within(TOLERANCE));
        assertThat(agreement.homogeneity()).as("homogeneity").isCloseTo(homogeneity, within(TOLERANCE));
        assertThat(agreement.completeness()).as("completeness").isCloseTo(completeness, within(TOLERANCE));
    }
}
