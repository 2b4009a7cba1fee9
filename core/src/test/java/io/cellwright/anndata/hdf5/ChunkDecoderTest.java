package io.cellwright.anndata.hdf5;

import java.nio.file.Path;
import java.util.List;

import io.cellwright.anndata.store.ChunkGrid;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChunkDecoderTest {
    private static final int CHUNK = 16;

    @TempDir
    Path folder;

    /// Decoders of two chunks without filters, which are the first bytes of a file; the second is said to be cut off.
    private static ChunkDecoder.Pool pool(Hdf5File file) {
        ChunkGrid grid = ChunkGrid.of(new long[] {2 * CHUNK}, new int[] {CHUNK});
        return new ChunkDecoder.Pool(file, "X/data",
                new ChunkTable(grid, new long[] {0, CHUNK}, new int[] {CHUNK, CHUNK - 1}, new int[2], List.of()), 1);
    }

    private Hdf5File file() {
        Path path = folder.resolve("some.h5");
        MadeHdf5.write(path, new MadeHdf5.Group());
        return Hdf5File.open(path);
    }

    @Test
    void whoComesAfterADecoderIsClosedGetsItAgain() {
        try (Hdf5File file = file()) {
            ChunkDecoder.Pool pool = pool(file);
            ChunkDecoder first = pool.get();
            try (first; ChunkDecoder second = pool.get()) {
                assertThat(second).isNotSameAs(first);
                assertThat(first.chunk(0)).startsWith(0x89, 'H', 'D', 'F');
            }
            try (ChunkDecoder one = pool.get(); ChunkDecoder other = pool.get()) {
                assertThat(List.of(one, other)).contains(first);
            }
        }
    }

    @Test
    void aDecoderWithAChunkThatFailedIsNotUsedAgain() {
        try (Hdf5File file = file()) {
            ChunkDecoder.Pool pool = pool(file);
            ChunkDecoder failed = pool.get();
            try (failed) {
                assertThatThrownBy(() -> failed.chunk(1)).isInstanceOf(DataException.class)
                        .hasMessageContaining("has a chunk of 15 bytes, not 16 (number 1)");
            }
            try (ChunkDecoder next = pool.get()) {
                assertThat(next).isNotSameAs(failed);
                assertThat(next.chunk(0)).startsWith(0x89, 'H', 'D', 'F');
            }
        }
    }
}
