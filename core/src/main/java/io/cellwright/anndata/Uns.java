package io.cellwright.anndata;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A value that belongs to no cell and no gene, as `uns` holds them.
public sealed interface Uns {
    /// A text.
    record Text(String value) implements Uns {}

    /// A whole number.
    record Whole(long value) implements Uns {}

    /// A floating point number.
    record Real(double value) implements Uns {}

    /// A truth value.
    record Truth(boolean value) implements Uns {}

    /// A list of texts.
    record Texts(List<String> values) implements Uns {
        /// Copies the list.
        public Texts {
            values = List.copyOf(values);
        }
    }

    /// Values with names of their own, in their order.
    record Dict(List<Entry> entries) implements Uns {
        /// Copies the list and checks the names.
        ///
        /// @throws IllegalArgumentException if two entries have one name
        public Dict {
            entries = List.copyOf(entries);
            Set<String> names = new HashSet<>();
            for (Entry entry : entries) {
                if (!names.add(entry.name)) {
                    throw new IllegalArgumentException("entries must have different names but two are called "
                            + entry.name);
                }
            }
        }

        /// The entries given.
        public static Dict of(Entry... entries) {
            return new Dict(List.of(entries));
        }
    }

    /// A value and its name.
    record Entry(String name, Uns value) {}
}
