package io.cellwright.anndata;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType.Compound;
import io.cellwright.anndata.store.ElementType.Member;
import io.cellwright.anndata.store.GroupWriter;
import io.cellwright.anndata.store.Values;
import io.cellwright.data.Column;

/// A table that anndata 0.6 and earlier kept as one compound dataset. It is written as a group, with the types of its
/// columns; categories, which stood in `uns`, then stand with them.
///
/// @param dataset the table
/// @param added columns that go behind the others, or in place of those of the same name
record OldTable(Dataset dataset, List<Column> added) {
    /// Writes the table.
    ///
    /// @return names of the columns whose categories no longer belong into `uns`
    Set<String> write(GroupWriter to, String name) throws IOException {
        FrameReader reader = new FrameReader(dataset);
        Compound compound = reader.compound(dataset);
        Member index = FrameReader.index(compound);
        Map<String, Column> fresh = new LinkedHashMap<>();
        added.forEach(column -> fresh.put(column.name(), column));
        Set<String> order = new LinkedHashSet<>();
        compound.members().stream().filter(member -> !member.equals(index)).forEach(member -> order.add(member.name()));
        order.addAll(fresh.keySet());
        Set<String> moved = new LinkedHashSet<>();
        Values rows = dataset.values();
        to.group(name, ElementWriter.dataframe(index.name(), List.copyOf(order)), inside -> {
            ElementWriter writer = new ElementWriter(inside);
            writer.stored(index.name(), rows.member(index));
            for (Member member : compound.members()) {
                if (!member.equals(index) && !fresh.containsKey(member.name())) {
                    column(reader, rows.member(member), member.name(), writer, moved);
                }
            }
            for (Column column : fresh.values()) {
                writer.column(column);
            }
        });
        return moved;
    }

    private static void column(FrameReader reader, Values values, String name, ElementWriter writer, Set<String> moved)
            throws IOException {
        if (reader.legacy(values, name) instanceof Column.Categorical categorical) {
            moved.add(name);
            writer.column(categorical);
        } else {
            writer.stored(name, values);
        }
    }

    /// Writes what such a dataset holds as members of a group, but for those of these names.
    static void members(Dataset table, GroupWriter to, Predicate<String> but) throws IOException {
        Values rows = table.values();
        for (Member member : new FrameReader(table).compound(table).members()) {
            if (!but.test(member.name())) {
                new ElementWriter(to).stored(member.name(), rows.member(member));
            }
        }
    }
}
