package io.cellwright.anndata.store;

import java.util.List;

/// An attribute to be written.
///
/// @param name its name
/// @param data its values
/// @param list whether it is a list; else one value
public record Attribute(String name, Data data, boolean list) {
    /// One text.
    public static Attribute text(String name, String value) {
        return new Attribute(name, new Data.Texts(List.of(value)), false);
    }

    /// A list of texts.
    public static Attribute texts(String name, List<String> values) {
        return new Attribute(name, new Data.Texts(values), true);
    }

    /// One truth value.
    public static Attribute truth(String name, boolean value) {
        return new Attribute(name, new Data.Truths(new boolean[] {value}), false);
    }

    /// A list of int64.
    public static Attribute integers(String name, long... values) {
        return new Attribute(name, new Data.Wholes(Long.BYTES, values), true);
    }
}
