package io.cellwright.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The program in a process of its own. What it wrote to standard error is read line by line, so that a test can wait for
/// a line instead of for a time.
///
/// It computes in plain Java: half of the seconds of a short training go into compiling the vector kernels, on which what a
/// signal, a crash or a full disk leaves does not depend. That a run goes on with its bits is seen in plain Java here, and
/// with vectors in this JVM by others. {@link #startWithVectors} is for bits to be held against those of this JVM.
final class ProgramProcess implements AutoCloseable {
    /// As the launcher has it: kernels are compiled soon, the Vector API by itself seldom.
    private static final List<String> VECTORS = List.of("--add-modules=jdk.incubator.vector",
            "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0", "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,io.cellwright.kernel.*::*,0.1",
            "-XX:CompileCommand=CompileThresholdScaling,jdk.incubator.vector.*::*,50.0",
            "-XX:CompileCommand=CompileThresholdScaling,jdk.internal.vm.vector.*::*,50.0");

    private final Process process;
    private final BufferedReader errors;
    private final StringBuilder err = new StringBuilder();

    private ProgramProcess(Process process) {
        this.process = process;
        this.errors = process.errorReader(StandardCharsets.UTF_8);
    }

    /// Starts it.
    ///
    /// @param folder where it works, and where it makes files of its own if it makes any
    /// @param words the command line after the program's name
    static ProgramProcess start(Path folder, String... words) throws IOException {
        return start(folder, List.of(), words);
    }

    /// Starts it and waits for its end. Tests that run beside others work so: a command in this JVM sets its only log.
    static CommandRun run(Path folder, String... words) throws IOException, InterruptedException {
        try (ProgramProcess program = start(folder, words)) {
            return program.end();
        }
    }

    /// Starts it with the vector kernels, which give the bits of those in this JVM.
    static ProgramProcess startWithVectors(Path folder, String... words) throws IOException {
        return start(folder, List.of(), VECTORS, words);
    }

    /// Starts it by way of another command, such as a shell that sets limits.
    ///
    /// @param before the words of that command
    static ProgramProcess start(Path folder, List<String> before, String... words) throws IOException {
        return start(folder, before, List.of(), words);
    }

    private static ProgramProcess start(Path folder, List<String> before, List<String> options, String... words)
            throws IOException {
        List<String> line = new ArrayList<>(before);
        // The JVM's own file about its performance would lie in /tmp, and would be the first to hit a limit.
        line.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-XX:+UseSerialGC", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"));
        line.addAll(options);
        line.addAll(List.of("-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path"),
                "io.cellwright.cli.Main"));
        line.addAll(List.of(words));
        Process process = new ProcessBuilder(line).directory(folder.toFile()).start();
        process.getOutputStream().close();
        return new ProgramProcess(process);
    }

    /// Skips the test where no signal can be sent, or would be ignored: a shell starts what it puts into the background
    /// without job control so that Ctrl-C cannot reach it, and every process below inherits that.
    static void assumeSignals() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell, whose kill sends signals");
        Process shell = new ProcessBuilder("/bin/sh", "-c", "kill -INT $$; echo ignored").start();
        String answer = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        shell.waitFor();
        assumeTrue(answer.isEmpty(), "SIGINT is ignored here, as in a background job");
    }

    /// Waits for a line on standard error.
    ///
    /// @throws IllegalStateException if the process ends without it
    void awaitLine(String start) throws IOException {
        if (!reaches(start)) {
            throw new IllegalStateException("no line begins with '" + start + "' in:\n" + err);
        }
    }

    /// Waits for a line on standard error, and says whether it came before the process ended.
    boolean reaches(String start) throws IOException {
        String line;
        do {
            line = errors.readLine();
            if (line == null) {
                return false;
            }
            err.append(line).append('\n');
        } while (!line.startsWith(start));
        return true;
    }

    /// Whether it ends of itself before so much time is over.
    boolean endsWithin(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    /// Ends it as a power cut would: it is told nothing.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Sends a signal, such as `INT`.
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid()).inheritIO().start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill -" + name + " ended with " + status);
        }
    }

    /// Waits for its end.
    CommandRun end() throws IOException, InterruptedException {
        errors.lines().forEach(line -> err.append(line).append('\n'));
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandRun(process.waitFor(), out, err.toString());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
