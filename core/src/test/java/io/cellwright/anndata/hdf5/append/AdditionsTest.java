package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.MadeH5ad;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AdditionsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5})
    void aFileThatSaysItIsOpenForWritingIsNotTouched(int flags) throws IOException {
        Path path = MadeH5ad.unpack("latest.h5ad", folder);
        byte[] bytes = Files.readAllBytes(path);
        assertThat(bytes[8]).as("version of the superblock").isEqualTo((byte) 3);
        bytes[11] = (byte) flags;
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(44, Lookup3.of(Arrays.copyOf(bytes, 44), 44));
        Files.write(path, bytes);
        assertThatThrownBy(() -> H5adWriter.addInPlace(path, Annotations.none())).isInstanceOf(DataException.class)
                .hasMessageContaining("latest.h5ad: says that a program has it open for writing")
                .hasMessageContaining("h5clear -s");
        assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
    }

    @Test
    void aFileWithListsOfItsFreeSpaceIsNotTouched() throws IOException {
        Path path = MadeH5ad.unpack("paged.h5ad", folder);
        byte[] bytes = Files.readAllBytes(path);
        Path out = folder.resolve("out.h5ad");
        assertThatThrownBy(() -> H5adWriter.addInPlace(path, Annotations.none())).isInstanceOf(DataException.class)
                .hasMessageContaining("paged.h5ad: manages its free space").hasMessageContaining("h5repack");
        assertThatThrownBy(() -> H5adWriter.copyWith(path, out, Annotations.none())).isInstanceOf(DataException.class);
        assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
        assertThat(out).doesNotExist();
    }
}
