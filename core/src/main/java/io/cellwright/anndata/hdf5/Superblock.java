package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The first block of an HDF5 file.
///
/// @param version 0 to 3
/// @param base byte of the file that address 0 stands for (not 0 where a user block comes first)
/// @param flags consistency flags; from version 3 on, bits 0 and 2 say that a program has the file open for writing
/// @param extension address of the superblock's extension, or [Hdf5File#NOWHERE]
/// @param end byte of the file after the last one in use, counted from the front of the file and not from `base`
/// @param root address of the object header of the root group
/// @param driver address of the driver information block, or [Hdf5File#NOWHERE]
/// @param bytes the block as it stands in the file
public record Superblock(int version, long base, int flags, long extension, long end, long root, long driver,
        byte[] bytes) {
    static final long SIGNATURE = 0x0a1a0a0d46444889L;
    private static final int FIRST_SIZE = 96;
    private static final int SECOND_SIZE = 48;
    private static final int ENTRY_SIZE = 40;

    /// How many bytes to read before asking [#parse].
    static final int MOST_BYTES = 128;

    /// Reads a block that begins with the signature.
    ///
    /// @param bytes up to [#MOST_BYTES] bytes of the file
    /// @throws UnknownLayout if the block is of a kind that we do not know
    static Superblock parse(byte[] bytes) throws UnknownLayout {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < SECOND_SIZE) {
            throw new UnknownLayout("the file ends within its first block");
        }
        int version = b.get(8);
        if (version == 2 || version == 3) {
            requireWide(b.get(9), b.get(10));
            return new Superblock(version, b.getLong(12), b.get(11) & 0xff, b.getLong(20), b.getLong(28), b.getLong(36),
                    Hdf5File.NOWHERE, Arrays.copyOf(bytes, SECOND_SIZE));
        }
        if (version != 0 && version != 1) {
            throw new UnknownLayout("its superblock has version " + version);
        }
        int size = FIRST_SIZE + (version == 1 ? 4 : 0);
        if (bytes.length < size) {
            throw new UnknownLayout("the file ends within its first block");
        }
        requireWide(b.get(13), b.get(14));
        int base = size - ENTRY_SIZE - 32;
        return new Superblock(version, b.getLong(base), b.getInt(20), Hdf5File.NOWHERE, b.getLong(base + 16),
                b.getLong(base + 32 + 8), b.getLong(base + 24), Arrays.copyOf(bytes, size));
    }

    private static void requireWide(int offsetSize, int lengthSize) throws UnknownLayout {
        if (offsetSize != 8 || lengthSize != 8) {
            throw new UnknownLayout("its addresses and lengths have " + offsetSize + " and " + lengthSize
                    + " bytes, not 8");
        }
    }

    /// Says why a block cannot be used.
    static final class UnknownLayout extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownLayout(String found) {
            super(found);
        }
    }
}
