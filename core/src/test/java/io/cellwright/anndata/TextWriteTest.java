package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Text that is written is read back as it was.
class TextWriteTest {
    @TempDir
    Path folder;

    /// Values that are whole, and not, and large; names with a comma, quotes and a hash.
    private static CellTable table(String gene) {
        CsrMatrix x = new CsrMatrix(3, 4, new long[] {0, 2, 2, 4}, new int[] {0, 3, 1, 2},
                new float[] {1, 0.1f, 1 << 24, 3e-7f});
        return new CellTable(x, new Frame(List.of("c 1", "c,2", "#3"), List.of()),
                new Frame(List.of(gene, "b\"c", "d\u00e4", "e"), List.of(
                        new Column.Strings("gene_ids", List.of("E1", "E2", "E3", "E4")),
                        new Column.Strings("feature_types", List.of("Gene Expression", "Gene Expression",
                                "Gene Expression", "Gene Expression")))));
    }

    private Path written(CellTable table, Target target, String name) {
        Path in = folder.resolve("in.h5ad");
        H5adWriter.create(in, table, Annotations.none());
        Path out = folder.resolve(name);
        try (CellFile cells = CellFile.open(in)) {
            CellWriter.write(cells, out, target, () -> false);
        }
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"out.csv", "out.csv.gz", "out.tsv", "out.tsv.gz"})
    void tablesHaveTheSameNamesAndNumbers(String name) {
        CellTable table = table("a, with comma");
        try (CellFile read = CellFile.open(written(table, Target.of(Path.of(name)).orElseThrow(), name))) {
            Same.matrices(read.matrix(new MatrixRef.X()), table.counts());
            assertThat(read.obs().names()).isEqualTo(table.obs().names());
            assertThat(read.var().names()).isEqualTo(table.var().names());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"out.mtx", "out.mtx.gz"})
    void matricesHaveTheSameNumbers(String name) {
        CellTable table = table("a");
        try (CellFile read = CellFile.open(written(table, Target.of(Path.of(name)).orElseThrow(), name))) {
            Same.matrices(read.matrix(new MatrixRef.X()), table.counts());
            assertThat(read.format()).isEqualTo(FileFormat.MTX);
        }
    }

    @Test
    void foldersOfCellRangerHaveIdentifiersAndTypesToo() throws IOException {
        CellTable table = table("a");
        Path out = written(table, new Target.TenxFolder(), "out");
        try (CellFile read = CellFile.open(out)) {
            Same.matrices(read.matrix(new MatrixRef.X()), table.counts());
            assertThat(read.obs().names()).isEqualTo(table.obs().names());
            Same.frames(read.var(), table.var());
        }
        written(table("z"), new Target.TenxFolder(), "out");
        try (CellFile read = CellFile.open(out)) {
            assertThat(read.var().names()).startsWith("z");
        }
        Files.writeString(out.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> written(table, new Target.TenxFolder(), "out")).isInstanceOf(DataException.class)
                .hasMessageContaining("has something else in it: notes.txt");
        assertThat(out.resolve("notes.txt")).exists();
    }

    @Test
    void namesThatTextCannotHoldAreRefusedAndNothingIsWritten() {
        for (Target target : List.of(new Target.TenxFolder(), new Target.Text(',', false))) {
            assertThatThrownBy(() -> written(table("a\nb"), target, "out")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one is \"a\\nb\"");
        }
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void namesSayWhatIsWritten() {
        assertThat(Target.of(Path.of("A.ZARR.ZIP"))).contains(Target.Zarr.usual(3, true));
        assertThat(Target.of(Path.of("a.tsv.gz"))).contains(new Target.Text('\t', true));
        assertThat(Target.of(Path.of("a.loom"))).isEqualTo(Optional.empty());
    }
}
