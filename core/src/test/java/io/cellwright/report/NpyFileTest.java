package io.cellwright.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NpyFileTest {
    @TempDir
    Path folder;

    @Test
    void rowsAreWhereNumpyLooksForThem() throws IOException {
        Path path = folder.resolve("z.npy");
        try (NpyFile file = NpyFile.of(path, 3, 2)) {
            file.take(0, 2, new double[] {1, 2, 3, 4});
            file.take(2, 1, new double[] {5, 0.1});
            assertThat(path).as("not before all is there").doesNotExist();
        }
        byte[] bytes = Files.readAllBytes(path);
        // As numpy 2.4 writes the header of np.zeros((3, 2), "<f4").
        String header = "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }";
        assertThat(new String(bytes, 0, header.length(), StandardCharsets.ISO_8859_1)).isEqualTo(header);
        assertThat(bytes).hasSize(128 + 6 * 4);
        assertThat(bytes[127]).isEqualTo((byte) '\n');
        float[] values = new float[6];
        ByteBuffer.wrap(bytes, 128, 24).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        assertThat(values).containsExactly(1, 2, 3, 4, 5, 0.1f);
    }

    @Test
    void aMatrixThatLacksRowsLeavesWhatWasThere() throws IOException {
        Path path = Files.writeString(folder.resolve("z.npy"), "before");
        try (NpyFile file = NpyFile.of(path, 3, 2)) {
            file.take(0, 2, new double[4]);
        }
        assertThat(path).hasContent("before");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void rowsOutOfOrderAndPlacesThatAreNotThereAreRefused() {
        try (NpyFile file = NpyFile.of(folder.resolve("z.npy"), 3, 2)) {
            assertThatThrownBy(() -> file.take(1, 1, new double[2])).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("after 0 came 1 rows from 1");
            assertThatThrownBy(() -> file.take(0, 4, new double[8])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> file.take(0, 1, new double[3])).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> NpyFile.of(folder.resolve("none").resolve("z.npy"), 1, 1))
                .isInstanceOf(DataException.class).hasMessageContainingAll("z.npy", "cannot be written");
        assertThatThrownBy(() -> NpyFile.of(folder.resolve("z.npy"), 1, 0)).hasMessageContaining("columns at least 1");
    }
}
