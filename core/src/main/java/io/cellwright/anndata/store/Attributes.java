package io.cellwright.anndata.store;

import java.util.List;
import java.util.Optional;

/// The attributes of one object.
public interface Attributes {
    /// An attribute that is one text.
    Optional<String> text(String name);

    /// An attribute that is a list of texts. An empty list counts whatever its type is: anndata writes empty lists of
    /// float64.
    Optional<List<String>> texts(String name);

    /// An attribute that is a list of integers.
    Optional<long[]> integers(String name);

    /// An attribute that is one truth value.
    Optional<Boolean> truth(String name);

    /// Every attribute that can be written to another file.
    List<Attribute> all();

    /// Names of the others.
    List<String> others();
}
