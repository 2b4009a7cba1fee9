package io.cellwright.metric.integration;

import java.util.Arrays;

/// Groups of cells, renumbered from 0 without gaps in the order of their own numbers.
///
/// @param group group of each cell
/// @param value own number of each group
/// @param size cells of each group, all at least 1
record Groups(int[] group, int[] value, int[] size) {
    /// Renumbers.
    ///
    /// @param name what the groups are, for messages
    /// @param cells how many cells there must be
    /// @throws IllegalArgumentException if there are not so many, or none
    static Groups of(String name, int[] group, int cells) {
        if (group.length != cells) {
            throw new IllegalArgumentException(name + " must have one entry for each of the " + cells
                    + " cells but has " + group.length);
        }
        if (cells == 0) {
            throw new IllegalArgumentException("cells must be 1 or more but were 0");
        }
        int[] value = Arrays.stream(group).sorted().distinct().toArray();
        int[] renumbered = new int[cells];
        int[] size = new int[value.length];
        for (int i = 0; i < cells; i++) {
            renumbered[i] = Arrays.binarySearch(value, group[i]);
            size[renumbered[i]]++;
        }
        return new Groups(renumbered, value, size);
    }

    /// The same, of which at least two are needed.
    static Groups several(String name, int[] group, int cells) {
        Groups groups = of(name, group, cells);
        if (groups.count() < 2) {
            throw new IllegalArgumentException(name + " must name at least 2 different groups but all cells have "
                    + groups.value[0]);
        }
        return groups;
    }

    /// Number of groups.
    int count() {
        return value.length;
    }

    /// Number of cells.
    int cells() {
        return group.length;
    }

    /// The cells of group `g`, in order.
    int[] members(int g) {
        int[] members = new int[size[g]];
        int held = 0;
        for (int i = 0; i < group.length; i++) {
            if (group[i] == g) {
                members[held++] = i;
            }
        }
        return members;
    }
}
