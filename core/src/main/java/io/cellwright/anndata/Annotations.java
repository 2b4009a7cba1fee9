package io.cellwright.anndata;

import java.util.List;

import io.cellwright.data.Column;

/// What is to be added to a file. What the file has of the same name is replaced.
///
/// @param obs columns about the cells, each with one row a cell
/// @param obsm matrices about the cells, each with one row a cell
/// @param uns entries that belong to no axis
public record Annotations(List<Column> obs, List<NamedMatrix> obsm, List<Uns.Entry> uns) {
    /// Copies the lists.
    public Annotations {
        obs = List.copyOf(obs);
        obsm = List.copyOf(obsm);
        uns = List.copyOf(uns);
    }

    /// Whether there is nothing to add.
    public boolean isEmpty() {
        return obs.isEmpty() && obsm.isEmpty() && uns.isEmpty();
    }

    /// Nothing to add.
    public static Annotations none() {
        return new Annotations(List.of(), List.of(), List.of());
    }
}
