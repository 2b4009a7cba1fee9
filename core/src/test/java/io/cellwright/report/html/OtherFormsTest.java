package io.cellwright.report.html;

import java.util.List;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.schedule.Progress;
import io.cellwright.train.History;
import io.cellwright.train.History.Per;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Markdown, JSON and CSV of a report, and what goes into its curves.
class OtherFormsTest {
    private static final Classified SEEN = new Classified(List.of("B, naive", "T \"x\"", "never"),
            new ConfusionMatrix(new int[][] {{3, 1, 0}, {0, 4, 0}, {0, 0, 0}}), 0.5);

    @Test
    void theTableOfTypesReadsBackAsItWas() {
        assertThat(PerClassCsv.text(SEEN)).isEqualTo("""
                type,cells,predicted,precision,recall,f1,rare
                "B, naive",4,3,1.0,0.75,0.8571428571428571,false
                "T ""x\""",4,5,0.8,1.0,0.8888888888888888,false
                """);
    }

    @Test
    void jsonHasEverySectionWithUnroundedNumbers() {
        JsonObject json = JsonParser.parseString(ReportJson.text(Reports.full(600))).getAsJsonObject();
        assertThat(json.keySet()).containsExactly("title", "verdict", "asked", "data", "map", "types", "calibration",
                "markers", "training", "settings", "files");
        assertThat(json.get("title").getAsString()).isEqualTo("scANVI on " + Reports.NASTY);
        assertThat(json.getAsJsonArray("training").get(0).getAsJsonObject().getAsJsonArray("values").get(1))
                .isEqualTo(JsonNull.INSTANCE);
        JsonObject types = JsonParser.parseString(ReportJson.text(Report.of("types", SEEN))).getAsJsonObject()
                .getAsJsonObject("types");
        assertThat(types.get("accuracy").getAsDouble()).isEqualTo(7.0 / 8);
        assertThat(types.getAsJsonArray("confusion").get(0).getAsJsonArray().get(1).getAsInt()).isOne();
    }

    @Test
    void markdownHasEverySectionAndNoNameBreaksIt() {
        String text = MarkdownReport.text(Reports.full(600));
        assertThat(text.lines().filter(line -> line.startsWith("## "))).hasSize(10);
        assertThat(text).doesNotContain("<script").contains("&lt;script>");
        assertThat(MarkdownReport.text(Report.of("a|b", new Section.Asked(List.of(new Section.Fact("x|y", "1\n2"))))))
                .isEqualTo("# a\\|b\n\n## What was asked\n\n| name | value |\n|---|---|\n| x\\|y | 1 2 |\n");
    }

    @Test
    void curvesOfTrainingAndValidationShareAChart() {
        History history = History.of(List.of(new History.Entry("elbo_train", Per.EPOCH, 0, 5),
                new History.Entry("elbo_validation", Per.EPOCH, 0, 6), new History.Entry("lr", Per.EPOCH, 0, 0.1),
                new History.Entry("lr", Per.STEP, 1, 0.1), new History.Decision(Progress.START, "none")));
        assertThat(Curves.of(history).charts().stream().map(Curves.Chart::title)).containsExactly("elbo", "lr");
        assertThat(Curves.of(history).charts().getFirst().lines().stream().map(Curves.Line::key))
                .containsExactly("elbo_train", "elbo_validation");
        assertThatThrownBy(() -> Curves.of(history, List.of("loss"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("elbo_train").hasMessageContaining("loss");
    }

    @Test
    void numbersAreShortAndPlain() {
        assertThat(Numbers.brief(1234.567)).isEqualTo("1235");
        assertThat(Numbers.brief(0.001)).isEqualTo("0.001");
        assertThat(Numbers.brief(1e-7)).isEqualTo("1.000e-07");
        assertThat(Numbers.brief(Double.NaN)).isEqualTo("–");
        assertThat(Numbers.fixed(-0.001, 1)).isEqualTo("0.0");
        assertThat(Numbers.percent(0.123)).isEqualTo("12.3 %");
    }

    @Test
    void settingsAreReadWithoutWhatWasLeftOpen() {
        assertThat(ComparisonReport.readable("NetworkSettings[noise=OptionalDouble.empty, latent=OptionalInt[10], "
                + "hidden=Optional.empty] FitOptions[epochs=50, patience=OptionalInt[10]]"))
                .isEqualTo("NetworkSettings[latent=10] FitOptions[epochs=50, patience=10]");
    }
}
