package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/// What the documents say of measurements can be done: each `./cellwright bench …` in them runs, with sizes made small, so
/// that what it finds means nothing, and each script is there.
class DocumentedMeasurementsTest {
    private static final Path HOME = Path.of("..");
    private static final Pattern COMMAND = Pattern.compile("\\./cellwright bench ([a-z]+)((?: [^\\s`|]+)*)");
    private static final Pattern SCRIPT = Pattern.compile("python (bench/[\\w/]+\\.py)");
    private static final Pattern SPACE = Pattern.compile(" +");
    /// By command, in place of what a document says.
    private static final Map<String, List<String>> SMALL = Map.of(
            "kernel", List.of("--cells 8", "--genes 48", "--rounds 1", "--warm-up 0", "--buffer 1"),
            "step", List.of("--cells 128", "--genes 48", "--steps 1", "--warm-up 0"),
            "train", List.of("--cells 128", "--genes 48", "--epochs 1"),
            "embed", List.of("--cells 128", "--genes 48", "--passes 1", "--warm-up 0"),
            "load", List.of("--cells 128", "--genes 48", "--passes 1"),
            "all", List.of("--quick"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/performance.md"})
    void everyBenchCommandRuns(String document) throws IOException {
        List<MatchResult> commands = COMMAND.matcher(Files.readString(HOME.resolve(document))).results().toList();
        assertThat(commands).hasSizeGreaterThan(2);
        for (List<String> words : commands.stream().map(this::words).distinct().toList()) {
            CommandRun run = CommandRun.of(folder, words.toArray(String[]::new));
            assertThat(run.status()).as(String.join(" ", words) + "\n" + run.err()).isZero();
        }
    }

    private List<String> words(MatchResult command) {
        String options = command.group(2);
        List<String> small = SMALL.getOrDefault(command.group(1), List.of());
        assertThat(small).as("sizes for bench " + command.group(1)).isNotEmpty();
        for (String option : small) {
            options = options.replaceAll(" " + split(option).getFirst() + "( [^-]\\S*)?", "");
        }
        List<String> words = new ArrayList<>(List.of("bench", command.group(1)));
        split(options).forEach(word -> words.add(word.endsWith(".h5ad") ? folder.resolve(word).toString() : word));
        small.forEach(option -> words.addAll(split(option)));
        return words;
    }

    private static List<String> split(String words) {
        return SPACE.splitAsStream(words).filter(word -> !word.isEmpty()).toList();
    }

    @Test
    void theKindsOfMeasurementAreAllDocumented() throws IOException {
        assertThat(COMMAND.matcher(Files.readString(HOME.resolve("docs/performance.md"))).results().map(c -> c.group(1)))
                .contains(SMALL.keySet().toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "CONTRIBUTING.md", "docs/performance.md", "docs/results.md"})
    void everyScriptIsThere(String document) throws IOException {
        List<String> scripts = SCRIPT.matcher(Files.readString(HOME.resolve(document))).results().map(s -> s.group(1)).toList();
        assertThat(scripts).isNotEmpty().allMatch(script -> Files.exists(HOME.resolve(script)));
    }
}
