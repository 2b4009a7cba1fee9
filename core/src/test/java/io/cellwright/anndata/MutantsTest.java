package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.anndata.hdf5.MadeHdf5;
import io.cellwright.anndata.hdf5.MadeHdf5.Group;
import io.cellwright.anndata.text.Texts;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/// Files of other makes than anndata's with bytes changed, left out or put in: whatever was done to them, they are read or
/// end in a [DataException] that names the file.
class MutantsTest {
    /// Bytes that mean something in one of the formats.
    private static final String SPECIAL = "\n\r\t ,;\"#%-+.eE0129\0\u007f";

    @TempDir
    Path folder;

    private Path original(String name) {
        return switch (name) {
            case "a.loom" -> MadeHdf5.write(folder.resolve(name), new Group()
                    .with("matrix", MadeHdf5.floats(new float[][] {{1, 0}, {0, 2}, {3, 4}}))
                    .with("row_attrs", new Group().with("Gene", MadeHdf5.texts("a", "b", "c")))
                    .with("col_attrs", new Group().with("CellID", MadeHdf5.texts("x", "y"))
                            .with("n", MadeHdf5.wholes(4, 6))));
            case "a.h5" -> MadeHdf5.write(folder.resolve(name), new Group().with("matrix", new Group()
                    .with("barcodes", MadeHdf5.texts("AAA", "CCC")).with("data", MadeHdf5.ints(3, 4, 5))
                    .with("features", new Group().with("feature_type", MadeHdf5.texts("Gene Expression", "Peaks"))
                            .with("id", MadeHdf5.texts("E1", "E2")).with("name", MadeHdf5.texts("g", "h")))
                    .with("indices", MadeHdf5.wholes(1, 0, 1)).with("indptr", MadeHdf5.wholes(0, 1, 3))
                    .with("shape", MadeHdf5.ints(2, 2))));
            case "a.csv", "a.csv.gz" -> Texts.write(folder.resolve(name), Texts.CSV);
            default -> Texts.write(folder.resolve(name), Texts.MTX);
        };
    }

    /// Reads all that there is.
    private static void read(Path path) {
        try (CellFile file = CellFile.open(path)) {
            Summary summary = file.summary();
            assertThat(file.obs().size()).isEqualTo(summary.cells());
            assertThat(file.var().size()).isEqualTo(summary.genes());
            for (MatrixInfo matrix : summary.matrices()) {
                assertThat(file.table(matrix.ref()).cells()).isEqualTo(summary.cells());
            }
        }
    }

    private static byte[] mutant(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        for (int i = 1 + random.nextInt(3); i > 0 && changed.length > 2; i--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(5)) {
                case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> changed[at] = (byte) SPECIAL.charAt(random.nextInt(SPECIAL.length()));
                case 2 -> changed[at] = (byte) random.nextInt();
                case 3 -> changed = Arrays.copyOf(changed, at);
                default -> {
                    byte[] longer = new byte[changed.length + 1];
                    System.arraycopy(changed, 0, longer, 0, at);
                    longer[at] = (byte) SPECIAL.charAt(random.nextInt(SPECIAL.length()));
                    System.arraycopy(changed, at, longer, at + 1, changed.length - at);
                    changed = longer;
                }
            }
        }
        return changed;
    }

    @ParameterizedTest
    @CsvSource({"a.mtx, 400", "a.mtx.gz, 200", "a.csv, 400", "a.csv.gz, 200", "a.h5, 200", "a.loom, 200"})
    void mutantIsReadOrRefused(String name, int mutants) throws IOException {
        Path path = original(name);
        byte[] whole = Files.readAllBytes(path);
        read(path);
        int refused = 0;
        for (long seed = 0; seed < mutants; seed++) {
            Files.write(path, mutant(whole, new Random(seed)));
            try {
                read(path);
            } catch (DataException e) {
                assertThat(e).as("seed " + seed).hasMessageContaining(name);
                refused++;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("mutant of seed " + seed + " ends in " + e, e);
            }
        }
        assertThat(refused).as("mutants that were refused").isGreaterThan(mutants / 10);
    }

    /// What is declared in a few bytes must not take memory.
    @Test
    void smallFileThatDeclaresMuchIsRefused() {
        for (String sizes : new String[] {"2147483000 2 1", "2 2147483000 1", "2 2 2147483000",
            "2147483647 2147483647 2147483647"}) {
            Path path = Texts.write(folder.resolve("a.mtx.gz"), Texts.MTX.replace("3 4 5", sizes));
            try {
                read(path);
                throw new AssertionError(sizes + " was read");
            } catch (DataException e) {
                assertThat(e).hasMessageContaining("a.mtx.gz");
            }
        }
    }
}
