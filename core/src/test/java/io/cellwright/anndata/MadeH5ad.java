package io.cellwright.anndata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.cellwright.data.CsrMatrix;

/// The small files that `core/src/test/python/make_h5ad.py` makes.
public final class MadeH5ad {
    static final int CELLS = 7;
    static final int GENES = 5;

    private MadeH5ad() {}

    /// Unpacks one of them.
    public static Path unpack(String name, Path folder) throws IOException {
        try (InputStream archive = Objects.requireNonNull(MadeH5ad.class.getResourceAsStream("made.zip"));
                ZipInputStream zip = new ZipInputStream(archive)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    Path path = folder.resolve(name);
                    Files.write(path, zip.readAllBytes());
                    return path;
                }
            }
        }
        throw new IllegalArgumentException("there is no " + name);
    }

    /// What all their matrices hold.
    static float[][] matrix() {
        float[][] matrix = new float[CELLS][GENES];
        for (int i = 0; i < CELLS; i++) {
            for (int j = 0; j < GENES; j++) {
                matrix[i][j] = (i + 2 * j) % 3 == 0 ? (7 * i + 3 * j) % 5 + 1 : 0;
            }
        }
        return matrix;
    }

    static float[][] dense(CsrMatrix x) {
        float[][] rows = new float[x.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = x.denseRow(i);
        }
        return rows;
    }
}
