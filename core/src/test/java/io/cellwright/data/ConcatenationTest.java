package io.cellwright.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.cellwright.data.GeneJoin.Join;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// What is expected is what `anndata.concat` of anndata 0.12 gives, but where the Javadoc says otherwise.
class ConcatenationTest {
    private static final CellTable FIRST = new CellTable(
            new CsrMatrix(2, 3, new long[] {0, 2, 3}, new int[] {0, 2, 1}, new float[] {1, 2, 3}),
            new Frame(List.of("a", "b"), List.of(new Column.Categorical("type", new int[] {1, -1}, List.of("T", "B"),
                    false),
                    new Column.Numbers("n", new double[] {1, 2}, true), strings("only", "x", "y"),
                    new Column.Numbers("mixed", new double[] {1, 2}, true))),
            new Frame(List.of("g2", "g1", "g0"), List.of(strings("id", "E2", "E1", "E0"), strings("other", "1", "2",
                    "3"))));
    private static final CellTable SECOND = new CellTable(
            new CsrMatrix(1, 3, new long[] {0, 2}, new int[] {0, 1}, new float[] {5, 7}),
            new Frame(List.of("a"), List.of(new Column.Categorical("type", new int[] {0}, List.of("NK", "B"), true),
                    new Column.Numbers("n", new double[] {Double.NaN}, true), strings("mixed", "z"))),
            new Frame(List.of("g0", "g2", "g9"), List.of(strings("id", "E0", "E2", "E9"), strings("other", "3", "9",
                    "3"))));

    private static Column strings(String name, String... texts) {
        return new Column.Strings(name, new ArrayList<>(List.of(texts)));
    }

    private static Concatenation how(Join join) {
        return new Concatenation(join, Optional.of("batch"), List.of("one", "two"), Optional.empty());
    }

    private static float[][] rows(CellTable table) {
        return IntStream.range(0, table.cells()).mapToObj(table.counts()::denseRow).toArray(float[][]::new);
    }

    private static List<@Nullable String> texts(CellTable table, String name) {
        Column column = table.obs().column(name).orElseThrow();
        List<@Nullable String> texts = new ArrayList<>();
        IntStream.range(0, column.size()).forEach(i -> texts.add(column.text(i)));
        return texts;
    }

    @Test
    void innerKeepsWhatAllHaveInTheOrderOfTheFirst() {
        CellTable joined = how(Join.INNER).of(List.of(FIRST, SECOND));
        assertThat(joined.var().names()).containsExactly("g2", "g0");
        assertThat(rows(joined)).isDeepEqualTo(new float[][] {{1, 2}, {0, 0}, {7, 5}});
        assertThat(joined.obs().names()).containsExactly("a", "b", "a");
        assertThat(joined.obs().columns()).extracting(Column::name).containsExactly("type", "n", "mixed", "batch");
        assertThat(joined.var().columns()).extracting(Column::name).containsExactly("id");
    }

    @Test
    void outerKeepsAllSortedWithZerosAndMissingValues() {
        CellTable joined = how(Join.OUTER).of(List.of(FIRST, SECOND));
        assertThat(joined.var().names()).containsExactly("g0", "g1", "g2", "g9");
        assertThat(rows(joined)).isDeepEqualTo(new float[][] {{2, 0, 1, 0}, {0, 3, 0, 0}, {5, 0, 7, 0}});
        assertThat(joined.var().columns()).isEmpty();
        assertThat(texts(joined, "only")).containsExactly("x", "y", null);
        assertThat(texts(joined, "n")).containsExactly("1", "2", null);
        assertThat(texts(joined, "mixed")).containsExactly("1", "2", "z");
    }

    @Test
    void categoriesAreUnitedAndTheTableIsALabel() {
        CellTable joined = how(Join.OUTER).of(List.of(FIRST, SECOND));
        Column.Categorical type = (Column.Categorical) joined.obs().column("type").orElseThrow();
        assertThat(type.categories()).containsExactly("T", "B", "NK");
        assertThat(type.codes()).containsExactly(1, -1, 2);
        assertThat(type.ordered()).isFalse();
        Column.Categorical batch = (Column.Categorical) joined.obs().column("batch").orElseThrow();
        assertThat(batch.categories()).containsExactly("one", "two");
        assertThat(batch.codes()).containsExactly(0, 0, 1);
    }

    @Test
    void keysMakeNamesDiffer() {
        CellTable joined = new Concatenation(Join.INNER, Optional.empty(), List.of("0", "1"), Optional.of("-"))
                .of(List.of(FIRST, SECOND));
        assertThat(joined.obs().names()).containsExactly("a-0", "b-0", "a-1");
        assertThat(joined.obs().column("batch")).isEmpty();
    }

    @Test
    void genesThatRepeatAreTakenByPlaceWhereAllFilesHaveThemAlikeElseRefused() {
        CellTable twice = new CellTable(SECOND.counts(), SECOND.obs(), new Frame(List.of("g", "g", "h"), List.of()));
        assertThat(rows(how(Join.OUTER).of(List.of(twice, twice)))).isDeepEqualTo(new float[][] {{5, 7, 0}, {5, 7, 0}});
        assertThatThrownBy(() -> how(Join.INNER).of(List.of(FIRST, twice))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("g stands twice in one");
    }

    @Test
    void wrongKeysAreRefused() {
        assertThatThrownBy(() -> new Concatenation(Join.INNER, Optional.empty(), List.of("a", "a"), Optional.empty()))
                .hasMessageContaining("keys must be different but were a, a");
        assertThatThrownBy(() -> how(Join.INNER).of(List.of(FIRST, SECOND, FIRST)))
                .hasMessageContaining("there are 2 for 3");
        assertThat(Arrays.asList(Join.values())).hasSize(2);
    }
}
