package io.cellwright.report.html;

import java.util.List;

import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.report.html.Verdict.Baseline;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VerdictTest {
    private static final Classified SEEN = Classified.of(List.of("B", "T", "pDC"),
            new ConfusionMatrix(new int[][] {{190, 0, 0}, {6, 94, 0}, {4, 2, 4}}));

    @Test
    void theModelStandsBesideItsBaselinesAndTheRareTypeThatItFindsLeastIsNamed() {
        assertThat(Verdict.ofClassification(SEEN, List.of(new Baseline("logistic regression", 0.91, 0.8),
                new Baseline("the always-most-common answer", 0.35, 0.2))).sentences()).containsExactly(
                        "On 300 cells whose label it had not seen, the model named the right cell type for 96 of 100.",
                        "Logistic regression got 91, the always-most-common answer 35: the model is 5.0 points above "
                                + "logistic regression.",
                        "With every type counted alike, rare ones too (macro F1, 0 to 1), the model reaches 0.83, "
                                + "logistic regression 0.80, the always-most-common answer 0.20.",
                        "The one rare type is pDC, of which it found 4 of 10 cells.");
    }

    @Test
    void aModelThatIsNotBetterIsSaidNotToBe() {
        assertThat(Verdict.ofClassification(SEEN, List.of(new Baseline("logistic regression", 0.98, 0.9))).sentences()
                .get(1)).isEqualTo("Logistic regression got 98: the model is 2.0 points below logistic regression.");
        assertThat(Verdict.ofClassification(SEEN, List.of(new Baseline("logistic regression", 0.96, 0.9))).sentences()
                .get(1)).endsWith("the model is no better than logistic regression.");
        assertThat(Verdict.ofClassification(SEEN, List.of()).sentences().get(1)).contains("no baseline");
    }

    @Test
    void almostAllIsNotAll() {
        Classified almost = Classified.of(List.of("B", "T"), new ConfusionMatrix(new int[][] {{999, 0}, {1, 0}}));
        assertThat(Verdict.ofClassification(almost, List.of()).sentences().getFirst())
                .isEqualTo("On 1,000 cells whose label it had not seen, the model named the right cell type for more than 99 "
                        + "of 100.");
    }

    @Test
    void scoresThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new Baseline("logistic regression", 91, 0.8))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("from 0 to 1 but were 91.0");
    }
}
