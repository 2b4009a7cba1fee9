package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/// Whole stores of which some bytes were changed: nothing but a [DataException] may come of it.
@Execution(ExecutionMode.CONCURRENT)
class ZarrDamageTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"twin2.zarr, 60", "sharded.zarr, 60", "twin3.zarr.zip, 60", "codecs2.zarr, 25", "codecs3.zarr, 25"})
    void nothingButADataExceptionComesOfSingleWrongBytes(String name, int seeds) throws IOException {
        Path store = MadeZarr.unpack(name, folder);
        List<Path> files;
        try (Stream<Path> all = Files.walk(store)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (int seed = 0; seed < seeds; seed++) {
            Random random = new Random(seed);
            Path file = files.get(random.nextInt(files.size()));
            byte[] whole = Files.readAllBytes(file);
            byte[] bytes = whole.clone();
            for (int i = 0; i < 1 + random.nextInt(6) && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            requireOnlyDataException(store, name, "seed " + seed + ", " + folder.relativize(file));
            Files.write(file, whole);
        }
    }

    private static void requireOnlyDataException(Path path, String name, String what) {
        try (ZarrFile file = ZarrFile.open(path)) {
            Summary summary = file.summary();
            for (MatrixInfo matrix : summary.matrices()) {
                tolerate(name, () -> file.matrix(matrix.ref()));
            }
            tolerate(name, file::obs);
            tolerate(name, file::var);
            summary.obsm().forEach(key -> tolerate(name, () -> file.obsm(key)));
            summary.uns().forEach(key -> tolerate(name, () -> file.uns(key)));
        } catch (DataException e) {
            assertThat(e).as(what).hasMessageContaining(name);
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    private static void tolerate(String name, Runnable reading) {
        try {
            reading.run();
        } catch (DataException e) {
            assertThat(e).hasMessageContaining(name);
        }
    }
}
