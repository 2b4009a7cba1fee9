package io.cellwright.anndata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.cellwright.anndata.zarr.ZarrStore;
import io.cellwright.data.DataException;

/// A `.zarr` store opened for reading: a folder or a zip archive, of Zarr 2 or 3, of any anndata version from 0.5 on.
///
/// Read are arrays of numbers, truth values and texts, in chunks or shards, with the codecs blosc, zstd, gzip, zlib,
/// lz4, shuffle and crc32c. Python objects are refused, as are links out of a folder.
public final class ZarrFile extends AnnDataFile {
    private static final List<String> METADATA = List.of(".zgroup", ".zattrs", ".zmetadata", "zarr.json");

    private ZarrFile(ZarrStore store) {
        super(store, "This is a Zarr store but not one as anndata's write_zarr makes it");
    }

    /// Opens a store.
    ///
    /// @throws DataException if there is none, or if it has no obs and var
    public static ZarrFile open(Path path) {
        return checked(new ZarrFile(ZarrStore.open(path)));
    }

    @Override
    public FileFormat format() {
        return FileFormat.ZARR;
    }

    @Override
    public String label() {
        return "a .zarr store";
    }

    /// Whether a file of that name tells what is in a folder.
    static boolean isMetadata(String name) {
        return METADATA.contains(name);
    }

    /// Whether a folder is a group or an array of a store.
    static boolean isNode(Path folder) {
        return Files.isDirectory(folder) && METADATA.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
    }

    /// Whether it is a folder with the metadata of a store, or a zip archive, by its first bytes.
    static boolean isOne(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return METADATA.stream().anyMatch(name -> Files.exists(path.resolve(name)));
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] first = in.readNBytes(4);
            return Arrays.equals(first, new byte[] {'P', 'K', 3, 4}) || Arrays.equals(first, new byte[] {'P', 'K', 5, 6});
        }
    }
}
