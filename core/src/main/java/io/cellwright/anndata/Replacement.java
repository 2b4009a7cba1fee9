package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.data.DataException;

/// Puts a new file or folder in its place when it is whole, so that the place has what was there before or all of the
/// new. What fails comes as a [DataException] that says what is there.
///
/// @param disk opens the files
record Replacement(Disk disk) {
    void file(Path path, AtomicFile.Body body) {
        try {
            new AtomicFile(disk).write(path, body);
        } catch (IOException e) {
            throw failed(path, e, (Files.exists(path) ? "The old file is as it was. " : "") + remedy(e));
        }
    }

    void folder(Path path, AtomicFolder.Body body) {
        try {
            new AtomicFolder(disk).write(path, body);
        } catch (IOException e) {
            throw failed(path, e, (Files.exists(path) ? "The old folder is as it was. " : "") + remedy(e));
        }
    }

    static String remedy(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "Make the folder first, or write to another";
            case Hdf5Appender.OversizeException _ -> "Leave some columns out, or write a .zarr store";
            default -> "Check that the disk has room and that you may write there";
        };
    }

    static DataException failed(Path path, IOException e, String remedy) {
        String reason = e instanceof NoSuchFileException ? "its folder does not exist" : e.getMessage();
        return new DataException(path, "", "cannot be written: " + reason, remedy, e);
    }
}
