package io.cellwright.anndata.store;

/// A group or a dataset.
public sealed interface Node permits Group, Dataset {
    /// Where it is, such as `obs/cell_type`; empty for the top group.
    String path();

    /// What it is in.
    Store store();

    /// Its attributes.
    Attributes attributes();
}
