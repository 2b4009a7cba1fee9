package io.cellwright.report;

import java.io.IOException;
import java.nio.file.Path;

import io.cellwright.data.DataException;

/// A file that could not be written, in words.
final class Unwritten {
    private Unwritten() {}

    static DataException because(Path path, IOException cause) {
        return new DataException(path, "", "cannot be written: " + cause, "Name a file in a folder that exists, can be "
                + "written to and has room", cause);
    }
}
