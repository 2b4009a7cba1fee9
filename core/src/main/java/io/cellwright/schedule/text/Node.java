package io.cellwright.schedule.text;

import java.util.List;
import java.util.Optional;

import io.cellwright.schedule.Span;

/// What was written, before it means anything.
sealed interface Node {
    /// Where it stands.
    Place at();

    /// A number, perhaps with a unit.
    record Num(double value, Optional<Span.Unit> unit, Place at) implements Node {}

    /// A text in quotes.
    record Quoted(String text, Place at) implements Node {}

    /// A list in square brackets.
    record Items(List<Node> items, Place at) implements Node {}

    /// A name, perhaps with arguments; without them it may be a word, such as `min`.
    record Invocation(String name, List<Argument> arguments, boolean bare, Place nameAt, Place at) implements Node {}

    /// One after the other; of each but the last, how long, where that is said.
    record Following(List<Node> parts, List<Optional<Span>> lengths, Place at) implements Node {}

    /// All at once.
    record Product(List<Node> parts, Place at) implements Node {}

    /// An argument, perhaps with the name of its parameter.
    record Argument(Optional<String> parameter, Place parameterAt, Node value) {}
}
