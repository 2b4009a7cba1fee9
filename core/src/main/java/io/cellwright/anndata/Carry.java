package io.cellwright.anndata;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.GroupWriter;
import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Store;
import io.cellwright.data.Column;

/// Carries all that a file of AnnData holds over into a new one, of whatever make: tables, matrices, `raw` and the rest
/// with their own types and encodings, in pieces, so that no matrix is in memory as a whole. What anndata kept
/// otherwise before 0.8 stands where it stands today.
final class Carry implements NewContent {
    private static final List<String> PLACES = List.of("layers", "obsp", "varm", "varp");

    private static final Set<String> RAW = Set.of("X", "var", "varm");

    private final Store store;
    private final Added added;
    private final NodeCopy nodes = new NodeCopy();
    /// Members of `uns` that are kept elsewhere in the new file.
    private final Set<String> moved = new HashSet<>();

    /// @param added what else to write, in place of what has the same name
    Carry(Store store, Added added) {
        this.store = store;
        this.added = added;
    }

    /// What does not go along: where it is and why.
    @Override
    public List<String> left() {
        return List.copyOf(nodes.left());
    }

    @Override
    public void write(GroupWriter root) throws IOException {
        Set<String> done = new HashSet<>(PLACES);
        done.addAll(List.of("obs", "obsm", "var", "uns", "raw", "raw.X", "raw.var", "raw.varm"));
        members("obsm", "obsm", added::hasMatrix, root, added::matrices);
        Annotations annotations = added.known();
        new AnnotationCheck(store).check(annotations);
        table("obs", "obs", annotations.obs(), root);
        table("var", "var", List.of(), root);
        for (String name : store.root().names()) {
            Optional<Node> node = store.root().child(name);
            if (node.isPresent() && !done.contains(name)) {
                nodes.node(node.get(), name, root);
            }
        }
        raw(root);
        for (String place : PLACES) {
            members(place, place, none -> false, root, more -> { });
        }
        annotations.uns().forEach(entry -> moved.add(entry.name()));
        members("uns", "uns", moved::contains, root, inside -> {
            for (Uns.Entry entry : annotations.uns()) {
                new ElementWriter(inside).uns(entry);
            }
        });
    }

    private void table(String place, String name, List<Column> columns, GroupWriter to) throws IOException {
        switch (store.find(place).orElse(null)) {
            case Group group -> new TableCopy(nodes, group).write(name, to, columns);
            case Dataset dataset -> new OldTable(dataset, columns).write(to, name)
                    .forEach(column -> moved.add(column + "_categories"));
            case null -> { }
        }
    }

    /// The members of a place but for some, and others.
    private void members(String place, String name, Predicate<String> but, GroupWriter to, GroupWriter.Body more)
            throws IOException {
        Optional<Node> found = store.find(place);
        List<Attribute> attributes = found.filter(Group.class::isInstance)
                .map(node -> nodes.with(node, ElementWriter.dict())).orElseGet(ElementWriter::dict);
        to.group(name, attributes, inside -> {
            switch (found.orElse(null)) {
                case Group group -> {
                    for (String member : group.names()) {
                        if (!but.test(member)) {
                            nodes.node(group.child(member).orElseThrow(), member, inside);
                        }
                    }
                }
                case Dataset dataset -> OldTable.members(dataset, inside, but);
                case null -> { }
            }
            more.write(inside);
        });
    }

    private void raw(GroupWriter root) throws IOException {
        Optional<Node> raw = store.find("raw");
        if (raw.isPresent() && raw.get() instanceof Dataset none) {
            // That there is none may stand in the file as such.
            nodes.node(none, "raw", root);
            return;
        }
        if (raw.isEmpty() && store.find("raw.X").isEmpty()) {
            return;
        }
        String place = raw.isPresent() ? "raw/" : "raw.";
        root.group("raw", ElementWriter.encoding("raw", "0.1.0"), inside -> {
            Optional<Node> x = store.find(place + "X");
            if (x.isPresent()) {
                nodes.node(x.get(), "X", inside);
            }
            table(place + "var", "var", List.of(), inside);
            if (raw.orElse(null) instanceof Group group) {
                for (String name : group.names()) {
                    if (!RAW.contains(name)) {
                        nodes.node(group.child(name).orElseThrow(), name, inside);
                    }
                }
            }
            members(place + "varm", "varm", none -> false, inside, more -> { });
        });
    }
}
