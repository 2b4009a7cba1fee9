package io.cellwright.anndata.hdf5;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.cellwright.anndata.store.Store;
import io.cellwright.data.DataException;
import io.jhdf.HdfFile;
import io.jhdf.exceptions.UnsupportedHdfException;
import io.jhdf.storage.HdfBackingStorage;
import org.jspecify.annotations.Nullable;

/// An HDF5 file opened for reading. Every failure is a [DataException] that names the file and the element; no
/// exception of jHDF comes through.
///
/// May be read from several threads.
public final class Hdf5File implements Store {
    /// More than a byte of file can stand for with any filter that we know; deflate ends at about 1,030.
    private static final long MOST_RATIO = 2_000;
    /// The address that means "nothing is stored".
    public static final long NOWHERE = -1L;

    private static final String NEWER = "It uses a part of HDF5 that is not known here: write it again with anndata's "
            + "write_h5ad, without libver=\"latest\"";
    private static final String UNREACHABLE = "Is the disk, or the network that it is behind, still there?";
    private static final String DAMAGED = "The file is damaged or was cut off: copy or download it again";

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final Superblock superblock;
    private final HdfFile hdf;
    private final Set<Long> checkedGroups = ConcurrentHashMap.newKeySet();
    private final Set<Long> checkedAttributes = ConcurrentHashMap.newKeySet();

    private Hdf5File(Path path, FileChannel channel, long size, Superblock superblock, HdfFile hdf) {
        this.path = path;
        this.channel = channel;
        this.size = size;
        this.superblock = superblock;
        this.hdf = hdf;
    }

    /// Opens a file.
    ///
    /// @throws DataException if there is no such file, or if it is not a whole HDF5 file
    public static Hdf5File open(Path path) {
        FileChannel channel = null;
        try {
            if (Files.isDirectory(path)) {
                throw new DataException(path, "", "is a folder", "Give the .h5ad file itself");
            }
            channel = FileChannel.open(path, StandardOpenOption.READ);
            Hdf5File file = open(path, channel);
            channel = null;
            return file;
        } catch (NoSuchFileException e) {
            throw new DataException(path, "", "no such file", "Check the path", e);
        } catch (IOException e) {
            throw new DataException(path, "", "cannot be opened: " + e.getMessage(), "", e);
        } finally {
            closeQuietly(channel);
        }
    }

    private static Hdf5File open(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        Superblock superblock = readSuperblock(path, channel);
        if (superblock.end() < superblock.base() || superblock.end() > size) {
            throw new DataException(path, "", "is cut off: it should have " + superblock.end() + " bytes but has "
                    + size, "Copy or download it again");
        }
        if (superblock.driver() != NOWHERE) {
            throw new DataException(path, "", "is one part of a file that HDF5 spread over several",
                    "Join the parts with h5repart");
        }
        try {
            return new Hdf5File(path, channel, size, superblock, new HdfFile(path));
        } catch (RuntimeException e) {
            throw new DataException(path, "", "cannot be read as HDF5: " + e.getMessage(), DAMAGED, e);
        }
    }

