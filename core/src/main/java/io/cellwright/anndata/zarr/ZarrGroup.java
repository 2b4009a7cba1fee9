package io.cellwright.anndata.zarr;

import java.util.List;
import java.util.Optional;

import com.google.gson.JsonObject;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Node;

/// A group of a Zarr store.
///
/// @param store what it is in
/// @param path where it is
/// @param json its attributes
record ZarrGroup(ZarrStore store, String path, JsonObject json) implements Group {
    @Override
    public ZarrAttributes attributes() {
        return new ZarrAttributes(store, path, json);
    }

    @Override
    public List<String> names() {
        return store.keys().children(path);
    }

    @Override
    public Optional<Node> child(String name) {
        if (name.contains("/")) {
            return Optional.empty();
        }
        if (!Names.isPlain(name)) {
            throw store.bad(path, "has a member called \"" + name + "\", which is no name");
        }
        return store.node(path.isEmpty() ? name : path + "/" + name);
    }

    @Override
    public Optional<Node> find(String below) {
        Optional<Node> at = Optional.of(this);
        for (String name : below.split("/", -1)) {
            at = at.filter(ZarrGroup.class::isInstance).flatMap(node -> ((ZarrGroup) node).child(name));
        }
        return at;
    }

    /// The attribute holds a path below this group: that is how anndata 0.7 refers to `__categories`.
    @Override
    public Optional<Dataset> referred(Dataset member, String attribute) {
        return member.attributes().text(attribute).map(below -> find(below).filter(Dataset.class::isInstance)
                .map(Dataset.class::cast).orElseThrow(() -> store.bad(member.path(), "refers to " + attribute
                        + " that are not there: " + below)));
    }
}
