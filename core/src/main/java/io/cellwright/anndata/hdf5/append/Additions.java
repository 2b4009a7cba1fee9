package io.cellwright.anndata.hdf5.append;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.Superblock;
import io.cellwright.data.DataException;

/// Says whether a file can be added to.
public final class Additions {
    private static final int OPEN_FOR_WRITING = 1;
    private static final int OPEN_FOR_STREAMING = 4;
    private static final int PAGED = 1;

    private Additions() {}

    /// Checks a file.
    ///
    /// @throws DataException if a program has it open for writing, or if it manages its free space in pages or by lists
    ///     that an addition would make wrong
    public static void requirePossible(Hdf5File file) {
        Superblock superblock = file.superblock();
        if (superblock.version() == 3 && (superblock.flags() & (OPEN_FOR_WRITING | OPEN_FOR_STREAMING)) != 0) {
            throw file.bad("", "says that a program has it open for writing",
                    "Wait until that has ended; if it crashed, clear the mark with: h5clear -s FILE");
        }
        if (superblock.extension() != Hdf5File.NOWHERE) {
            RawHeader extension = RawHeader.read(file, superblock.extension(), "superblock extension");
            for (Message message : extension.all(Message.FILE_SPACE_INFO)) {
                requirePlainSpace(file, ByteBuffer.wrap(message.data()).order(ByteOrder.LITTLE_ENDIAN));
            }
        }
    }

    private static void requirePlainSpace(Hdf5File file, ByteBuffer info) {
        boolean known = info.limit() >= 3 && info.get(0) == 1;
        if (!known || info.get(1) == PAGED || info.get(2) != 0) {
            throw file.bad("", "manages its free space in a way that cannot be added to",
                    "Write it plainly first: h5repack -S AGGREGATE FILE NEW");
        }
    }
}
