package io.cellwright.anndata;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/// The real files that the tests read where they are present. They are not part of the project.
final class SharedData {
    private static final Path FOLDER = Path.of("../../shared/data");

    private SharedData() {}

    /// A file, or an abandoned test where it is absent.
    static Path file(String name) {
        Path path = FOLDER.resolve(name);
        Assumptions.assumeTrue(Files.exists(path), () -> "needs " + path + ", which is not here");
        return path;
    }

    /// Every sample.
    static Stream<String> h5adFiles() {
        return Stream.of("pbmc68k_reduced_counts.h5ad", "pbmc4k_top2000.h5ad", "mouse_bladder.h5ad", "scmix_3cl.h5ad",
                "formats/anndata_v0.5.0.h5ad", "formats/anndata_v0.7.0.h5ad", "formats/anndata_v0.7.8.h5ad",
                "formats/anndata_v0.11.4.h5ad");
    }
}
