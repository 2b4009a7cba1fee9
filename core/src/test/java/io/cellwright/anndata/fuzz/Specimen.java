package io.cellwright.anndata.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A whole file, or a folder of files, of which mutants are made.
///
/// @param name of the file or folder
/// @param make what bytes of it mean
/// @param files what is in it: below the folder, or only the file itself, under an empty name
record Specimen(String name, Make make, Map<String, byte[]> files) {
    /// How a file is changed so that it stays nearly whole.
    enum Make { HDF5, ZARR, ZIP, TEXT }

    static Specimen read(Path path, Make make) throws IOException {
        String name = String.valueOf(path.getFileName());
        if (Files.isRegularFile(path)) {
            return new Specimen(name, make, Map.of("", Files.readAllBytes(path)));
        }
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(path.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return new Specimen(name, make, files);
    }

    /// The bytes of one of its files.
    byte[] file(String file) {
        return Objects.requireNonNull(files.get(file), file);
    }

    long bytes() {
        return files.values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    /// Puts files of it into a folder; where there is nothing in one's place it is taken away.
    Path write(Path folder, Map<String, Optional<byte[]>> some) throws IOException {
        Path path = folder.resolve(name);
        for (Map.Entry<String, Optional<byte[]>> file : some.entrySet()) {
            Path place = file.getKey().isEmpty() ? path : path.resolve(file.getKey());
            if (file.getValue().isEmpty()) {
                Files.deleteIfExists(place);
            } else {
                Files.createDirectories(place.getParent());
                Files.write(place, file.getValue().get());
            }
        }
        return path;
    }

    /// Puts all of it into a folder.
    Path write(Path folder) throws IOException {
        return write(folder, files.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> Optional.of(e.getValue()))));
    }

    /// Takes back what a mutant changed.
    void restore(Path folder, Mutant mutant) throws IOException {
        Map<String, Optional<byte[]>> back = new TreeMap<>();
        mutant.changes().keySet().forEach(name -> back.put(name, Optional.ofNullable(files.get(name))));
        write(folder, back);
    }
}
