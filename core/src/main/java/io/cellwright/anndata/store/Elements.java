package io.cellwright.anndata.store;

import java.util.List;

/// Elements that are handed over in pieces, such as those of a dataset: too many for memory.
public interface Elements {
    /// What one element is.
    ElementType type();

    /// The length of each axis; none for a single value.
    List<Long> shape();

    /// Hands all elements to a sink. Where `parallel`, pieces come in any order and from several threads; else they
    /// come one after the other.
    void stream(boolean parallel, Dataset.Sink sink);
}
