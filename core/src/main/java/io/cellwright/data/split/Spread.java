package io.cellwright.data.split;

/// What is kept in mind while cells are dealt to the parts of a split.
public sealed interface Spread {
    /// Nothing: cells fall at random.
    record Freely() implements Spread {}

    /// Each class has the same share of its cells in every part, to within one cell. A class with fewer cells than there
    /// are parts is kept whole for training, and the split says so; cells without a value are a class like others.
    ///
    /// @param column column of `obs` that holds the classes
    record ByLabel(String column) implements Spread {}

    /// All cells of a group, such as a donor, are in the same part. Shares are those of cells, not of groups, and as
    /// near to what was asked as whole groups allow.
    ///
    /// @param column column of `obs` that holds the groups
    record ByGroup(String column) implements Spread {}

    /// The end of a sentence about how cells were split: "stratified by cell_type".
    default String text() {
        return switch (this) {
            case Freely freely -> "at random";
            case ByLabel label -> "stratified by " + label.column();
            case ByGroup group -> "by whole " + group.column();
        };
    }
}
