package io.cellwright.anndata;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Store;
import io.cellwright.data.Column;

/// Checks, before anything is written, that annotations can be added.
final class AnnotationCheck {
    private final Store file;

    AnnotationCheck(Store file) {
        this.file = file;
    }

    /// Checks what is known by now. What comes row by row is checked by its name and shape, and again when it is there.
    void check(Added added) {
        added.coming().ifPresent(results -> {
            requireName("obsm", results.name(), new HashSet<>());
            requireRows("obsm/" + results.name(), results.rows(), cells());
        });
        check(added.known());
    }

    private long cells() {
        return new FrameReader(obs()).rows();
    }

    private Node obs() {
        return file.find("obs").orElseThrow(() -> file.bad("obs", "is not in the file",
                "This is an HDF5 file but not an .h5ad file as anndata writes it"));
    }

    void check(Annotations annotations) {
        long cells = cells();
        String index = FrameReader.indexName(obs());
        Set<String> names = new HashSet<>();
        for (Column column : annotations.obs()) {
            requireName("obs", column.name(), names);
            if (column.name().equals(index)) {
                throw new IllegalArgumentException("obs column must not be called " + index + ", as the names of the "
                        + "cells are");
            }
            requireRows("obs/" + column.name(), column.size(), cells);
        }
        names.clear();
        for (NamedMatrix matrix : annotations.obsm()) {
            requireName("obsm", matrix.name(), names);
            requireRows("obsm/" + matrix.name(), matrix.rows(), cells);
        }
        requireNames("uns", annotations.uns());
    }

    static void requireNames(String place, List<Uns.Entry> entries) {
        Set<String> names = new HashSet<>();
        for (Uns.Entry entry : entries) {
            requireName(place, entry.name(), names);
            if (entry.value() instanceof Uns.Dict dict) {
                requireNames(place + "/" + entry.name(), dict.entries());
            }
        }
    }

    /// Names are parts of paths in the file.
    static void requireName(String place, String name, Set<String> taken) {
        boolean special = name.isEmpty() || name.equals(".") || name.equals("..");
        if (special || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("name in " + place + " must be a text without / but was \"" + name
                    + "\"");
        }
        if (!taken.add(name)) {
            throw new IllegalArgumentException("names in " + place + " must be different but two are " + name);
        }
    }

    private void requireRows(String element, int rows, long cells) {
        if (rows != cells) {
            throw new IllegalArgumentException(element + " must have " + cells + " rows, one for each cell of "
                    + file.path() + ", but has " + rows);
        }
    }
}
