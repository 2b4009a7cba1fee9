package io.cellwright.data;

import java.util.Arrays;
import java.util.List;

/// Where minibatches take their rows from.
interface RowSource {
    /// Rows in memory, each by the matrix that it is in and its place there.
    record Picked(DecodedRows[] from, int[] at) {
        int entries(int i) {
            return from[i].entries(at[i]);
        }
    }

    /// The given rows.
    ///
    /// @throws DataException if they cannot be read
    Picked pick(int[] rows);

    /// Says which rows will be asked for next, in this order. Nothing depends on it but time.
    default void announce(List<int[]> minibatches) {}

    /// Keeps these rows in memory from now on.
    ///
    /// @throws DataException if they are too many
    default void keep(int[] rows) {}

    /// All of them in memory.
    record InMemory(DecodedRows all) implements RowSource {
        @Override
        public Picked pick(int[] rows) {
            DecodedRows[] from = new DecodedRows[rows.length];
            Arrays.fill(from, all);
            return new Picked(from, rows);
        }
    }
}
