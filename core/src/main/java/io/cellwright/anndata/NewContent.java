package io.cellwright.anndata;

import java.io.IOException;
import java.util.List;

import io.cellwright.anndata.store.GroupWriter;

/// What a new file of anndata is made of.
sealed interface NewContent permits Carry, NewTables {
    /// Writes the members of the top group.
    void write(GroupWriter root) throws IOException;

    /// What was there and does not go along, once it is written: where it is and why.
    List<String> left();
}
