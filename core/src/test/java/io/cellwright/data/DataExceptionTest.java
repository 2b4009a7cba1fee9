package io.cellwright.data;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DataExceptionTest {
    private static final Path FILE = Path.of("cells.h5ad");

    @Test
    void errorOfDataCanBeGivenItsFile() {
        DataException unnamed = new DataException("obs/batch", "cell 'a' has no value", "Fill it in");
        assertThat(unnamed).hasMessage("obs/batch: cell 'a' has no value. Fill it in");
        assertThat(unnamed.in(FILE)).hasMessage("cells.h5ad, obs/batch: cell 'a' has no value. Fill it in")
                .hasCause(unnamed);
        assertThat(new DataException("", "has no cell", "").in(FILE)).hasMessage("cells.h5ad: has no cell");
    }

    @Test
    void errorThatNamesAFileKeepsIt() {
        DataException named = new DataException(Path.of("model"), "", "is a file", "");
        assertThat(named.in(FILE)).isSameAs(named).hasMessage("model: is a file");
        DataException late = new DataException("X", "has no cell", "").in(FILE);
        assertThat(late.in(Path.of("other.h5ad"))).isSameAs(late);
    }
}
