package io.cellwright.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

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

    /// In the order of the help.
    private static final List<CommandNode> COMMANDS = List.of(CommandNode.of("demo", DemoCommand::new),
            CommandNode.of("inspect", session -> new InspectCommand(session.screen())),
            CommandNode.of("convert", ConvertCommand::new), CommandNode.of("concat", ConcatCommand::new),
            CommandNode.group("train", TrainCommand::new, TrainCommand.MODELS),
            CommandNode.of("apply", ApplyCommand::new), CommandNode.of("annotate", AnnotateCommand::new),
            CommandNode.of("compare", CompareCommand::new), CommandNode.of("evaluate", EvaluateCommand::new),
            CommandNode.of("umap", UmapCommand::new),
            CommandNode.of("make-data", session -> new MakeDataCommand(session.screen())),
            CommandNode.of("schedule", session -> new ScheduleCommand(session.screen())),
            CommandNode.group("bench", BenchCommand::new, BenchCommand.MEASURES));

    /// The command line with every command.
    static CommandLine all(Session session) {
        return commands(session.screen(), root -> CommandNode.addAll(COMMANDS, root, session));
    }

    /// The command line with as much as answers these words like the one with every command.
    static CommandLine enough(Session session, List<String> words) {
        return commands(session.screen(), root -> CommandNode.addEnough(COMMANDS, root, session, words));
    }

    /// A command line of the commands that `adding` adds, with help for each, and the version.
    static CommandLine commands(Screen screen, Consumer<CommandLine> adding) {
        CommandLine root = new CommandLine(new RootCommand(screen));
        adding.accept(root);
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
