package io.cellwright.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ColumnTest {
    @Test
    void someRowsOfAnyColumnAreThoseRowsWithWhatIsMissing() {
        List<Column> columns = List.of(new Column.Strings("s", Arrays.asList("a", null, "c")),
                new Column.Categorical("c", new int[] {1, -1, 0}, List.of("x", "y"), true),
                new Column.Numbers("n", new double[] {1, Double.NaN, 3}, true),
                new Column.Booleans("b", Arrays.asList(true, null, false)));
        List<List<String>> expected = List.of(List.of("c", "null", "a"), List.of("x", "null", "y"),
                List.of("3", "null", "1"), List.of("False", "null", "True"));
        for (int c = 0; c < columns.size(); c++) {
            Column some = columns.get(c).selectRows(new int[] {2, 1, 0});
            assertThat(Stream.of(0, 1, 2).map(i -> String.valueOf(some.text(i)))).as(some.name())
                    .containsExactlyElementsOf(expected.get(c));
            assertThat(some.name()).isEqualTo(columns.get(c).name());
        }
    }
}
