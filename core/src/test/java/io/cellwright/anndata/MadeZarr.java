package io.cellwright.anndata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// The small stores that `core/src/test/python/make_zarr.py` makes.
public final class MadeZarr {
    static final int ROWS = 7;
    static final int COLUMNS = 3000;

    private MadeZarr() {}

    /// Unpacks all that belongs to one of them.
    public static Path unpack(String name, Path folder) throws IOException {
        return unpack("made_zarr.zip", name, folder);
    }

    /// Unpacks the `.h5ad` file that `core/src/test/python/make_everything.py` makes.
    static Path everything(Path folder) throws IOException {
        return unpack("everything.zip", "everything.h5ad", folder);
    }

    private static Path unpack(String from, String name, Path folder) throws IOException {
        try (InputStream archive = Objects.requireNonNull(MadeZarr.class.getResourceAsStream(from));
                ZipInputStream zip = new ZipInputStream(archive)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name) || entry.getName().startsWith(name + "/")) {
                    Path path = folder.resolve(entry.getName());
                    Files.createDirectories(path.getParent());
                    Files.write(path, zip.readAllBytes());
                }
            }
        }
        return folder.resolve(name);
    }

    /// What the matrices of `obsm` hold, row after row.
    static float[] matrix() {
        float[] matrix = new float[ROWS * COLUMNS];
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                matrix[i * COLUMNS + j] = (31 * i + j) / 7 % 50;
            }
        }
        return matrix;
    }
}
