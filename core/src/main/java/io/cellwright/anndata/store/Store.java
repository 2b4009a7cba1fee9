package io.cellwright.anndata.store;

import java.nio.file.Path;
import java.util.Optional;

import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// A file or folder opened for reading that holds groups and datasets. Every failure is a [DataException] that names
/// it and the element.
///
/// May be read from several threads.
public interface Store extends AutoCloseable {
    /// The file or folder as the user gave it.
    Path path();

    /// The top group.
    Group root();

    /// Its size on disk; of a folder that of all files in it.
    long bytes();

    /// Whether so many bytes of data may be in it, as far as its own size tells. What it only declares and cannot hold
    /// must not be allocated.
    boolean mayHold(long bytes);

    /// What to do with a file that is wrong: how to write it again.
    String rewrite();

    /// What is wrong with an element that a whole file would not have.
    DataException damaged(String element, String found);

    @Override
    void close();

    /// The object at a path such as `obs/cell_type`, or nothing.
    default Optional<Node> find(String elementPath) {
        return root().find(elementPath);
    }

    /// An error about an element that writing the file again may mend.
    default DataException bad(String element, String found) {
        return bad(element, found, rewrite());
    }

    /// An error about an element of this file.
    default DataException bad(String element, String found, String remedy) {
        return bad(element, found, remedy, null);
    }

    /// The same, with the exception that told.
    default DataException bad(String element, String found, String remedy, @Nullable Throwable cause) {
        return new DataException(path(), element, found, remedy, cause);
    }
}
