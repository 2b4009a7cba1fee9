package io.cellwright.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/// What the documents say of the command line is true: each command in them runs, on small cells, and each option that
/// they name is one.
class DocumentedCommandsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern FILE = Pattern.compile("[a-z0-9-]+(\\.h5ad|\\.html|\\.csv|-model|-comparison)"
            + "|model|comparison");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w`-])`?(--[a-z][a-z0-9-]+)");
    private static final Set<String> OF_THE_JVM = Set.of("--add-modules");
    private static final Pattern OF_A_SCRIPT = Pattern.compile("add_argument\\(\"(--[a-z][a-z0-9-]+)\"");

    /// The demo and benchmarks have tests of their own, and so has going on with a run, which must have been stopped.
    private static final Pattern TRIED_ELSEWHERE = Pattern.compile("^\\./cellwright (demo|bench)|--resume");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "networks.md", "tutorial.md", "large-files.md"})
    void everyCommandRuns(String document) throws IOException {
        SmallCells cells = SmallCells.make(80, 12)
                .with(SmallCells.text("cell_type", 80, i -> i / 2 % 2 == 0 ? SmallCells.type(i) : "Unknown"))
                .with(SmallCells.text("checked_type", 80, SmallCells::type))
                .with(SmallCells.text("donor", 80, i -> "d" + i / 2 % 2));
        cells.write(folder.resolve("cells.h5ad"));
        cells.write(folder.resolve("more-cells.h5ad"));
        cells.with(SmallCells.text("bulk_labels", 80, SmallCells::type)).write(folder.resolve("pbmc68k.h5ad"));
        List<String> commands = Files.readString(DOCS.resolve(document)).replace("\\\n", " ").lines()
                .filter(line -> line.startsWith("./cellwright ") && !TRIED_ELSEWHERE.matcher(line).find()).toList();
        assertThat(commands).hasSizeGreaterThan(4);
        for (String command : commands) {
            CommandRun run = CommandRun.on(Device::cpu, folder, () -> false, words(command));
            assertThat(run.status()).as(command + "\n" + run.err()).isZero();
        }
    }

    private String[] words(String command) {
        // The usual number of epochs is for real data.
        List<String> fewer = command.contains(" compare ") ? List.of("--epochs", "2")
                : command.contains("train scvi") || command.contains("train scanvi") ? List.of("--max-epochs", "5")
                        : List.of();
        return Stream.concat(WORD.matcher(command).results().skip(1).map(match -> {
            String word = match.group(1) == null ? match.group(2) : match.group(1);
            return FILE.matcher(word).matches() ? folder.resolve(word).toString() : word;
        }), fewer.stream()).toArray(String[]::new);
    }

    @Test
    void everyOptionThatIsNamedIsOne() throws IOException {
        Set<String> known = new TreeSet<>(OF_THE_JVM);
        Session session = new Session(new CapturedScreen(0).screen(), Device::plain, () -> false, false);
        addOptions(Main.all(session), known);
        try (Stream<Path> documents = Files.list(DOCS);
                Stream<Path> scripts = Files.walk(Path.of("..", "bench"), 2)) {
            scripts.filter(file -> file.toString().endsWith(".py")).map(DocumentedCommandsTest::read)
                    .flatMap(text -> OF_A_SCRIPT.matcher(text).results()).forEach(match -> known.add(match.group(1)));
            Set<String> named = Stream.concat(documents, Stream.of(Path.of("..", "README.md")))
                    .filter(file -> file.toString().endsWith(".md")).map(DocumentedCommandsTest::read)
                    .flatMap(text -> OPTION.matcher(text).results()).map(match -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(named).hasSizeGreaterThan(40);
            assertThat(known).containsAll(named);
        }
    }

    private static void addOptions(CommandLine line, Set<String> into) {
        line.getCommandSpec().options().forEach(option -> {
            into.addAll(List.of(option.names()));
            if (option.negatable()) {
                into.addAll(Stream.of(option.names()).map(name -> name.replaceFirst("--", "--no-")).toList());
            }
        });
        line.getSubcommands().values().forEach(sub -> addOptions(sub, into));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