    /// Whether a file has the signature of HDF5, at its beginning or behind a user block.
    ///
    /// @throws IOException if it cannot be read
    public static boolean isOne(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (long at = 0; at + Long.BYTES <= channel.size(); at = at == 0 ? 512 : at * 2) {
                readFully(channel, bytes.clear(), at);
                if (bytes.getLong(0) == Superblock.SIGNATURE) {
                    return true;
                }
            }
            return false;
        }
    }

    /// The signature stands at byte 0 or, behind a user block, at 512, 1024, 2048 and so on.
    static Superblock readSuperblock(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        for (long at = 0; at + 8 <= size; at = at == 0 ? 512 : at * 2) {
            byte[] bytes = new byte[(int) Math.min(Superblock.MOST_BYTES, size - at)];
            readFully(channel, ByteBuffer.wrap(bytes), at);
            if (ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0) == Superblock.SIGNATURE) {
                return parse(path, bytes, at);
            }
        }
        throw new DataException(path, "", "is not an HDF5 file (" + (size == 0 ? "it is empty" : "no HDF5 signature")
                + ")", "Give an .h5ad file as written by anndata's write_h5ad");
    }

    private static Superblock parse(Path path, byte[] bytes, long at) {
        try {
            Superblock superblock = Superblock.parse(bytes);
            if (superblock.base() != at) {
                throw new Superblock.UnknownLayout("it begins at byte " + at + " but says " + superblock.base());
            }
            return superblock;
        } catch (Superblock.UnknownLayout e) {
            throw new DataException(path, "", "is an HDF5 file that cannot be read: " + e.getMessage(),
                    "Write it again with anndata's write_h5ad", e);
        }
    }

    @Override
    public Path path() {
        return path;
    }

    /// The first block.
    public Superblock superblock() {
        return superblock;
    }

    /// Number of bytes that are in use, from address 0 on. What lies behind is not part of the file: an addition that
    /// was never published.
    public long end() {
        return superblock.end() - superblock.base();
    }

    @Override
    public Hdf5Group root() {
        return new Hdf5Group(this, hdf, superblock.root());
    }

    @Override
    public long bytes() {
        return size;
    }

    @Override
    public boolean mayHold(long bytes) {
        return bytes / MOST_RATIO <= size;
    }

    @Override
    public String rewrite() {
        return "Write the file again with anndata's write_h5ad";
    }

    /// The group at a path, or nothing where there is none or something else.
    public Optional<Hdf5Group> group(String elementPath) {
        return find(elementPath).filter(Hdf5Group.class::isInstance).map(Hdf5Group.class::cast);
    }

    /// The dataset at a path, or nothing where there is none or something else.
    public Optional<Hdf5Dataset> dataset(String elementPath) {
        return find(elementPath).filter(Hdf5Dataset.class::isInstance).map(Hdf5Dataset.class::cast);
    }

    /// Reads `length` bytes at an address, which must lie within the file.
    public ByteBuffer read(long address, int length, String element) {
        requireInside(address, length, element);
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        read(address, bytes, element);
        return bytes.flip();
    }

    /// Fills the rest of a buffer from an address.
    void read(long address, ByteBuffer into, String element) {
        requireInside(address, into.remaining(), element);
        try {
            readFully(channel, into, superblock.base() + address);
        } catch (IOException e) {
            throw bad(element, "cannot be read: " + e.getMessage(), hint(e), e);
        }
    }

    void requireInside(long address, long length, String element) {
        if (address < 0 || length < 0 || address > end() - length) {
            throw bad(element, "points at " + length + " bytes at " + Long.toUnsignedString(address)
                    + ", outside the file", DAMAGED);
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw new EOFException("the file ends at byte " + at);
            }
            at += count;
        }
    }

    /// Asks jHDF; whatever it throws, also for want of memory, becomes a [DataException] about `element`.
    public <T> T ask(String element, Supplier<T> question) {
        try {
            return question.get();
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException e) {
            throw bad(element, "cannot be read: " + deepest(e), hint(e), e);
        } catch (StackOverflowError | OutOfMemoryError e) {
            // jHDF follows what a damaged file says: in circles, or to sizes that no file has.
            throw bad(element, "cannot be read: it has structures without end (" + e + ")", DAMAGED, e);
        } catch (InternalError e) {
            // What the JVM makes of mapped memory behind the end of a file that became shorter.
            throw bad(element, "cannot be read: " + e.getMessage(), "Do not change the file while it is read", e);
        }
    }

    /// What to do about a failure to read.
    static String hint(Exception e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof UnsupportedHdfException) {
                return NEWER;
            }
            if (at instanceof IOException && !(at instanceof EOFException)) {
                return UNREACHABLE;
            }
        }
        return DAMAGED;
    }

    /// The file for jHDF to answer one question from.
    public HdfBackingStorage storage() {
        return guarded();
    }

    private GuardedStorage guarded() {
        return new GuardedStorage(hdf.getHdfBackingStorage(), end());
    }

    /// Checks the structures of a group, once, before jHDF reads them.
    void checkGroup(String element, long address, Supplier<Set<String>> names) {
        check(checkedGroups, element, address, () -> {
            new StructureCheck(guarded()).group(address);
            for (String name : names.get()) {
                if (name.isEmpty() || name.equals(".") || name.indexOf('/') >= 0) {
                    throw damaged(element, "has a member called \"" + name + "\", which is no name");
                }
            }
        });
    }

    /// Checks where the attributes of an object are, once, before jHDF reads them.
    void checkAttributes(String element, long address) {
        check(checkedAttributes, element, address, () -> new StructureCheck(guarded()).attributes(address));
    }

    private void check(Set<Long> checked, String element, long address, Runnable check) {
        if (!checked.contains(address)) {
            ask(element, () -> {
                check.run();
                return checked.add(address);
            });
        }
    }

    @Override
    public DataException damaged(String element, String found) {
        return bad(element, found, DAMAGED);
    }

    private static String deepest(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    @Override
    public void close() {
        try {
            hdf.close();
        } catch (RuntimeException e) {
            throw bad("", "cannot be closed: " + deepest(e), "", e);
        } finally {
            closeQuietly(channel);
        }
    }

    /// Only for channels that were read from: nothing can be lost.
    private static void closeQuietly(@Nullable Closeable channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(Hdf5File.class.getName()).log(System.Logger.Level.DEBUG, "closing a file", e);
        }
    }
}
