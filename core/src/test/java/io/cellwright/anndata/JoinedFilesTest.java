package io.cellwright.anndata;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.cellwright.data.Concatenation;
import io.cellwright.data.DataException;
import io.cellwright.data.GeneJoin.Join;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JoinedFilesTest {

    @Test
    void whatIsNoDenseMatrixIsLeftAndNamed() {
        Path in = SharedData.file("formats/anndata_v0.7.8.h5ad");
        try (CellFile one = CellFile.open(in); CellFile two = CellFile.open(in)) {
            JoinedFiles joined = new JoinedFiles(List.of(one, two),
                    new Concatenation(Join.INNER, Optional.empty(), List.of("a", "b"), Optional.of("-")));
            assertThat(joined.tables().added().known().obsm()).extracting(NamedMatrix::name).containsExactly("array");
            assertThat(joined.left()).contains("obsm/df", "obsm/sparse").doesNotContain("obsm/array");
        }
    }

    @Test
    void whatNoArrayHoldsIsRefusedBeforeItIsTried() {
        assertThat(JoinedFiles.room("obs", "rows", Integer.MAX_VALUE - 8L)).isEqualTo(Integer.MAX_VALUE - 8);
        assertThatThrownBy(() -> JoinedFiles.room("obs", "rows", 2L * Integer.MAX_VALUE))
                .isInstanceOf(DataException.class).hasMessageContaining("obs: would have 4,294,967,294 rows of all "
                        + "files together, and at most 2,147,483,639 are kept. Join fewer files at a time");
    }
}
