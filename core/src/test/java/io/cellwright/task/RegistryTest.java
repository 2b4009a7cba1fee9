package io.cellwright.task;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RegistryTest {
    private static final Setup SETUP = Setup.countsOnly().withBatchKey("donor").withLabelsKey("type", "Unknown");
    private static final Registry REGISTRY = Registry.of(cells(List.of("d1", "d2", "d1"), "T", "B", "Unknown"), SETUP);

    /// scDLKit ends with an error even where labels are what is asked for.
    @Test
    void labelsThatTheModelDoesNotKnowAreNoErrorInPrediction() {
        CellTable later = cells(List.of("d2", "d1", "d1"), "NEW", null, "T");
        assertThat(REGISTRY.encode(later).label().codes()).containsExactly(-1, -1, REGISTRY.labels().indexOf("T"));
    }

    @Test
    void cellsWithoutAColumnOfLabelsCanBePredicted() {
        CellTable labelled = cells(List.of("d1", "d1", "d2"), "T", "T", "T");
        CellTable bare = new CellTable(labelled.counts(), new Frame(labelled.obs().names(),
                labelled.obs().columns().subList(0, 1)), labelled.var());
        assertThat(REGISTRY.encode(bare).label().codes()).containsExactly(-1, -1, -1);
    }

    @Test
    void aBatchThatTheModelDoesNotKnowIsNamed() {
        assertThatThrownBy(() -> REGISTRY.encode(cells(List.of("d1", "d9", "d2"), "T", "T", "T")))
                .isInstanceOf(DataException.class).hasMessage("obs/donor: cell 'cell1' has 'd9', which the model does not "
                        + "know (d1, d2). Rename it to one that it knows, or leave such cells out");
    }

    private static CellTable cells(List<String> donors, @Nullable String... types) {
        int n = donors.size();
        CsrMatrix counts = new CsrMatrix(n, 1, IntStream.rangeClosed(0, n).asLongStream().toArray(), new int[n],
                new float[] {1, 2, 3});
        return new CellTable(counts, new Frame(IntStream.range(0, n).mapToObj(i -> "cell" + i).toList(),
                List.of(new Column.Strings("donor", List.copyOf(donors)),
                        new Column.Strings("type", Arrays.asList(types)))), new Frame(List.of("gene"), List.of()));
    }
}
