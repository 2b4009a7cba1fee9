package io.cellwright.anndata.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.cellwright.anndata.fuzz.Specimen.Make;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// Files with which something was wrong once: they are read, or refused by name, within a budget. `corpus.zip` holds
/// them; each is named after what is wrong with it.
class CorpusTest {
    @TempDir
    Path folder;

    private static Set<String> unpack(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        try (InputStream archive = Objects.requireNonNull(CorpusTest.class.getResourceAsStream("corpus.zip"));
                ZipInputStream zip = new ZipInputStream(archive)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path path = folder.resolve(entry.getName());
                Files.createDirectories(path.getParent());
                Files.write(path, zip.readAllBytes());
                names.add(entry.getName().replaceFirst("/.*", ""));
            }
        }
        return names;
    }

    @Test
    void filesThatOnceWentWrongAreReadOrRefused() throws Exception {
        Set<String> names = unpack(folder);
        assertThat(names).hasSizeGreaterThan(5);
        try (Judge judge = new Judge()) {
            for (String name : names) {
                Path path = folder.resolve(name);
                try {
                    long bytes = Specimen.read(path, Make.HDF5).bytes();
                    Map<String, String> read = judge.read(path, bytes, element -> true).value();
                    if (name.endsWith(".h5ad")) {
                        judge.addTo(path, read);
                    }
                } catch (AssertionError e) {
                    throw new AssertionError(name + " " + e.getMessage(), e);
                }
            }
        }
    }
}
