package io.cellwright.anndata.zarr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Store;
import io.cellwright.data.DataException;

/// A Zarr store opened for reading: a folder or a zip archive.
///
/// May be read from several threads.
public final class ZarrStore implements Store {
    /// More than a byte of a store may stand for.
    private static final long MOST_RATIO = 2_000;
    /// What may be declared at no cost: chunks that hold nothing but the fill value are not stored.
    private static final long HARMLESS = 1 << 26;
    private static final String DAMAGED = "The store is damaged or was cut off: copy or download it again";

    private final Path path;
    private final Keys keys;

    private ZarrStore(Path path, Keys keys) {
        this.path = path;
        this.keys = keys;
    }

    /// Opens a store.
    ///
    /// @throws DataException if there is none
    public static ZarrStore open(Path path) {
        boolean folder = Files.isDirectory(path);
        try {
            ZarrStore store = new ZarrStore(path, folder ? new FolderKeys(path) : new ZipKeys(path));
            try {
                if (!(store.node("").orElse(null) instanceof Group)) {
                    throw new DataException(path, "", (folder ? "is a folder" : "is a zip archive")
                            + " that is no Zarr group: it has neither zarr.json nor .zgroup at its top",
                            "Give a .zarr folder or a .zarr.zip as written by anndata's write_zarr");
                }
                return store;
            } catch (DataException e) {
                store.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new DataException(path, "", "no such file", "Check the path", e);
        } catch (IOException | IllegalArgumentException e) {
            // The JDK reports names that are no text by the latter.
            throw new DataException(path, "", "cannot be read as a zip archive: " + e.getMessage(), DAMAGED, e);
        }
    }

    /// The node under a key, or nothing.
    Optional<Node> node(String key) {
        return new NodeReader(this, key).read();
    }

    Keys keys() {
        return keys;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Group root() {
        return (Group) node("").orElseThrow();
    }

    @Override
    public boolean mayHold(long bytes) {
        long needed = bytes / MOST_RATIO;
        return bytes <= HARMLESS || keys.bytes(needed) >= needed;
    }

    @Override
    public long bytes() {
        return keys.bytes(Long.MAX_VALUE);
    }

    @Override
    public String rewrite() {
        return "Write it again with anndata's write_zarr";
    }

    @Override
    public DataException damaged(String element, String found) {
        return bad(element, found, DAMAGED);
    }

    @Override
    public void close() {
        keys.close();
    }
}
