package io.cellwright.task;

import java.util.List;

import io.cellwright.data.CsrMatrix;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MarkerGenesTest {
    /// Cells a: (2, 0, 1), (4, 0, 1); cell b: (0, 3, 1); a cell without type: (9, 9, 9).
    private static final CsrMatrix X = new CsrMatrix(4, 3, new long[] {0, 2, 4, 6, 9},
            new int[] {0, 2, 0, 2, 1, 2, 0, 1, 2}, new float[] {2, 1, 4, 1, 3, 1, 9, 9, 9});

    @Test
    void aMarkerIsHigherInItsTypeThanInAllOtherCells() {
        List<MarkerGenes> markers = MarkerGenes.of(X, new int[] {0, 0, 2, -1}, 3, List.of("g0", "g1", "g2"), 5);
        assertThat(markers).extracting(MarkerGenes::type).as("type 1 has no cells").containsExactly(0, 2);
        assertThat(markers.getFirst().cells()).isEqualTo(2);
        assertThat(markers.getFirst().genes()).extracting(MarkerGenes.Gene::name).containsExactly("g0");
        assertThat(markers.getFirst().genes().getFirst().logFoldChange()).isCloseTo(3, within(1e-12));
        assertThat(markers.get(1).genes()).containsExactly(new MarkerGenes.Gene("g1", 3));
    }
}
