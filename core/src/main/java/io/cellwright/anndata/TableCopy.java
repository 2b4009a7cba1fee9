package io.cellwright.anndata;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.GroupWriter;
import io.cellwright.anndata.store.Node;
import io.cellwright.data.Column;

/// Copies a table that is a group. Codes whose categories anndata 0.7 kept in `__categories` get them beside them.
///
/// @param nodes copies what is in it
/// @param table the table
record TableCopy(NodeCopy nodes, Group table) {
    private static final String OLD_CATEGORIES = "__categories";

    /// @param added columns that go behind the others, or in place of those of the same name
    void write(String name, GroupWriter to, List<Column> added) throws IOException {
        Map<String, Column> fresh = new LinkedHashMap<>();
        added.forEach(column -> fresh.put(column.name(), column));
        String index = FrameReader.indexName(table);
        Set<String> order = new LinkedHashSet<>(FrameReader.columnOrder(table));
        order.removeIf(column -> !fresh.containsKey(column) && !goesAlong(column, to));
        order.addAll(fresh.keySet());
        to.group(name, nodes.with(table, ElementWriter.dataframe(index, List.copyOf(order))), inside -> {
            for (String member : table.names()) {
                Optional<Node> node = table.child(member);
                if (node.isEmpty() || member.equals(OLD_CATEGORIES) || fresh.containsKey(member)) {
                    continue;
                }
                if (NodeCopy.goesAlong(node.get(), member, inside)) {
                    column(node.get(), member, inside);
                } else {
                    nodes.leave(node.get());
                }
            }
            for (Column column : fresh.values()) {
                new ElementWriter(inside).column(column);
            }
        });
    }

    private boolean goesAlong(String column, GroupWriter to) {
        return table.child(column).map(node -> NodeCopy.goesAlong(node, column, to)).orElse(true);
    }

    private void column(Node node, String name, GroupWriter to) throws IOException {
        Optional<Dataset> categories = node instanceof Dataset codes ? table.referred(codes, "categories")
                : Optional.empty();
        if (categories.isEmpty()) {
            nodes.node(node, name, to);
            return;
        }
        boolean ordered = categories.get().attributes().truth("ordered").orElse(false);
        to.group(name, ElementWriter.categories(ordered), inside -> {
            nodes.part(categories.get(), "categories", inside);
            nodes.part((Dataset) node, "codes", inside);
        });
    }
}
