package io.cellwright.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.cellwright.data.DataException;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import static org.assertj.core.api.Assertions.assertThat;

class MainTest {
    private final CapturedScreen captured = new CapturedScreen(0);

    @TempDir
    Path crashes;

    /// Making a command reads its options off its fields, which takes longer than many a command itself.
    @Test
    void onlyTheCommandThatIsAskedForIsMadeAndIsTheSameThen() {
        Session session = new Session(captured.screen(), Device::plain, () -> false, false);
        CommandLine all = Main.all(session);
        for (String name : all.getSubcommands().keySet()) {
            CommandLine enough = Main.enough(session, List.of(name, "--help"));
            assertThat(usage(enough, name)).as(name).isEqualTo(usage(all, name));
            assertThat(enough.getSubcommands().size()).as(name).isEqualTo(name.equals("help") ? all.getSubcommands().size() : 2);
        }
        for (List<String> words : List.of(List.<String>of(), List.of("--version"), List.of("trian"), List.of("-h"))) {
            CommandLine enough = Main.enough(session, words);
            assertThat(enough.getSubcommands()).as("%s", words).hasSameSizeAs(all.getSubcommands());
            assertThat(enough.getUsageMessage()).as("%s", words).isEqualTo(all.getUsageMessage());
        }
    }

    @Test
    void ofAGroupOnlyTheCommandThatIsAskedForIsMadeAndIsTheSameThen() {
        Session session = new Session(captured.screen(), Device::plain, () -> false, false);
        for (String group : List.of("train", "bench")) {
            CommandLine all = of(Main.all(session), group);
            for (String name : all.getSubcommands().keySet()) {
                CommandLine enough = of(Main.enough(session, List.of(group, name, "a.h5ad", "--help")), group);
                assertThat(usage(enough, name)).as(name).isEqualTo(usage(all, name));
                assertThat(enough.getSubcommands().keySet()).as(name).isSubsetOf(
                        Stream.concat(Stream.of(of(all, name).getCommandName()),
                                Stream.of(of(all, name).getCommandSpec().aliases())).toList());
            }
            assertThat(of(Main.enough(session, List.of(group, "no-such")), group).getSubcommands())
                    .hasSameSizeAs(all.getSubcommands());
        }
        assertThat(of(Main.enough(session, List.of("--help")), "train").getSubcommands()).isEmpty();
        assertThat(of(Main.enough(session, List.of("help", "train")), "train").getSubcommands()).isNotEmpty();
    }

    private static String usage(CommandLine root, String name) {
        return of(root, name).getUsageMessage();
    }

    private static CommandLine of(CommandLine root, String name) {
        return Objects.requireNonNull(root.getSubcommands().get(name));
    }

