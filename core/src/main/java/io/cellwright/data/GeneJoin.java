package io.cellwright.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The genes of several tables as one list, by name, and where each table's genes stand in it.
///
/// @param genes names, each once unless all tables have the same list
/// @param places for each table, the place of each of its genes; -1 for those that are left out
public record GeneJoin(List<String> genes, List<int[]> places) {
    /// Which genes are kept.
    public enum Join {
        /// Those that all tables have, in the order of the first.
        INNER,
        /// Those that any table has, sorted by name unless all tables have the same list.
        OUTER
    }

    /// Joins the genes of tables.
    ///
    /// @param tables of each the names of its genes
    /// @throws IllegalArgumentException if the lists differ and a name stands twice in one: then nothing says which
    ///     gene
    ///     belongs to which
    public static GeneJoin of(List<List<String>> tables, Join join) {
        List<String> first = tables.getFirst();
        List<String> genes = first;
        if (!tables.stream().allMatch(first::equals)) {
            tables.forEach(GeneJoin::requireDifferent);
            genes = join == Join.INNER ? common(tables) : all(tables);
        }
        List<int[]> places = new ArrayList<>();
        for (List<String> names : tables) {
            places.add(places(names, genes));
        }
        return new GeneJoin(genes, places);
    }

    private static void requireDifferent(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("gene names must be different where files have different genes, but "
                        + name + " stands twice in one. Make them unique first, as with var_names_make_unique()");
            }
        }
    }

    private static List<String> common(List<List<String>> tables) {
        Set<String> common = new LinkedHashSet<>(tables.getFirst());
        tables.forEach(names -> common.retainAll(new HashSet<>(names)));
        return List.copyOf(common);
    }

    private static List<String> all(List<List<String>> tables) {
        Set<String> all = new HashSet<>();
        tables.forEach(all::addAll);
        return all.stream().sorted(GeneJoin::byCharacter).toList();
    }

    /// As Python sorts texts.
    private static int byCharacter(String a, String b) {
        return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    private static int[] places(List<String> names, List<String> genes) {
        int[] places = new int[names.size()];
        if (names.equals(genes)) {
            Arrays.setAll(places, j -> j);
            return places;
        }
        Map<String, Integer> known = new HashMap<>();
        for (int j = 0; j < genes.size(); j++) {
            known.put(genes.get(j), j);
        }
        Arrays.setAll(places, j -> known.getOrDefault(names.get(j), -1));
        return places;
    }

    /// The matrices of all tables below each other, over the joined genes; 0 where a table lacks one.
    ///
    /// @param matrices of each table one
    public CsrMatrix stack(List<CsrMatrix> matrices) {
        List<CsrMatrix> parts = new ArrayList<>();
        for (int t = 0; t < matrices.size(); t++) {
            parts.add(matrices.get(t).remap(places.get(t), genes.size()));
        }
        return CsrMatrix.stacked(parts, genes.size());
    }

    /// The table about the joined genes, with the columns that say the same in all tables.
    ///
    /// @param tables about the genes of each
    public Frame merge(List<Frame> tables) {
        List<Column> same = new ArrayList<>();
        List<Frame> aligned = new ArrayList<>();
        for (int t = 0; t < tables.size(); t++) {
            aligned.add(aligned(tables.get(t), places.get(t)));
        }
        for (Column column : aligned.getFirst().columns()) {
            if (aligned.stream().allMatch(frame -> frame.column(column.name()).filter(other -> isSame(column, other))
                    .isPresent())) {
                same.add(column);
            }
        }
        return new Frame(genes, same);
    }

    /// Of a table without all genes no column can be the same as of one with them.
    private Frame aligned(Frame table, int[] place) {
        int[] rows = new int[genes.size()];
        Arrays.fill(rows, -1);
        for (int j = 0; j < place.length; j++) {
            if (place[j] >= 0) {
                rows[place[j]] = j;
            }
        }
        for (int row : rows) {
            if (row < 0) {
                return new Frame(genes, List.of());
            }
        }
        return table.selectRows(rows);
    }

    private static boolean isSame(Column a, Column b) {
        if (a.getClass() != b.getClass()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!Objects.equals(a.text(i), b.text(i))) {
                return false;
            }
        }
        return true;
    }
}
