package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ChunkTreeTest {
    private static final int LENGTH = 10;

    @TempDir
    Path folder;

    /// Every node's keys rise, the first key of a node is that of its place above it, and the last that of the next
    /// node; readers that search by key rely on it.
    @ParameterizedTest
    @CsvSource({"1, 0", "64, 0", "65, 1", "4096, 1", "4097, 2"})
    void keysLeadToEveryChunk(int chunks, int height) throws IOException {
        long[] address = new long[chunks];
        int[] size = new int[chunks];
        for (int k = 0; k < chunks; k++) {
            address[k] = 1_000_000L + k;
            size[k] = k + 1;
        }
        Path path = folder.resolve("tree");
        long root;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            root = new ChunkTree(Hdf5Appender.create(channel), LENGTH, chunks, 1).write(address, size);
        }
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(file.get((int) root + 5)).isEqualTo((byte) height);
        List<Long> found = new ArrayList<>();
        walk(file, root, 0, (long) chunks * LENGTH, found);
        assertThat(found).hasSize(chunks).isSorted().startsWith(1_000_000L).endsWith(1_000_000L + chunks - 1);
    }

    private static void walk(ByteBuffer file, long node, long from, long to, List<Long> found) {
        int at = (int) node;
        int height = file.get(at + 5);
        int used = file.getShort(at + 6);
        assertThat(used).isBetween(1, 64);
        assertThat(file.getLong(at + 24 + 8)).isEqualTo(from);
        assertThat(file.getLong(at + 24 + 32 * used + 8)).isEqualTo(to);
        for (int c = 0; c < used; c++) {
            int key = at + 24 + 32 * c;
            long first = file.getLong(key + 8);
            long next = file.getLong(key + 32 + 8);
            assertThat(next).isGreaterThan(first);
            long child = file.getLong(key + 24);
            if (height == 0) {
                assertThat(file.getInt(key)).isEqualTo((int) (first / LENGTH) + 1);
                found.add(child);
            } else {
                walk(file, child, first, next, found);
            }
        }
    }
}
