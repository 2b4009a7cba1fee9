package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Files that are no .h5ad files, or no longer.
class H5adDamageTest {
    @TempDir
    Path folder;

    private Path file(byte[] bytes) throws IOException {
        Path path = folder.resolve("damaged.h5ad");
        Files.write(path, bytes);
        return path;
    }

    /// Reads all that the interface offers.
    private static void readEverything(Path path) {
        try (H5adFile file = H5adFile.open(path)) {
            Summary summary = file.summary();
            for (MatrixInfo matrix : summary.matrices()) {
                tolerate(() -> file.matrix(matrix.ref()));
            }
            tolerate(file::obs);
            tolerate(file::var);
            summary.obsm().forEach(name -> tolerate(() -> file.obsm(name)));
            summary.uns().forEach(name -> tolerate(() -> file.uns(name)));
        }
    }

    private static void tolerate(Runnable reading) {
        try {
            reading.run();
        } catch (DataException e) {
            assertThat(e).hasMessageContaining("damaged.h5ad");
        }
    }

    @Test
    void saysThatThereIsNoSuchFile() {
        assertThatThrownBy(() -> H5adFile.open(folder.resolve("absent.h5ad"))).isInstanceOf(DataException.class)
                .hasMessageContaining("absent.h5ad: no such file");
        assertThatThrownBy(() -> H5adFile.open(folder)).isInstanceOf(DataException.class)
                .hasMessageContaining("is a folder");
    }

    @Test
    void saysThatAFileIsNoHdf5() throws IOException {
        Path empty = file(new byte[0]);
        assertThatThrownBy(() -> H5adFile.open(empty)).isInstanceOf(DataException.class)
                .hasMessageContaining("damaged.h5ad: is not an HDF5 file (it is empty)");
        byte[] noise = new byte[5000];
        new Random(3).nextBytes(noise);
        Path random = file(noise);
        assertThatThrownBy(() -> H5adFile.open(random)).isInstanceOf(DataException.class)
                .hasMessageContaining("is not an HDF5 file").hasMessageContaining("write_h5ad");
    }

    @ParameterizedTest
    @ValueSource(strings = {"columns.h5ad", "latest.h5ad", "ordered.h5ad", "matrices.h5ad"})
    void saysWhereverAFileWasCutThatItWas(String name) throws IOException {
        byte[] whole = Files.readAllBytes(MadeH5ad.unpack(name, folder));
        for (int length = 600; length < whole.length; length += whole.length / 60) {
            Path cut = file(Arrays.copyOf(whole, length));
            int expected = length;
            assertThatThrownBy(() -> H5adFile.open(cut)).as("cut to %d bytes", length)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("is cut off: it should have " + whole.length + " bytes but has " + expected);
        }
        for (int length = 0; length < 600; length += 7) {
            Path cut = file(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> H5adFile.open(cut)).as("cut to %d bytes", length)
                    .isInstanceOf(DataException.class);
        }
    }

    /// The rest of the file is zeros, so that its length is right: nothing but a [DataException] may come of it.
    @ParameterizedTest
    @ValueSource(strings = {"columns.h5ad", "latest.h5ad", "ordered.h5ad"})
    void nothingButADataExceptionComesOfAFileWhoseEndIsMissing(String name) throws IOException {
        byte[] whole = Files.readAllBytes(MadeH5ad.unpack(name, folder));
        for (int length = 100; length < whole.length; length += whole.length / 60) {
            byte[] bytes = Arrays.copyOf(Arrays.copyOf(whole, length), whole.length);
            Path path = file(bytes);
            int cut = length;
            requireOnlyDataException(path, "zeros from byte " + cut);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"columns.h5ad", "latest.h5ad", "ordered.h5ad", "matrices.h5ad", "wrong.h5ad"})
    void nothingButADataExceptionComesOfSingleWrongBytes(String name) throws IOException {
        byte[] whole = Files.readAllBytes(MadeH5ad.unpack(name, folder));
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            byte[] bytes = whole.clone();
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                // Most of a small file is empty room; damage what is not.
                int at = random.nextInt(bytes.length);
                while (bytes[at] == 0 && random.nextInt(20) != 0) {
                    at = random.nextInt(bytes.length);
                }
                bytes[at] = (byte) random.nextInt(256);
            }
            requireOnlyDataException(file(bytes), "seed " + seed);
        }
    }

    private static void requireOnlyDataException(Path path, String what) {
        try {
            readEverything(path);
        } catch (DataException e) {
            assertThat(e).as(what).hasMessageContaining("damaged.h5ad");
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }
}
