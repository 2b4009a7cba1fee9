package io.cellwright;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import org.junit.jupiter.api.Assumptions;

/// Real cells for tests, where they are present. They are not part of the project.
public final class RealData {
    private RealData() {}

    /// The cells of one file with `X`, or an abandoned test where the file is absent.
    public static CellTable cells(String name) {
        Path path = Path.of("../../shared/data").resolve(name);
        Assumptions.assumeTrue(Files.exists(path), () -> "needs " + path + ", which is not here");
        try (H5adFile file = H5adFile.open(path)) {
            return file.table(new MatrixRef.X());
        }
    }

    /// A column of `obs` as numbers from 0, in the alphabetical order of its texts.
    public static int[] labels(CellTable cells, String name) {
        Column column = cells.obs().column(name).orElseThrow();
        List<String> texts = IntStream.range(0, column.size())
                .mapToObj(i -> Objects.requireNonNull(column.text(i))).toList();
        List<String> distinct = texts.stream().distinct().sorted().toList();
        return texts.stream().mapToInt(distinct::indexOf).toArray();
    }
}
