package io.cellwright.data;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NearestTest {
    private static final List<String> COLUMNS = List.of("cell_type", "batch", "n_genes", "louvain", "Phase");

    @ParameterizedTest
    @CsvSource({
        "celltype,cell_type", "cell_tyep,cell_type", "type,cell_type", "genes,n_genes", "bacth,batch", "phase,Phase", "PHASE,Phase", "cell,cell_type",
        "n_gene,n_genes", "leuvain,louvain", "batch_key,batch", "louvain_2024,louvain"
    })
    void findsTheNameThatWasMeant(String wrong, String right) {
        assertThat(Nearest.of(wrong, COLUMNS)).contains(right);
    }

    @ParameterizedTest
    @CsvSource({"donor", "x", "n", "pe", "batch_of_the_lab"})
    void findsNothingWhereNothingIsNear(String wrong) {
        assertThat(Nearest.of(wrong, COLUMNS)).isEmpty();
    }

    @Test
    void prefersTheNearestAndThenTheFirst() {
        assertThat(Nearest.of("--lable", List.of("--tables", "--label", "--labels"))).contains("--label");
        assertThat(Nearest.of("--epochs", List.of("--echo", "--max-epochs"))).contains("--max-epochs");
        assertThat(Nearest.of("--max-epochs", List.of("--epochs", "--max-x"))).contains("--epochs");
        assertThat(Nearest.of("cell_type_fin", List.of("cell_type", "cell_type_fine"))).contains("cell_type_fine");
        assertThat(Nearest.of("leiden_r1", List.of("leiden", "leiden_r1.0"))).contains("leiden_r1.0");
        assertThat(Nearest.of("PTPRCAX", List.of("PTPRC", "PTPRCAP"))).contains("PTPRCAP");
        assertThat(Nearest.of("--early-stopping-mod", List.of("--early-stopping", "--early-stopping-mode")))
                .contains("--early-stopping-mode");
        assertThat(Nearest.of("cat", List.of("car", "can"))).contains("car");
    }

    @ParameterizedTest
    @CsvSource({"'','',0", "a,'',1", "kitten,sitting,3", "ab,ba,1", "abc,ABC,0", "ca,abc,3", "labels,label,1"})
    void distanceCountsSingleLetterEdits(String a, String b, int edits) {
        assertThat(Nearest.distance(a, b)).isEqualTo(edits);
        assertThat(Nearest.distance(b, a)).isEqualTo(edits);
    }

    @Test
    void hintNamesTheNearestOrElseWhatThereIs() {
        assertThat(Nearest.hint("bacth", COLUMNS)).isEqualTo("Did you mean 'batch'?");
        assertThat(Nearest.hint("donor", COLUMNS))
                .isEqualTo("There are: cell_type, batch, n_genes, louvain, Phase");
        assertThat(Nearest.hint("donor", List.of())).isEqualTo("There are none");
        assertThat(Nearest.hint("donor", IntStream.range(0, 15).mapToObj(i -> "c" + i).toList()))
                .endsWith("c10, c11 and 3 more");
    }
}
