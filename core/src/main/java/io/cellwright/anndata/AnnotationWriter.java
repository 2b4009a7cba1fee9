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
import io.cellwright.anndata.hdf5.append.ChunkedArray;
import io.cellwright.anndata.hdf5.append.GroupEdit;
import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.anndata.hdf5.append.Hdf5GroupWriter;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.data.Column;

/// Appends annotations to a file that is there. Groups that change get new headers; nothing else moves.
///
/// What anndata 0.6 and earlier kept as compound datasets cannot be added to: `obs` and `obsm` are written anew as
/// groups, with the types of their columns. With `obs` goes `var`, as anndata looks for the categories of both in `uns`
/// only while both are compounds; these categories then stand with their columns and no longer in `uns`.
final class AnnotationWriter {
    private static final String CATEGORIES = "_categories";
    private static final String TABLE = "table";

    private final Hdf5File file;
    private final Hdf5Appender out;
    private final GroupEdit root;
    private final Set<String> categoriesMoved = new LinkedHashSet<>();

    AnnotationWriter(Hdf5File file, Hdf5Appender out) {
        this.file = file;
        this.out = out;
        this.root = new GroupEdit(file.root());
    }

    /// Appends everything.
    ///
    /// @param watch asked now and then while results come
    /// @return address of the new top group
    long write(Added added, Added.Watch watch) throws IOException {
        if (added.hasMatrices()) {
            Hdf5GroupWriter members = group();
            added.matrices(members, watch);
            merge("obsm", members, Set.of());
        }
        Annotations annotations = added.known();
        new AnnotationCheck(file).check(annotations);
        if (!annotations.obs().isEmpty()) {
            writeObs(annotations.obs());
        }
        if (!annotations.uns().isEmpty() || !categoriesMoved.isEmpty()) {
            Hdf5GroupWriter members = group();
            for (Uns.Entry entry : annotations.uns()) {
                new ElementWriter(members).uns(entry);
            }
            merge("uns", members, categoriesMoved);
        }
        return root.write(out);
    }

    private Hdf5GroupWriter group() {
        return new Hdf5GroupWriter(out, ChunkedArray.usual());
    }

    private void writeObs(List<Column> columns) throws IOException {
        Optional<Hdf5Group> group = file.group("obs");
        if (group.isPresent()) {
            root.put("obs", extended(group.get(), columns));
            return;
        }
        root.put("obs", rewritten(file.dataset("obs").orElseThrow(), columns));
        Optional<Hdf5Dataset> var = file.dataset("var");
        if (var.isPresent()) {
            root.put("var", rewritten(var.get(), List.of()));
        }
    }

    private long extended(Hdf5Group group, List<Column> columns) throws IOException {
        Hdf5GroupWriter added = group();
        for (Column column : columns) {
            new ElementWriter(added).column(column);
        }
        Set<String> order = new LinkedHashSet<>(FrameReader.columnOrder(group));
        GroupEdit edit = new GroupEdit(group);
        added.members().forEach(edit::put);
        if (order.addAll(added.members().keySet())) {
            edit.put(Attribute.texts("column-order", List.copyOf(order)));
        }
        return edit.write(out);
    }

    private long rewritten(Hdf5Dataset dataset, List<Column> added) throws IOException {
        Hdf5GroupWriter parent = group();
        new OldTable(dataset, added).write(parent, TABLE).forEach(name -> categoriesMoved.add(name + CATEGORIES));
        return parent.members().values().iterator().next();
    }

    /// Puts members into a group of the top, which may be missing or, for anndata 0.6, be a compound dataset.
    private void merge(String name, Hdf5GroupWriter members, Set<String> removed) throws IOException {
        Optional<Hdf5Group> group = file.group(name);
        if (group.isPresent()) {
            GroupEdit edit = new GroupEdit(group.get());
            removed.forEach(edit::remove);
            members.members().forEach(edit::put);
            root.put(name, edit.write(out));
            return;
        }
        Map<String, Long> all = new LinkedHashMap<>();
        Optional<Hdf5Dataset> table = file.dataset(name);
        if (table.isPresent()) {
            Hdf5GroupWriter old = group();
            OldTable.members(table.get(), old, members.members()::containsKey);
            all.putAll(old.members());
        }
        all.putAll(members.members());
        root.put(name, out.group(all, ElementWriter.dict()));
    }
}
