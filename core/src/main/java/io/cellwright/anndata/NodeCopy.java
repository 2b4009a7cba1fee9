package io.cellwright.anndata;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Data;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Compound;
import io.cellwright.anndata.store.ElementType.FixedText;
import io.cellwright.anndata.store.ElementType.HeapText;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.ElementType.Truth;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.GroupWriter;
import io.cellwright.anndata.store.Node;

/// Copies groups and datasets from one store into another, types, shapes and attributes as they are, also of encodings
/// that are not known here. What anndata before 0.8 wrote without saying its encoding gets the present one, as readers
/// of one store guess otherwise than those of another.
final class NodeCopy {
    private static final int DEEPEST = 64;
    /// More bytes than this go through memory in pieces.
    private static final long SMALL_BYTES = 1 << 16;
    private static final String TYPE = "encoding-type";
    /// Groups whose members are elements of their own.
    private static final Set<String> PLACES = Set.of("dict", "anndata", "raw");
    private static final Set<String> OLD_SPARSE = Set.of("h5sparse_format", "h5sparse_shape");

    private final List<String> left = new ArrayList<>();

    /// What could not be copied: where it is and why.
    List<String> left() {
        return left;
    }

    void node(Node node, String name, GroupWriter to) throws IOException {
        node(node, name, to, 0);
    }

