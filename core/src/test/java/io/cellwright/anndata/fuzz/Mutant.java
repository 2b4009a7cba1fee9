package io.cellwright.anndata.fuzz;

import java.util.Map;
import java.util.Optional;

/// A specimen with something changed.
///
/// @param what was done
/// @param changes the files that differ, or that are no longer there
/// @param seen whether every byte that was changed is under a checksum or a length that the format has for it and that
///     is as it was: then the reader must refuse, or give what the specimen gives
record Mutant(String what, Map<String, Optional<byte[]>> changes, boolean seen) {
    static Mutant of(String what, String file, byte[] bytes, boolean seen) {
        return new Mutant(what, Map.of(file, Optional.of(bytes)), seen);
    }

    /// Whether what is read of an element may be another: of the files of a store those that belong to it were changed,
    /// or some that belong to all.
    boolean concerns(String element) {
        return changes.keySet().stream().anyMatch(file -> {
            String folder = file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : "";
            return (element + "/").startsWith(folder.isEmpty() ? "" : folder + "/") || folder.startsWith(element + "/");
        });
    }
}
