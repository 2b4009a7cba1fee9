package io.cellwright.anndata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType.Compound;
import io.cellwright.anndata.store.ElementType.Member;
import io.cellwright.anndata.store.ElementType.Whole;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Store;
import io.cellwright.anndata.store.Values;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// Reads `obs`, `var` and `raw/var`: a group with one member a column, or, until anndata 0.6, one compound dataset.
final class FrameReader {
    private static final System.Logger LOG = System.getLogger(FrameReader.class.getName());

    private final Node node;
    private final Store store;

    FrameReader(Node node) {
        this.node = node;
        this.store = node.store();
    }

    Frame read() {
        return read(damage -> {
            throw damage;
        });
    }

    /// The same but for columns that cannot be read.
    ///
    /// @param damaged takes why not, once for each
    Frame read(Consumer<DataException> damaged) {
        return switch (node) {
            case Group group -> read(group, damaged);
            case Dataset dataset -> read(dataset, damaged);
        };
    }

    private static void attempt(Runnable column, Consumer<DataException> damaged) {
        try {
            column.run();
        } catch (DataException damage) {
            damaged.accept(damage);
        }
    }

    /// Number of rows, without reading them: no more than the file can hold names for.
    long rows() {
        return switch (node) {
            case Dataset dataset -> dataset.requirePlausible();
            case Group group -> switch (index(group)) {
                case Dataset index -> index.requirePlausible();
                case Group nullable -> part(nullable, "values").requirePlausible();
            };
        };
    }

    private Frame read(Group group, Consumer<DataException> damaged) {
        List<String> names = names(index(group));
        List<Column> columns = new ArrayList<>();
        for (String name : columnOrder(group)) {
            attempt(() -> column(group, name).ifPresent(c -> columns.add(sized(c, names.size()))), damaged);
        }
        return new Frame(names, columns);
    }

    private Optional<Column> column(Group group, String name) {
        ColumnReader reader = new ColumnReader(group, name, member(group, name));
        Optional<Column> column = reader.read();
        if (column.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "{0}, {1}/{2}: left out, as it holds {3}", store.path(),
                    group.path(), name, reader.what());
        }
        return column;
    }

    private Column sized(Column column, int rows) {
        if (column.size() != rows) {
            throw bad(node.path() + "/" + column.name(), "has " + column.size() + " rows but the index has " + rows);
        }
        return column;
    }

    /// Names of the columns as the group lists them; the names of its members where it has no list.
    static List<String> columnOrder(Group group) {
        return group.attributes().texts("column-order").orElseGet(() -> group.names().stream()
                .filter(n -> !n.equals(indexName(group)) && !n.equals("__categories")).toList());
    }

    /// What the column of the names is called.
    static String indexName(Node node) {
        return switch (node) {
            case Group group -> group.attributes().text("_index").orElse("_index");
            case Dataset dataset -> index(new FrameReader(dataset).compound(dataset)).name();
        };
    }

    private Node index(Group group) {
        return member(group, indexName(group));
    }

    private Node member(Group group, String name) {
        return group.child(name).orElseThrow(() -> bad(group.path() + "/" + name,
                "is missing, although " + group.path() + " lists it"));
    }

    /// The index is a list of texts or numbers, or a nullable-string-array, of which none may be missing.
    private List<String> names(Node index) {
        return switch (index) {
            case Dataset dataset -> texts(dataset.values());
            case Group nullable -> {
                for (boolean missing : part(nullable, "mask").values().truths()) {
                    if (missing) {
                        throw bad(nullable.path(), "has a row without a name");
                    }
                }
                yield texts(part(nullable, "values").values());
            }
        };
    }

    private static List<String> texts(Values values) {
        if (values.isText()) {
            return values.texts();
        }
        Column numbers = Numbering.column("_index", values);
        List<String> names = new ArrayList<>(numbers.size());
        for (int i = 0; i < numbers.size(); i++) {
            names.add(String.valueOf(numbers.text(i)));
        }
        return names;
    }

    private Dataset part(Group group, String name) {
        return group.dataset(name).orElseThrow(() -> bad(group.path(), "has no " + name));
    }

    /// One compound a row. Codes of categories are integers whose texts stand in `uns`.
    private Frame read(Dataset dataset, Consumer<DataException> damaged) {
        Compound compound = compound(dataset);
        Values rows = dataset.values();
        Member index = index(compound);
        List<String> names = texts(rows.member(index));
        List<Column> columns = new ArrayList<>();
        for (Member member : compound.members()) {
            if (!member.equals(index)) {
                attempt(() -> columns.add(legacy(rows.member(member), member.name())), damaged);
            }
        }
        return new Frame(names, columns);
    }

    Compound compound(Dataset dataset) {
        if (!(dataset.type() instanceof Compound compound) || compound.members().isEmpty() || dataset.rank() != 1) {
            throw bad(dataset.path(), "should be a table but holds " + dataset.type().label());
        }
        return compound;
    }

    /// The names are the member called `index`, else the first.
    static Member index(Compound compound) {
        return compound.members().stream().filter(m -> m.name().equals("index")).findFirst()
                .orElse(compound.members().getFirst());
    }

    Column legacy(Values values, String name) {
        Optional<Dataset> categories = store.find("uns/" + name + "_categories")
                .filter(Dataset.class::isInstance).map(Dataset.class::cast);
        if (categories.isPresent() && values.type() instanceof Whole) {
            return ColumnReader.categorical(name, values, categories.get().values(), false);
        }
        return ColumnReader.plain(name, values).orElseThrow(() -> bad(values.element(), "holds "
                + values.type().label()));
    }

    private DataException bad(String element, String found) {
        return store.bad(element, found);
    }
}
