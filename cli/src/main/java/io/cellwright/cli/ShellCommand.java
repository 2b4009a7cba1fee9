package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A command for the user to type or to copy.
///
/// @param words program, command and arguments, each as it is meant
record ShellCommand(List<String> words) {
    private static final Pattern SAFE = Pattern.compile("[\\w@%+=:,./-]+");

    ShellCommand {
        words = List.copyOf(words);
    }

    /// On one line.
    String line() {
        return String.join(" ", words.stream().map(ShellCommand::quoted).toList());
    }

    /// On lines of at most `width` columns, where the words allow it: all but the last end with a backslash, and an
    /// option stays with its value.
    List<String> lines(int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : parts()) {
            if (!line.isEmpty() && line.length() + 1 + part.length() + " \\".length() > width) {
                lines.add(line + " \\");
                line.setLength(0);
                line.append("    ").append(part);
            } else {
                line.append(line.isEmpty() ? "" : " ").append(part);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    /// What must not be torn apart.
    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        for (String word : words) {
            boolean value = !parts.isEmpty() && parts.getLast().startsWith("-") && !word.startsWith("-");
            parts.add((value ? parts.removeLast() + " " : "") + quoted(word));
        }
        return parts;
    }

    /// A word as a shell takes it.
    private static String quoted(String word) {
        return SAFE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