    @Test
    void doneIsZeroAndTheResultIsOnStandardOutput() throws IOException {
        assertThat(work(() -> captured.screen().out().println("42"))).isZero();
        assertThat(captured.out().strip()).isEqualTo("42");
        assertThat(captured.err()).isEmpty();
        assertThat(crashLogs()).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(new DataException(Path.of("a.h5ad"), "X", "found negative counts", "Give --layer"),
                        "a.h5ad, X: found negative counts. Give --layer"),
                Arguments.of(new IllegalArgumentException("lr must be above 0 but was -1"),
                        "lr must be above 0 but was -1"),
                Arguments.of(new NoSuchFileException("a.h5ad"), "a.h5ad: there is no such file"),
                Arguments.of(new AccessDeniedException("a.h5ad"), "a.h5ad: permission denied"),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("b.h5ad")),
                        "b.h5ad: there is no such file"),
                Arguments.of(new IOException("No space left on device"), "No space left on device"),
                Arguments.of(new IOException(), "java.io.IOException"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void wrongRequestOrDataIsTwoWithOneLineAndNoLog(Exception failure, String message) throws IOException {
        assertThat(work(() -> {
            throw failure;
        })).isEqualTo(2);
        assertThat(captured.err().lines()).containsExactly("cellwright: " + message);
        assertThat(captured.out()).isEmpty();
        assertThat(crashLogs()).isEmpty();
    }

    @Test
    void ourFaultIsOneAndTheLogSaysWhere() throws IOException {
        assertThat(work(() -> {
            throw new IllegalStateException("slab is gone");
        }, "--n", "3")).isEqualTo(1);
        assertThat(captured.err()).contains("cellwright: internal error: java.lang.IllegalStateException: slab is gone")
                .doesNotContain("\tat ");
        Path log = crashLogs().getFirst();
        assertThat(captured.err()).contains(log.toString());
        assertThat(log).content().contains("slab is gone", "\tat io.cellwright.cli.MainTest",
                "command: cellwright work --n 3", "Java " + Runtime.version());
    }

    @Test
    void fullHeapSaysHowToAllowMore() throws IOException {
        assertThat(work(() -> {
            throw new OutOfMemoryError("Java heap space");
        })).isEqualTo(1);
        assertThat(captured.err()).contains("out of memory", "-Xmx");
        assertThat(crashLogs()).hasSize(1);
    }

    @Test
    void missingFolderForTheLogIsSaidAndTheFailureToo() {
        Path nowhere = crashes.resolve("nowhere");
        assertThat(Main.run(commands(() -> {
            throw new IllegalStateException("slab is gone");
        }), List.of("work"), captured.screen(), nowhere)).isEqualTo(1);
        assertThat(captured.err()).contains("slab is gone", "no log could be written to " + nowhere);
    }

    @Test
    void wrongOptionIsTwoAndNamesTheOneThatWasMeant() throws IOException {
        assertThat(work(() -> {}, "--labels-kye", "x")).isEqualTo(2);
        assertThat(captured.err().lines()).containsExactly(
                "cellwright: there is no option --labels-kye; did you mean '--labels-key'?",
                "Try 'cellwright work --help'.");
    }

    @Test
    void wrongValueIsTwoAndNamesTheOption() throws IOException {
        assertThat(work(() -> {}, "--n", "many")).isEqualTo(2);
        assertThat(captured.err()).startsWith("cellwright: invalid value for option '--n'").contains("many");
    }

    @Test
    void wordTooManyIsTwo() throws IOException {
        assertThat(work(() -> {}, "a.h5ad", "b.h5ad")).isEqualTo(2);
        assertThat(captured.err()).startsWith("cellwright: unexpected argument 'b.h5ad'");
    }

    @Test
    void wrongCommandIsTwoAndNamesTheOneThatWasMeant() {
        assertThat(run("wrok")).isEqualTo(2);
        assertThat(captured.err()).startsWith("cellwright: there is no command 'wrok'; did you mean 'work'?");
    }

    @Test
    void noCommandIsTwoWithTheHelpOnStandardError() {
        assertThat(run()).isEqualTo(2);
        assertThat(captured.err()).contains("Usage: cellwright", "Commands:", "work");
        assertThat(captured.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "work --help", "help work", "help"})
    void helpIsAResult(String line) {
        assertThat(run(line.split(" "))).isZero();
        assertThat(captured.out()).contains("Usage: cellwright", line.contains("work") ? "--labels-key" : "Exit status");
        assertThat(captured.err()).isEmpty();
    }

    @Test
    void helpOfEveryCommandIsWellLaidOut() {
        CommandLine commands = Main.all(Session.of(captured.screen()));
        assertThat(commands.getUsageMessage()).startsWith("Deep learning").doesNotContain("\n\n\n");
        below(commands).forEach(command -> assertThat(command.getUsageMessage()).as(name(command))
                .contains("Usage: " + name(command) + " ", "-h, --help").doesNotContain("\n\n\n", "Exit status")
                .isEqualTo(command.getUsageMessage().strip() + "\n"));
    }

    @Test
    void helpOfEveryCommandFitsAWideTerminal() {
        CommandLine commands = Main.all(Session.of(captured.screen()));
        List<CommandLine> all = Stream.concat(Stream.of(commands), below(commands)).toList();
        assertThat(all.stream().map(MainTest::name)).contains("cellwright", "cellwright train", "cellwright train scanvi",
                "cellwright bench step");
        for (CommandLine command : all) {
            assertThat(command.getUsageMessage().lines()).as(name(command)).allMatch(line -> line.length() <= 120);
        }
    }

    private static Stream<CommandLine> below(CommandLine command) {
        return command.getSubcommands().values().stream().flatMap(c -> Stream.concat(Stream.of(c), below(c)));
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    @Test
    void versionIsAResult() {
        assertThat(run("--version")).isZero();
        assertThat(captured.out()).startsWith("cellwright ").contains("Java");
    }

    @Test
    void argumentsThatBeginWithAtAreNoArgumentFiles() throws IOException {
        Path list = Files.writeString(crashes.resolve("list"), "--n 3");
        assertThat(run("work", "@" + list)).isZero();
        assertThat(captured.out()).isEqualTo("");
    }

    @Test
    void resultThatCannotBeWrittenIsNotDone() {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        }, true, StandardCharsets.UTF_8);
        Screen screen = new Screen(full, captured.screen().err(), 0);
        assertThat(Main.run(Main.commands(screen, root -> {}), List.of("--version"), screen, crashes)).isEqualTo(2);
        assertThat(captured.err()).contains("could not be written");
    }

    private int work(Work work, String... words) throws IOException {
        List<String> line = Stream.concat(Stream.of("work"), Stream.of(words)).toList();
        return Main.run(commands(work), line, captured.screen(), crashes);
    }

    private int run(String... words) {
        return Main.run(commands(() -> {}), List.of(words), captured.screen(), crashes);
    }

    private CommandLine commands(Work work) {
        return Main.commands(captured.screen(), root -> root.addSubcommand(new WorkCommand(work)));
    }

    private List<Path> crashLogs() throws IOException {
        try (Stream<Path> files = Files.list(crashes)) {
            return files.toList();
        }
    }

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    @Command(name = "work", description = "Does what the test says.")
    static final class WorkCommand implements Callable<Integer> {
        private final Work work;

        @Option(names = "--n")
        int n;

        @Option(names = "--labels-key")
        String labelsKey = "";

        @Parameters(arity = "0..1")
        String file = "";

        WorkCommand(Work work) {
            this.work = work;
        }

        @Override
        public Integer call() throws Exception {
            work.run();
            return ExitStatus.DONE.code();
        }
    }
}
