package io.cellwright.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.RunLast;

/// The command line.
public final class Main {
    private Main() {}

    /// Runs one command and ends the process with its exit status.
    public static void main(String[] args) {
        Screen screen = Screen.ofProcess();
        Path crashFolder = Path.of(System.getProperty("java.io.tmpdir"));
        System.exit(run(enough(Session.of(screen), List.of(args)), List.of(args), screen, crashFolder));
    }

    /// A command that is not made yet: making one takes its time, since its options are read off its fields.
    private record Named(String name, Function<Session, Object> command) {}

    /// In the order of the help.
    private static final List<Named> COMMANDS = List.of(new Named("demo", DemoCommand::new),
            new Named("inspect", session -> new InspectCommand(session.screen())),
            new Named("convert", ConvertCommand::new), new Named("concat", ConcatCommand::new),
            new Named("train", TrainCommand::of),
            new Named("apply", ApplyCommand::new), new Named("annotate", AnnotateCommand::new),
            new Named("compare", CompareCommand::new), new Named("evaluate", EvaluateCommand::new),
            new Named("umap", UmapCommand::new),
            new Named("make-data", session -> new MakeDataCommand(session.screen())),
            new Named("schedule", session -> new ScheduleCommand(session.screen())), new Named("bench", BenchCommand::of));

    /// The command line with every command.
    static CommandLine all(Session session) {
        return commands(session.screen(), COMMANDS.stream().map(one -> one.command.apply(session)).toArray());
    }

    /// The command line with the one command that the words begin with, or with every command.
    static CommandLine enough(Session session, List<String> words) {
        return COMMANDS.stream().filter(one -> !words.isEmpty() && one.name.equals(words.getFirst())).findFirst()
                .map(one -> commands(session.screen(), one.command.apply(session))).orElseGet(() -> all(session));
    }

    /// A command line of the given commands, with help for each, and the version.
    static CommandLine commands(Screen screen, Object... commands) {
        CommandLine root = new CommandLine(new RootCommand(screen));
        for (Object command : commands) {
            root.addSubcommand(command);
        }
        CommandLine help = new CommandLine(new HelpCommand());
        help.getCommandSpec().usageMessage().header("Explain a command.").description(new String[0]);
        root.addSubcommand(help);
        offerHelp(root);
        root.getCommandSpec().addOption(OptionSpec.builder("-V", "--version").versionHelp(true)
                .description("Show the version.").build());
        return root;
    }

    /// The same layout for all, with one empty line between the parts that are there.
    private static void offerHelp(CommandLine command) {
        if (command.getCommandSpec().findOption("--help") == null) {
            command.getCommandSpec().addOption(OptionSpec.builder("-h", "--help").usageHelp(true)
                    .description("Show this help.").build());
        }
        UsageMessageSpec usage = command.getCommandSpec().usageMessage().sortOptions(false).synopsisHeading("%nUsage: ")
                .optionListHeading("%nOptions:%n").commandListHeading("%nCommands:%n");
        usage.descriptionHeading(usage.description().length == 0 ? "" : "%n");
        usage.parameterListHeading(command.getCommandSpec().positionalParameters().isEmpty() ? "" : "%n");
        usage.exitCodeListHeading(usage.exitCodeList().isEmpty() ? "" : "%nExit status:%n");
        usage.footerHeading(usage.footer().length == 0 ? "" : "%n");
        command.getSubcommands().values().forEach(Main::offerHelp);
    }

    /// Runs one command.
    ///
    /// @param words the command line after the program's name
    /// @param crashFolder where the log of a failure of ours goes
    /// @return the exit status
    static int run(CommandLine commands, List<String> words, Screen screen, Path crashFolder) {
        Failures failures = new Failures(screen, crashFolder);
        commands.setOut(writer(screen.out()));
        commands.setErr(writer(screen.err()));
        commands.setExpandAtFiles(false);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setParameterExceptionHandler((wrong, given) -> failures.of(wrong).code());
        commands.setExecutionExceptionHandler((failure, command, parsed) -> failures.of(failure, words).code());
        commands.setExecutionStrategy(parsed -> {
            Logs.showOn(screen);
            return new RunLast().execute(parsed);
        });
        int status;
        try {
            status = commands.execute(words.toArray(String[]::new));
        } catch (Error failure) {
            // picocli lets errors through, such as a full heap.
            status = failures.of(failure, words).code();
        }
        return status == ExitStatus.DONE.code() ? written(screen) : status;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    /// A result that nobody received, as on a full disk, must not count as done. PrintStream keeps such an error to
    /// itself until asked.
    private static int written(Screen screen) {
        if (screen.out().checkError()) {
            screen.message("cellwright: the result could not be written to standard output");
            return ExitStatus.REFUSED.code();
        }
        return ExitStatus.DONE.code();
    }
}
