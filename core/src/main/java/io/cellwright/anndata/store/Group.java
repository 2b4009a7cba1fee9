package io.cellwright.anndata.store;

import java.util.List;
import java.util.Optional;

/// Named groups and datasets.
public non-sealed interface Group extends Node {
    /// Names of the members.
    List<String> names();

    /// The member of that name, or nothing.
    Optional<Node> child(String name);

    /// The object at a path below this group, or nothing.
    Optional<Node> find(String below);

    /// The dataset that an attribute of a member of this group refers to, or nothing where it has no such attribute.
    ///
    /// @throws io.cellwright.data.DataException if what it refers to is not there
    Optional<Dataset> referred(Dataset member, String attribute);

    /// The member of that name if it is a group.
    default Optional<Group> group(String name) {
        return child(name).filter(Group.class::isInstance).map(Group.class::cast);
    }

    /// The member of that name if it is a dataset.
    default Optional<Dataset> dataset(String name) {
        return child(name).filter(Dataset.class::isInstance).map(Dataset.class::cast);
    }
}
