package io.cellwright.anndata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/// Opens the files that are written to. A test can put a disk in its place that is full.
@FunctionalInterface
interface Disk {
    /// The disk of this machine.
    Disk REAL = FileChannel::open;

    FileChannel open(Path path, OpenOption... options) throws IOException;
}
