package io.cellwright.anndata;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.cellwright.anndata.hdf5.Hdf5Dataset;
import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.Hdf5Group;
import io.cellwright.anndata.hdf5.append.Attribute;
import io.cellwright.anndata.hdf5.append.GroupEdit;
import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.anndata.store.ElementType.Compound;
import io.cellwright.anndata.store.ElementType.Member;
import io.cellwright.anndata.store.Values;
import io.cellwright.data.Column;

/// Appends annotations to a file that is there. Groups that change get new headers; nothing else moves.
///
/// What anndata 0.6 and earlier kept as compound datasets cannot be added to: `obs` and `obsm` are written anew as
/// groups, with the types of their columns. With `obs` goes `var`, as anndata looks for the categories of both in `uns`
/// only while both are compounds; these categories then stand with their columns and no longer in `uns`.
final class AnnotationWriter {
    private static final String CATEGORIES = "_categories";

    private final Hdf5File file;
    private final Hdf5Appender out;
    private final ElementWriter writer;
    private final GroupEdit root;
    private final Set<String> categoriesMoved = new LinkedHashSet<>();

    AnnotationWriter(Hdf5File file, Hdf5Appender out) {
        this.file = file;
        this.out = out;
        this.writer = new ElementWriter(out);
        this.root = new GroupEdit(file.root());
    }

    /// Appends everything, which [AnnotationCheck] must have found right.
    ///
    /// @return address of the new top group
    long write(Annotations annotations) throws IOException {
        if (!annotations.obs().isEmpty()) {
            writeObs(annotations.obs());
        }
        if (!annotations.obsm().isEmpty()) {
            Map<String, Long> members = new LinkedHashMap<>();
            for (NamedMatrix matrix : annotations.obsm()) {
                members.put(matrix.name(), writer.matrix(matrix));
            }
            merge("obsm", members, Set.of());
        }
        if (!annotations.uns().isEmpty() || !categoriesMoved.isEmpty()) {
            merge("uns", writer.entries(annotations.uns()), categoriesMoved);
        }
        return root.write(out);
    }

    private void writeObs(List<Column> columns) throws IOException {
        Map<String, Long> added = new LinkedHashMap<>();
        for (Column column : columns) {
            added.put(column.name(), writer.column(column));
        }
        Optional<Hdf5Group> group = file.group("obs");
        if (group.isPresent()) {
            root.put("obs", extended(group.get(), added));
            return;
        }
        root.put("obs", rewritten(file.dataset("obs").orElseThrow(), added));
        Optional<Hdf5Dataset> var = file.dataset("var");
        if (var.isPresent()) {
            root.put("var", rewritten(var.get(), Map.of()));
        }
    }

    private long extended(Hdf5Group group, Map<String, Long> added) throws IOException {
        Set<String> order = new LinkedHashSet<>(FrameReader.columnOrder(group));
        GroupEdit edit = new GroupEdit(group);
        added.forEach(edit::put);
        if (order.addAll(added.keySet())) {
            edit.put(Attribute.texts("column-order", List.copyOf(order)));
        }
        return edit.write(out);
    }

    private long rewritten(Hdf5Dataset dataset, Map<String, Long> added) throws IOException {
        FrameReader reader = new FrameReader(dataset);
        Compound compound = reader.compound(dataset);
        Values rows = dataset.values();
        Member index = FrameReader.index(compound);
        Map<String, Long> columns = new LinkedHashMap<>();
        for (Member member : compound.members()) {
            if (!member.equals(index)) {
                Long replaced = added.get(member.name());
                columns.put(member.name(), replaced != null ? replaced : column(reader, rows.member(member), member));
            }
        }
        columns.putAll(added);
        return writer.frame(index.name(), writer.stored(rows.member(index)), columns);
    }

    private long column(FrameReader reader, Values values, Member member) throws IOException {
        if (reader.legacy(values, member.name()) instanceof Column.Categorical categorical) {
            categoriesMoved.add(member.name() + CATEGORIES);
            return writer.column(categorical);
        }
        return writer.stored(values);
    }

    /// Puts members into a group of the top, which may be missing or, for anndata 0.6, be a compound dataset.
    private void merge(String name, Map<String, Long> members, Set<String> removed) throws IOException {
        Optional<Hdf5Group> group = file.group(name);
        if (group.isPresent()) {
            GroupEdit edit = new GroupEdit(group.get());
            removed.forEach(edit::remove);
            members.forEach(edit::put);
            root.put(name, edit.write(out));
            return;
        }
        Map<String, Long> all = new LinkedHashMap<>();
        Optional<Hdf5Dataset> table = file.dataset(name);
        if (table.isPresent()) {
            Values rows = table.get().values();
            for (Member member : new FrameReader(table.get()).compound(table.get()).members()) {
                all.put(member.name(), writer.stored(rows.member(member)));
            }
        }
        all.putAll(members);
        root.put(name, writer.dict(all));
    }
}
