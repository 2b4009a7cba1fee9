package io.cellwright.data;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.cellwright.data.GeneJoin.Join;

/// Several tables of cells as one, after `anndata.concat`: cells below each other, genes by name.
///
/// Differs from it in what is missing: whole numbers and truth values of which some are missing stay what they are,
/// where anndata makes floating point and objects of them.
///
/// @param join which genes, and which columns of obs, are kept: those of all tables or of any
/// @param label a column of obs that says which table each cell comes from; nothing for none
/// @param keys what the tables are called there and in names of cells
/// @param between what stands between a cell's name and its table's key; nothing to leave names as they are
public record Concatenation(Join join, Optional<String> label, List<String> keys, Optional<String> between) {
    /// Checks the keys.
    ///
    /// @throws IllegalArgumentException if two are the same
    public Concatenation {
        keys = List.copyOf(keys);
        if (Set.copyOf(keys).size() != keys.size()) {
            throw new IllegalArgumentException("keys must be different but were " + String.join(", ", keys));
        }
    }

    /// The cells of all tables.
    ///
    /// @throws IllegalArgumentException if there are not as many tables as keys, or if genes cannot be told apart
    public CellTable of(List<CellTable> tables) {
        GeneJoin genes = genes(tables.stream().map(CellTable::var).toList());
        return new CellTable(genes.stack(tables.stream().map(CellTable::counts).toList()),
                obs(tables.stream().map(CellTable::obs).toList()),
                genes.merge(tables.stream().map(CellTable::var).toList()));
    }

    /// The genes of all tables.
    ///
    /// @param vars about the genes of each
    public GeneJoin genes(List<Frame> vars) {
        return GeneJoin.of(vars.stream().map(Frame::names).toList(), join);
    }

    /// The tables about cells below each other.
    public Frame obs(List<Frame> tables) {
        if (tables.size() != keys.size()) {
            throw new IllegalArgumentException("keys must be as many as files but there are " + keys.size() + " for "
                    + tables.size());
        }
        List<String> names = new ArrayList<>();
        int[] sizes = new int[tables.size()];
        for (int t = 0; t < sizes.length; t++) {
            sizes[t] = tables.get(t).size();
            String end = between.isPresent() ? between.get() + keys.get(t) : "";
            tables.get(t).names().forEach(name -> names.add(name + end));
        }
        List<Column> columns = new ArrayList<>();
        for (String name : columns(tables)) {
            if (!label.equals(Optional.of(name))) {
                columns.add(new ColumnUnion(name, tables.stream().map(table -> table.column(name)).toList(), sizes)
                        .join());
            }
        }
        label.ifPresent(name -> columns.add(labels(name, names.size(), sizes)));
        return new Frame(names, columns);
    }

    private Set<String> columns(List<Frame> tables) {
        Set<String> names = new LinkedHashSet<>();
        for (int t = 0; t < tables.size(); t++) {
            List<String> own = tables.get(t).columns().stream().map(Column::name).toList();
            if (join == Join.OUTER || t == 0) {
                names.addAll(own);
            } else {
                names.retainAll(own);
            }
        }
        return names;
    }

    private Column labels(String name, int cells, int[] sizes) {
        int[] codes = new int[cells];
        int at = 0;
        for (int t = 0; t < sizes.length; t++) {
            for (int i = 0; i < sizes[t]; i++) {
                codes[at++] = t;
            }
        }
        return new Column.Categorical(name, codes, keys, false);
    }
}