    private void node(Node node, String name, GroupWriter to, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw node.store().bad(node.path(), "is nested more than " + DEEPEST + " levels deep", "");
        }
        if (!to.takes(name)) {
            left.add(node.path() + " (its name cannot stand there)");
            return;
        }
        switch (node) {
            case Dataset dataset -> dataset(dataset, name, to, encoded(dataset));
            case Group group -> group(group, name, to, depth);
        }
    }

    private void group(Group group, String name, GroupWriter to, int depth) throws IOException {
        String type = group.attributes().text(TYPE).orElse("");
        if (type.equals("dataframe")) {
            new TableCopy(this, group).write(name, to, List.of());
        } else if (type.equals("csr_matrix") || type.equals("csc_matrix") || isOldSparse(group)) {
            sparse(group, name, to);
        } else {
            List<Attribute> attributes = type.isEmpty() ? with(group, ElementWriter.dict()) : attributes(group,
                    Set.of());
            to.group(name, attributes, inside -> members(group, inside, type.isEmpty() || PLACES.contains(type),
                    depth));
        }
    }

    private void members(Group group, GroupWriter inside, boolean elements, int depth) throws IOException {
        for (String name : group.names()) {
            Optional<Node> member = group.child(name);
            if (member.isPresent() && !elements && member.get() instanceof Dataset part && inside.takes(name)) {
                // A part of an element is no element, and need not say what it is.
                dataset(part, name, inside, attributes(part, Set.of()));
            } else if (member.isPresent()) {
                node(member.get(), name, inside, depth + 1);
            }
        }
    }

    private static boolean isOldSparse(Group group) {
        return group.attributes().text("h5sparse_format").isPresent();
    }

    /// A sparse matrix, whose parts must fit each other: a wrong one is refused rather than passed on.
    private void sparse(Group group, String name, GroupWriter to) throws IOException {
        MatrixSource source = MatrixSource.of(group);
        List<Attribute> attributes = isOldSparse(group)
                ? with(group, ElementWriter.encoding(group.attributes().text("h5sparse_format").orElseThrow()
                        + "_matrix",
                        "0.1.0", Attribute.integers("shape", source.rows(), source.columns())))
                : attributes(group, Set.of());
        SparseCheck check = new SparseCheck(source);
        check.requireWhole();
        to.group(name, attributes, inside -> {
            Dataset data = source.part("data");
            inside.stream("data", data, attributes(data, Set.of()));
            inside.stream("indices", check, attributes(source.part("indices"), Set.of()));
            Dataset starts = source.part("indptr");
            inside.stream("indptr", starts, attributes(starts, Set.of()));
        });
    }

    /// Whether an element of that name goes along whole, with every part of it; what does not is left, and named when it is
    /// its turn.
    static boolean goesAlong(Node node, String name, GroupWriter to) {
        return to.takes(name) && switch (node) {
            case Dataset dataset -> dataset.type().canBeWritten();
            case Group group -> group.names().stream().allMatch(part -> group.child(part)
                    .map(member -> goesAlong(member, part, to)).orElse(true));
        };
    }

    /// An element that would lose a part of itself.
    void leave(Node node) {
        String why = node instanceof Dataset dataset && !dataset.type().canBeWritten() ? dataset.type().label()
                : "it or a part of it cannot stand there";
        left.add(node.path() + " (" + why + ")");
    }

    /// A dataset that becomes an element of its own.
    void part(Dataset dataset, String name, GroupWriter to) throws IOException {
        dataset(dataset, name, to, present(dataset));
    }

    /// A dataset with these attributes.
    private void dataset(Dataset dataset, String name, GroupWriter to, List<Attribute> attributes) throws IOException {
        ElementType type = dataset.type();
        if (encoding(attributes).equals("null")) {
            to.nothing(name, attributes);
            return;
        }
        if (!type.canBeWritten()) {
            left.add(dataset.path() + " (" + type.label() + ")");
            return;
        }
        boolean large = dataset.rank() > 0 && dataset.requirePlausible() > SMALL_BYTES / type.size();
        if (large && (type instanceof Numeric || type instanceof Truth)) {
            to.stream(name, dataset, attributes);
            return;
        }
        long[] shape = dataset.shape().stream().mapToLong(Long::longValue).toArray();
        if (isText(type, attributes)) {
            to.array(name, new Data.Texts(dataset.values().texts()), attributes, isOne(attributes) ? new long[0]
                    : shape);
        } else {
            to.array(name, new Data.Stored(dataset.values()), attributes, shape);
        }
    }

    /// Bytes of a fixed number are text where the encoding says so, or numpy's text.
    private static boolean isText(ElementType type, List<Attribute> attributes) {
        return type instanceof HeapText || (type instanceof FixedText text && (text.wide()
                || encoding(attributes).startsWith("string")));
    }

    private static boolean isOne(List<Attribute> attributes) {
        return encoding(attributes).equals("string");
    }

    private static String encoding(List<Attribute> attributes) {
        return attributes.stream().filter(a -> a.name().equals(TYPE)).findFirst()
                .map(a -> ((Data.Texts) a.data()).values().getFirst()).orElse("");
    }

    /// Attributes of an element, which says what it is.
    private List<Attribute> encoded(Dataset dataset) {
        return dataset.attributes().text(TYPE).isPresent() ? attributes(dataset, Set.of())
                : with(dataset, present(dataset));
    }

    /// The encoding that anndata has today for what such a dataset holds. A list of one text of fixed length stood for
    /// that text; a list of one number may have stood for a number, and stays as it is, without a word.
    private static List<Attribute> present(Dataset dataset) {
        boolean one = dataset.rank() == 0;
        boolean single = dataset.rank() == 1 && dataset.elements() == 1;
        return switch (dataset.type()) {
            case FixedText _ when one || single -> ElementWriter.encoding("string", "0.2.0");
            case Numeric _, Truth _ when single -> List.of();
            case HeapText _ when one -> ElementWriter.encoding("string", "0.2.0");
            case HeapText _, FixedText _ -> ElementWriter.encoding("string-array", "0.2.0");
            case Compound _ -> ElementWriter.encoding("rec-array", "0.2.0");
            case Numeric _, Truth _, ElementType.Reference _, ElementType.Unknown _ ->
                ElementWriter.encoding(one ? "numeric-scalar" : "array", "0.2.0");
        };
    }

    /// Those given, and what else the node has.
    List<Attribute> with(Node node, List<Attribute> given) {
        List<Attribute> all = new ArrayList<>(given);
        all.addAll(attributes(node, given.stream().map(Attribute::name).collect(Collectors.toSet())));
        return all;
    }

    /// The attributes of a node, but for these.
    private List<Attribute> attributes(Node node, Set<String> but) {
        for (String other : node.attributes().others()) {
            if (!but.contains(other) && !other.equals("categories")) {
                left.add(node.path() + "@" + other);
            }
        }
        return node.attributes().all().stream().filter(a -> !but.contains(a.name()) && !OLD_SPARSE.contains(a.name()))
                .toList();
    }
}
