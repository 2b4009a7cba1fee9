package io.cellwright.cli;

import java.util.List;
import java.util.function.Function;

import picocli.CommandLine;

/// A command that is not made yet, with those below it: making one takes its time, since its options are read off its
/// fields.
///
/// @param name the word for it
/// @param aliases other words for it
/// @param command makes it
/// @param members commands below it, in the order of the help
record CommandNode(String name, List<String> aliases, Function<Session, Object> command, List<CommandNode> members) {
    /// A command with none below it.
    static CommandNode of(String name, Function<Session, Object> command, String... aliases) {
        return new CommandNode(name, List.of(aliases), command, List.of());
    }

    /// A command that is there for those below it.
    static CommandNode group(String name, Function<Session, Object> command, List<CommandNode> members) {
        return new CommandNode(name, List.of(), command, members);
    }

    /// Adds every one of `nodes`, whole, to a line.
    static void addAll(List<CommandNode> nodes, CommandLine line, Session session) {
        for (CommandNode node : nodes) {
            CommandLine made = node.addTo(line, session);
            addAll(node.members, made, session);
        }
    }

    /// Adds what answers as all of `nodes` would: the one that the words begin with; where no word can mean one, as
    /// with `--help`, those that the help tells, without what is below them; else all.
    static void addEnough(List<CommandNode> nodes, CommandLine line, Session session, List<String> words) {
        if (words.stream().allMatch(word -> word.startsWith("-"))) {
            nodes.forEach(node -> node.addTo(line, session));
            return;
        }
        nodes.stream().filter(node -> node.isCalled(words.getFirst())).findFirst().ifPresentOrElse(
                node -> addEnough(node.members, node.addTo(line, session), session, words.subList(1, words.size())),
                () -> addAll(nodes, line, session));
    }

    private boolean isCalled(String word) {
        return name.equals(word) || aliases.contains(word);
    }

    private CommandLine addTo(CommandLine line, Session session) {
        Object made = command.apply(session);
        CommandLine below = made instanceof CommandLine ready ? ready : new CommandLine(made);
        line.addSubcommand(name, below, aliases.toArray(String[]::new));
        return below;
    }
}
