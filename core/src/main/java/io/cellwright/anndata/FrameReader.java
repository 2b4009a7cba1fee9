package io.cellwright.anndata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.hdf5.ElementType.Compound;
import io.cellwright.anndata.hdf5.ElementType.Member;
import io.cellwright.anndata.hdf5.ElementType.Whole;
import io.cellwright.anndata.hdf5.Hdf5Dataset;
import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.Hdf5Group;
import io.cellwright.anndata.hdf5.Hdf5Node;
import io.cellwright.anndata.hdf5.Values;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// Reads `obs`, `var` and `raw/var`: a group with one member a column, or, until anndata 0.6, one compound dataset.
final class FrameReader {
    private static final String REWRITE = "Write the file again with anndata's write_h5ad";
    private static final System.Logger LOG = System.getLogger(FrameReader.class.getName());

    private final Hdf5Node node;
    private final Hdf5File file;

    FrameReader(Hdf5Node node) {
        this.node = node;
        this.file = node.file();
    }

    Frame read() {
        return switch (node) {
            case Hdf5Group group -> read(group);
            case Hdf5Dataset dataset -> read(dataset);
        };
    }

    /// Number of rows, without reading them.
    long rows() {
        return switch (node) {
            case Hdf5Dataset dataset -> dataset.elements();
            case Hdf5Group group -> switch (index(group)) {
                case Hdf5Dataset index -> index.elements();
                case Hdf5Group nullable -> part(nullable, "values").elements();
            };
        };
    }

    private Frame read(Hdf5Group group) {
        List<String> names = names(index(group));
        List<Column> columns = new ArrayList<>();
        for (String name : columnOrder(group)) {
            ColumnReader reader = new ColumnReader(group, name, member(group, name));
            Optional<Column> column = reader.read();
            if (column.isEmpty()) {
                LOG.log(System.Logger.Level.WARNING, "{0}, {1}/{2}: left out, as it holds {3}", file.path(),
                        group.path(), name, reader.what());
            }
            column.ifPresent(c -> columns.add(sized(c, names.size())));
        }
        return new Frame(names, columns);
    }

    private Column sized(Column column, int rows) {
        if (column.size() != rows) {
            throw bad(node.path() + "/" + column.name(), "has " + column.size() + " rows but the index has " + rows);
        }
        return column;
    }

    /// Names of the columns as the group lists them; the names of its members where it has no list.
    static List<String> columnOrder(Hdf5Group group) {
        return group.attributes().texts("column-order").orElseGet(() -> group.names().stream()
                .filter(n -> !n.equals(indexName(group)) && !n.equals("__categories")).toList());
    }

    /// What the column of the names is called.
    static String indexName(Hdf5Node node) {
        return switch (node) {
            case Hdf5Group group -> group.attributes().text("_index").orElse("_index");
            case Hdf5Dataset dataset -> index(new FrameReader(dataset).compound(dataset)).name();
        };
    }

    private Hdf5Node index(Hdf5Group group) {
        return member(group, indexName(group));
    }

    private Hdf5Node member(Hdf5Group group, String name) {
        return group.child(name).orElseThrow(() -> bad(group.path() + "/" + name,
                "is missing, although " + group.path() + " lists it"));
    }

    /// The index is a list of texts or numbers, or a nullable-string-array, of which none may be missing.
    private List<String> names(Hdf5Node index) {
        return switch (index) {
            case Hdf5Dataset dataset -> texts(dataset.values());
            case Hdf5Group nullable -> {
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

    private Hdf5Dataset part(Hdf5Group group, String name) {
        return group.dataset(name).orElseThrow(() -> bad(group.path(), "has no " + name));
    }

    /// One compound a row. Codes of categories are integers whose texts stand in `uns`.
    private Frame read(Hdf5Dataset dataset) {
        Compound compound = compound(dataset);
        Values rows = dataset.values();
        Member index = index(compound);
        List<String> names = texts(rows.member(index));
        List<Column> columns = new ArrayList<>();
        for (Member member : compound.members()) {
            if (!member.equals(index)) {
                columns.add(legacy(rows.member(member), member.name()));
            }
        }
        return new Frame(names, columns);
    }

    Compound compound(Hdf5Dataset dataset) {
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
        Optional<Hdf5Dataset> categories = file.find("uns/" + name + "_categories")
                .filter(Hdf5Dataset.class::isInstance).map(Hdf5Dataset.class::cast);
        if (categories.isPresent() && values.type() instanceof Whole) {
            return ColumnReader.categorical(name, values, categories.get().values(), false);
        }
        return ColumnReader.plain(name, values).orElseThrow(() -> bad(values.element(), "holds "
                + values.type().label()));
    }

    private DataException bad(String element, String found) {
        return file.bad(element, found, REWRITE);
    }
}
