package io.cellwright.anndata.store;

import java.io.IOException;
import java.util.List;

/// A group that is being written, in whatever it is kept: names of members must be different, and each is written once.
public interface GroupWriter {
    /// What is written into a group.
    @FunctionalInterface
    interface Body {
        /// Writes the members.
        void write(GroupWriter group) throws IOException;
    }

    /// Whether a member may have that name.
    boolean takes(String name);

    /// A group within this one.
    void group(String name, List<Attribute> attributes, Body body) throws IOException;

    /// A dataset of what is in memory.
    ///
    /// @param shape lengths of the axes; none for one value
    void array(String name, Data data, List<Attribute> attributes, long... shape) throws IOException;

    /// The same of numbers or truth values that are handed over in pieces, one after the other.
    void array(String name, Elements elements, List<Attribute> attributes) throws IOException;

    /// A dataset that says that there is nothing, as the store says it.
    void nothing(String name, List<Attribute> attributes) throws IOException;

    /// A dataset of numbers or truth values that are handed over in pieces. It is kept in chunks, compressed.
    void stream(String name, Elements elements, List<Attribute> attributes) throws IOException;
}
