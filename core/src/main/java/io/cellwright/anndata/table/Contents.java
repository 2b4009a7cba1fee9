package io.cellwright.anndata.table;

import java.nio.file.Path;
import java.util.List;

import io.cellwright.data.Frame;

/// What a file of counts holds: everything but the matrices is in memory.
///
/// @param label what the file is, for people
/// @param files the files that were read; more than one for a folder
/// @param obs about the cells
/// @param var about the genes
/// @param matrices the one that stands for X first, then layers
public record Contents(String label, List<Path> files, Frame obs, Frame var, List<StoredCounts> matrices) {
    /// Copies the lists.
    public Contents {
        files = List.copyOf(files);
        matrices = List.copyOf(matrices);
    }
}
