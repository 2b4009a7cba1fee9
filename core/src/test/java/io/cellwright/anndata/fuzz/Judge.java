package io.cellwright.anndata.fuzz;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;

import io.cellwright.anndata.H5adWriter;
import io.cellwright.data.DataException;
import io.cellwright.fuzz.Watched;

/// Reads files that may be damaged in any way and holds what comes of it against what may.
final class Judge implements AutoCloseable {
    private final Watched watched = new Watched();

    /// Bytes that may be taken to read what has so many on disk: what may be declared at no cost, and what a byte may
    /// stand for. Arrays of Zarr whose chunks are not there may declare 2,000 times the store, which is then held up to
    /// four times, as bytes, as numbers and as a matrix.
    static long budget(Path path, long bytes) {
        return (1L << 26) + (path.toString().contains(".zarr") ? 8_000 : 1_000) * bytes;
    }

    /// Reads the elements that are wanted.
    ///
    /// @throws AssertionError if it ends in anything but values and refusals, or not at all, or takes too much
    Watched.Outcome<Map<String, String>> read(Path path, long bytes, Predicate<String> wanted)
            throws InterruptedException {
        Watched.Outcome<Map<String, String>> read = watched.run(() -> Reading.of(path, wanted));
        if (read.allocated() > budget(path, bytes)) {
            throw new AssertionError("takes " + read.allocated() + " bytes");
        }
        return read;
    }

    /// Adds results to a file or does not; what else could be read of it can be read as before.
    ///
    /// @param before what was read of it
    /// @return whether they were added
    boolean addTo(Path path, Map<String, String> before) throws InterruptedException {
        boolean added = watched.run(() -> isAdded(path)).value();
        Map<String, String> after = watched.run(() -> Reading.of(path)).value();
        before.forEach((element, found) -> {
            boolean changed = added && element.matches("obs|obsm/X_added|uns/added");
            if (!found.equals(Reading.REFUSED) && !changed && !found.equals(after.get(element))) {
                throw new AssertionError("has other " + element + " after an addition: " + after.get(element) + ", not "
                        + found);
            }
        });
        return added;
    }

    private static boolean isAdded(Path path) {
        try {
            H5adWriter.addInPlace(path, Specimens.annotations(path));
            return true;
        } catch (DataException e) {
            if (!String.valueOf(e.getMessage()).contains(String.valueOf(path.getFileName()))) {
                throw new IllegalStateException("an error that does not name the file", e);
            }
            return false;
        }
    }

    @Override
    public void close() {
        watched.close();
    }
}
