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

    @Test
    void aMarkerOfSharesStandsOutAgainstAllOtherCells() {
        double[][] share_cg = {{0.5, 0.3, 0.2}, {0, 0, 0}, {0.1, 0.7, 0.2}, {0.4, 0.4, 0.2}};
        List<MarkerGenes> markers = MarkerGenes.ofShares(share_cg, new int[] {2, 0, 3, 1}, List.of("g0", "g1", "g2"), 5);
        assertThat(markers).extracting(MarkerGenes::type).as("type 1 has no cells").containsExactly(0, 2, 3);
        double others = (3 * 0.1 + 0.4) / 4;
        assertThat(markers.getFirst().genes()).extracting(MarkerGenes.Gene::name).containsExactly("g0");
        assertThat(markers.getFirst().genes().getFirst().logFoldChange())
                .isCloseTo(Math.log((5000 + 1) / (1e4 * others + 1)) / Math.log(2), within(1e-12));
        assertThat(markers.get(1).genes()).extracting(MarkerGenes.Gene::name).containsExactly("g1");
    }
}
