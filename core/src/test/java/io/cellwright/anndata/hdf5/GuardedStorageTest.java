package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GuardedStorageTest {
    private static final long END = 1_000_000_000L;

    private final Counting counting = new Counting();
    private final GuardedStorage guarded = new GuardedStorage(counting, END);

    /// Counts reads that begin and that end, and takes some stack for them, as a file does.
    private static final class Counting implements HdfBackingStorage {
        private int begun;
        private int ended;

        private static int calls(int more) {
            return more == 0 ? 0 : 1 + calls(more - 1);
        }

        @Override
        public ByteBuffer readBufferFromAddress(long address, int length) {
            begun++;
            if (calls(50) == 50) {
                ended++;
            }
            return ByteBuffer.allocate(0);
        }

        @Override
        public ByteBuffer map(long address, long length) {
            return readBufferFromAddress(address, 0);
        }

        @Override
        public ByteBuffer mapNoOffset(long address, long length) {
            return map(address, length);
        }

        @Override
        public long getUserBlockSize() {
            return 0;
        }

        @Override
        public Superblock getSuperblock() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel getFileChannel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getSizeOfOffsets() {
            return 8;
        }

        @Override
        public int getSizeOfLengths() {
            return 8;
        }

        @Override
        public void close() {}

        @Override
        public long size() {
            return END;
        }

        @Override
        public boolean inMemory() {
            return false;
        }
    }

    @Test
    void nothingOutsideTheFileIsRead() {
        assertThatThrownBy(() -> guarded.readBufferFromAddress(END - 3, 4)).isInstanceOf(HdfException.class)
                .hasMessageContaining("outside the file");
        assertThatThrownBy(() -> guarded.readBufferFromAddress(-1, 4)).isInstanceOf(HdfException.class);
        assertThatThrownBy(() -> guarded.readBufferFromAddress(Long.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(HdfException.class);
        assertThatThrownBy(() -> guarded.map(0, END + 1)).isInstanceOf(HdfException.class);
        assertThat(counting.begun).isZero();
        guarded.readBufferFromAddress(END - 4, 4);
        assertThat(counting.ended).isEqualTo(1);
    }

    @Test
    void aStructureIsNotReadOverAndOver() {
        assertThatThrownBy(() -> {
            for (int i = 0; i < 10_000; i++) {
                guarded.readBufferFromAddress(8, 4);
            }
        }).isInstanceOf(HdfException.class).hasMessageContaining("lead back to themselves");
    }

    /// A channel in which a read ends so can never be closed again.
    @Test
    void noReadIsUnderWayWhenTheStackIsFull() {
        assertThatThrownBy(() -> dive(0)).isInstanceOf(StackOverflowError.class);
        assertThat(counting.begun).isGreaterThan(10).isEqualTo(counting.ended);
    }

    private int dive(long address) {
        guarded.readBufferFromAddress(address, 1);
        return address == END ? 0 : 1 + dive(address + 1);
    }
}
