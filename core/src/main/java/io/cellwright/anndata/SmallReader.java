package io.cellwright.anndata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Compound;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Store;
import io.cellwright.anndata.store.Values;
import io.cellwright.data.DataException;
import io.cellwright.data.Nearest;

/// Reads what is small beside the matrices and tables: embeddings and `uns`. For one reading.
final class SmallReader {
    private static final int DEEPEST = 32;
    /// Soft links may lead back, several times: at any depth there would be more of them.
    private static final int MOST_ENTRIES = 1 << 16;

    private final Store store;
    private int entriesRead;

    SmallReader(Store store) {
        this.store = store;
    }

    NamedMatrix obsm(String name) {
        Node all = store.find("obsm").orElseThrow(() -> absent(name));
        return switch (all) {
            case Group group -> matrix(name, dense(group, name).values());
            case Dataset dataset -> matrix(name, dataset.values().member(member(dataset, name)));
        };
    }

    /// Number of columns of what [#obsm] reads, from the shape alone.
    long columns(String name) {
        return switch (store.find("obsm").orElseThrow(() -> absent(name))) {
            case Group group -> {
                Dataset dataset = dense(group, name);
                yield dataset.rank() < 2 ? 1 : dataset.length(1);
            }
            case Dataset dataset -> member(dataset, name).count();
        };
    }

    private Dataset dense(Group obsm, String name) {
        return switch (obsm.child(name).orElseThrow(() -> absent(name))) {
            case Dataset dataset -> dataset;
            case Group other -> throw store.bad(other.path(), "is a "
                    + other.attributes().text("encoding-type").orElse("group"), "Only dense matrices are read");
        };
    }

    private ElementType.Member member(Dataset obsm, String name) {
        if (obsm.type() instanceof Compound compound) {
            return compound.members().stream().filter(m -> m.name().equals(name)).findFirst()
                    .orElseThrow(() -> absent(name));
        }
        throw absent(name);
    }

    /// Whether an entry of `obsm` is a matrix of the kind that [#obsm] reads, damaged or not.
    boolean hasMatrix(String name) {
        return switch (store.find("obsm").orElse(null)) {
            case Group group -> group.child(name).orElse(null) instanceof Dataset dataset
                    && (dataset.rank() == 1 || dataset.rank() == 2) && isNumbers(dataset.type());
            case Dataset dataset when dataset.type() instanceof Compound compound -> compound.members().stream()
                    .anyMatch(member -> member.name().equals(name) && isNumbers(member.type()));
            case Dataset _ -> false;
            case null -> false;
        };
    }

    private static boolean isNumbers(ElementType type) {
        return type instanceof ElementType.Numeric || type instanceof ElementType.Truth;
    }

    private DataException absent(String name) {
        List<String> there = switch (store.find("obsm").orElse(null)) {
            case Group group -> group.names();
            case Dataset dataset when dataset.type() instanceof Compound compound ->
                compound.members().stream().map(ElementType.Member::name).toList();
            case Dataset _ -> List.of();
            case null -> List.of();
        };
        return store.bad("obsm/" + name, "is not in the file", Nearest.hint(name, there));
    }

    private NamedMatrix matrix(String name, Values values) {
        int rank = values.shape().size();
        if (rank != 1 && rank != 2) {
            throw store.bad(values.element(), "should be a matrix but has " + rank + " axes", "");
        }
        float[] floats = new float[values.count()];
        MatrixReader.floats(store, values.element(), values.type(), values.bytes(), 0, floats.length, floats, 0);
        int columns = rank == 1 ? 1 : values.shape().get(1).intValue();
        return new NamedMatrix(name, values.shape().getFirst().intValue(), columns, floats);
    }

    Optional<Uns> uns(String path) {
        return store.find("uns/" + path).flatMap(node -> read(node, 0));
    }

    private Optional<Uns> read(Node node, int depth) {
        return switch (node) {
            case Dataset dataset -> read(dataset);
            case Group group -> depth < DEEPEST ? read(group, depth) : Optional.empty();
        };
    }

    /// Entries that are something else are left out; a group with an encoding of its own is no dictionary.
    private Optional<Uns> read(Group group, int depth) {
        if (!group.attributes().text("encoding-type").orElse("dict").equals("dict")) {
            return Optional.empty();
        }
        List<Uns.Entry> entries = new ArrayList<>();
        for (String name : group.names()) {
            if (++entriesRead > MOST_ENTRIES) {
                throw store.bad(group.path(), "is inside of something with more than " + MOST_ENTRIES + " entries",
                        "Does a group hold itself?");
            }
            group.child(name).flatMap(node -> read(node, depth + 1))
                    .ifPresent(value -> entries.add(new Uns.Entry(name, value)));
        }
        return Optional.of(new Uns.Dict(entries));
    }

    private Optional<Uns> read(Dataset dataset) {
        if (dataset.attributes().text("encoding-type").equals(Optional.of("null"))) {
            return Optional.empty();
        }
        boolean single = dataset.elements() == 1 && dataset.rank() <= 1;
        boolean alone = single && (dataset.rank() == 0 || dataset.attributes().text("encoding-type").isEmpty());
        return switch (dataset.type()) {
            case ElementType.HeapText _, ElementType.FixedText _ when alone ->
                Optional.of(new Uns.Text(dataset.values().texts().getFirst()));
            case ElementType.HeapText _, ElementType.FixedText _ when dataset.rank() == 1 ->
                Optional.of(new Uns.Texts(dataset.values().texts()));
            case ElementType.Whole _ when alone -> Optional.of(new Uns.Whole(dataset.values().longs()[0]));
            case ElementType.Real _ when alone -> Optional.of(new Uns.Real(dataset.values().doubles()[0]));
            case ElementType.Truth _ when alone -> Optional.of(new Uns.Truth(dataset.values().truths()[0]));
            default -> Optional.empty();
        };
    }
}
