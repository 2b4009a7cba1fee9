package io.cellwright.data.split;

import java.util.List;

import io.cellwright.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SplitJsonTest {
    @Test
    void whatIsWrittenIsReadBack() {
        Frame obs = Obs.classes("split \"x\"", 1, 30, 2, 40);
        List<SplitRule> rules = List.of(
                new SplitRule.Holdout(new Spread.Freely(), new Sizes(0.1, 1.0 / 3), Long.MIN_VALUE),
                new SplitRule.Holdout(new Spread.ByLabel("split \"x\""), Sizes.DEFAULT, Long.MAX_VALUE),
                new SplitRule.Fold(new Spread.ByGroup("split \"x\""), 3, 2, 0, 5),
                new SplitRule.Fold(new Spread.ByLabel("split \"x\""), 4, 1, 0.1, -5));
        for (SplitRule rule : rules) {
            Split split = rule.split(obs);
            assertThat(Split.fromJson(split.toJson())).isEqualTo(split).hasToString(split.toString());
        }
        Split given = new SplitRule.Given("split").split(Obs.of("split", "train", "test", "train"));
        assertThat(Split.fromJson(given.toJson())).isEqualTo(given);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "3", "{}", "{'rule':{'kind':'given'}}",
        "{'train':[0],'validation':[0],'test':[],'notes':[],'rule':{'kind':'given','column':'x'}}",
        "{'train':['x'],'validation':[],'test':[],'notes':[],'rule':{'kind':'given','column':'x'}}",
        "{'train':[0],'validation':[],'test':[],'notes':[],'rule':{'kind':'taken','column':'x'}}",
        "{'train':[0],'validation':[],'test':[],'notes':[],'rule':[]}"})
    void whatIsNoSplitIsRefused(String json) {
        assertThatThrownBy(() -> Split.fromJson(json.replace('\'', '"'))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("this is no split that was written here: ");
    }

    @Test
    void aSplitSaysWhatItIs() {
        Split split = new SplitRule.Holdout(new Spread.ByLabel("cell_type"), new Sizes(0.125, 0.25), 42)
                .split(Obs.classes("cell_type", 1, 16, 24));
        assertThat(split).hasToString("25 cells for training, 5 for validation, 10 for testing: stratified by cell_type, "
                + "12.5 % validation, 25 % test, seed 42");
        assertThat(new SplitRule.Fold(new Spread.ByGroup("donor"), 5, 2, 0.1, 3).text())
                .isEqualTo("fold 2 of 5, by whole donor, 10 % of the other cells validation, seed 3");
    }

    @Test
    void partsThatAreNoPartsAreRefused() {
        SplitRule rule = new SplitRule.Given("x");
        assertThatThrownBy(() -> new Split(new int[] {1, 0}, new int[0], new int[0], rule, List.of()))
                .hasMessage("train must be rising row numbers of 0 or more but has 0 behind 1");
        assertThatThrownBy(() -> new Split(new int[] {0}, new int[] {1, 2}, new int[] {2}, rule, List.of()))
                .hasMessage("a row must be in one part but 2 is in two");
        assertThatThrownBy(() -> new Split(new int[0], new int[] {1}, new int[0], rule, List.of()))
                .hasMessage("train must have a cell or more but is empty");
    }
}
