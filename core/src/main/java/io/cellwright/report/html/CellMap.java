package io.cellwright.report.html;

import java.util.List;

/// Cells as points in the plane, such as a UMAP, that can be coloured in several ways.
///
/// @param name what the map is, such as `UMAP of the latent space`
/// @param x_n first coordinate of each cell, finite
/// @param y_n second coordinate of each cell, finite
/// @param colourings what the cells can be coloured by, at least one; the first is shown first, and in print
public record CellMap(String name, double[] x_n, double[] y_n, List<Colouring> colourings) implements Section {
    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if lengths differ, there is no cell or no colouring, or a number is not finite
    public CellMap {
        colourings = List.copyOf(colourings);
        if (x_n.length != y_n.length || x_n.length == 0) {
            throw new IllegalArgumentException("x_n and y_n must be one number a cell but were " + x_n.length + " and "
                    + y_n.length);
        }
        for (int n = 0; n < x_n.length; n++) {
            if (!Double.isFinite(x_n[n]) || !Double.isFinite(y_n[n])) {
                throw new IllegalArgumentException("coordinates must be finite but those of cell " + n + " were "
                        + x_n[n] + " and " + y_n[n]);
            }
        }
        if (colourings.isEmpty()) {
            throw new IllegalArgumentException("colourings must be at least one but were none");
        }
        for (Colouring colouring : colourings) {
            if (colouring.cells() != x_n.length) {
                throw new IllegalArgumentException("colouring " + colouring.name() + " must have " + x_n.length
                        + " cells as the map has but had " + colouring.cells());
            }
        }
    }

    /// Number of cells.
    public int cells() {
        return x_n.length;
    }

    /// Something that each cell has.
    public sealed interface Colouring permits Groups, Values {
        /// As shown, such as `label` or `confidence`.
        String name();

        /// How many cells it is of.
        int cells();
    }

    /// The group of each cell.
    ///
    /// @param name as shown, such as `label`
    /// @param levels names of the groups, at most 65,535
    /// @param code_n index of the group of each cell; -1 where it has none
    public record Groups(String name, List<String> levels, int[] code_n) implements Colouring {
        /// Copies the list.
        ///
        /// @throws IllegalArgumentException if a code is out of range, or there are too many groups
        public Groups {
            levels = List.copyOf(levels);
            if (levels.size() > Character.MAX_VALUE) {
                throw new IllegalArgumentException("levels of " + name + " must be at most 65535 but were "
                        + levels.size());
            }
            for (int n = 0; n < code_n.length; n++) {
                if (code_n[n] < -1 || code_n[n] >= levels.size()) {
                    throw new IllegalArgumentException("codes of " + name + " must be from -1 to "
                            + (levels.size() - 1) + " but that of cell " + n + " was " + code_n[n]);
                }
            }
        }

        @Override
        public int cells() {
            return code_n.length;
        }

        /// Cells in each group.
        int[] counts() {
            int[] counts = new int[levels.size()];
            for (int code : code_n) {
                if (code >= 0) {
                    counts[code]++;
                }
            }
            return counts;
        }
    }

    /// A number of each cell.
    ///
    /// @param name as shown, such as `confidence`
    /// @param value_n the number of each cell; NaN where it has none
    public record Values(String name, double[] value_n) implements Colouring {
        /// @throws IllegalArgumentException if a number is infinite
        public Values {
            for (int n = 0; n < value_n.length; n++) {
                if (Double.isInfinite(value_n[n])) {
                    throw new IllegalArgumentException("values of " + name + " must be finite or NaN but that of cell "
                            + n + " was " + value_n[n]);
                }
            }
        }

        @Override
        public int cells() {
            return value_n.length;
        }
    }
}
