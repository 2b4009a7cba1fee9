package io.cellwright.anndata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Chunks that are not there mean the fill value, which must not become counts.
class UnwrittenChunksTest {
    @TempDir
    Path folder;

    /// Two cells, three genes, four entries in chunks of two, each of one cell.
    private static ZarrMaker sparse(int... starts) {
        return ZarrMaker.tables().put("X/.zgroup", "{'zarr_format': 2}")
                .put("X/.zattrs", "{'encoding-type': 'csr_matrix', 'encoding-version': '0.1.0', 'shape': [2, 3]}")
                .array("X/data", "<i4", "[4]", "[2]", "null", "null").put("X/data/0", ints(5, 6))
                .array("X/indices", "<i4", "[4]", "[2]", "null", "null").put("X/indices/0", ints(0, 2))
                .array("X/indptr", "<i4", "[3]", "[3]", "null", "null").put("X/indptr/0", ints(starts));
    }

    private static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    private CsrMatrix read(ZarrMaker maker) throws IOException {
        try (ZarrFile file = ZarrFile.open(maker.folder(folder))) {
            return file.matrix(new MatrixRef.X());
        }
    }

    @Test
    void aLostChunkOfValuesIsNoZeros() {
        ZarrMaker maker = sparse(0, 2, 4).put("X/indices/1", ints(1, 2));
        assertThatThrownBy(() -> read(maker)).isInstanceOf(DataException.class)
                .hasMessageContaining("made.zarr, X/data: has no chunk with the entries 2 to 3");
    }

    @Test
    void aLostChunkOfIndicesIsNotTheFirstGene() {
        ZarrMaker maker = sparse(0, 2, 4).put("X/data/1", ints(7, 8));
        assertThatThrownBy(() -> read(maker)).isInstanceOf(DataException.class)
                .hasMessageContaining("made.zarr, X/indices: has no chunk with the entries 2 to 3");
    }

    @Test
    void whatWasLostIsNotWrittenToAnotherFileEither() throws IOException {
        Path made = sparse(0, 2, 4).put("X/indices/1", ints(1, 2)).folder(folder);
        Path out = folder.resolve("out.h5ad");
        try (ZarrFile file = ZarrFile.open(made)) {
            assertThatThrownBy(() -> CellWriter.write(file, out, Target.H5ad.usual(), () -> false))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("made.zarr, X/data: has no chunk with the entries 2 to 3");
        }
        assertThat(out).doesNotExist();
    }

    /// zarr-python leaves chunks out that hold zeros alone, and the first gene is number 0.
    @Test
    void aChunkOfIndicesThatIsRightlyLeftOutIsRead() throws IOException {
        ZarrMaker maker = sparse(0, 3, 4).put("X/data/1", ints(7, 8)).put("X/indices/0", ints(1, 2));
        assertThat(MadeH5ad.dense(read(maker))).isDeepEqualTo(new float[][] {{7, 5, 6}, {8, 0, 0}});
    }
}
