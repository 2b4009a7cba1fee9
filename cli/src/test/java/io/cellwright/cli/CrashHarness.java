package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Kills a training at random moments and lets it go on, until it ends, and looks whether it ended as the run that
/// nobody touched. A state is written after each step, so that many kills fall into a write.
///
/// @param folder where it works
/// @param model scvi or scanvi
/// @param random decides on the moments
record CrashHarness(Path folder, String model, Random random) {
    private static final int MOST_MILLIS = 300;

    /// What came of one run.
    ///
    /// @param kills how often the process was killed
    /// @param unfinished how many of them left an unfinished file
    /// @param differences between its end and that of the run that nobody touched; empty where there are none
    record Outcome(int kills, int unfinished, List<String> differences) {}

    private String[] words(Path in, Path states) throws IOException {
        boolean resume = Files.isDirectory(states) && files(states).anyMatch(name -> name.startsWith("step-"));
        List<String> words = new ArrayList<>(List.of("train", model, in.toString(), "-o", out(states), "--json",
                "--batch-size", "8", "--max-epochs", "30", "--n-hidden", "192", "--n-layers", "2", "--check-val-every-n-epoch", "3",
                "--train-size", "0.8", "--checkpoint-every", "1steps", "--seed", "11", "--early-stopping",
                "--early-stopping-patience", "50", "--threads", Integer.toString(1 + random.nextInt(2)),
                resume ? "--resume" : "--checkpoints", states.toString(), "--history", history(states).toString()));
        if (model.equals("scanvi")) {
            words.addAll(List.of("--labels-key", "known"));
        }
        return words.toArray(String[]::new);
    }

    /// One run from its start to its end, killed at most `most` times.
    Outcome run(int most) throws IOException, InterruptedException {
        Path in = SmallCells.make().write(folder.resolve("in.h5ad"));
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        CommandRun reference = end(in, whole);
        int kills = 0;
        int unfinished = 0;
        while (kills < most && runAndKill(in, killed)) {
            kills++;
            unfinished += files(killed).anyMatch(name -> name.endsWith(".tmp")) ? 1 : 0;
        }
        CommandRun end = end(in, killed);
        return new Outcome(kills, unfinished, differences(reference, end, whole, killed));
    }

    private CommandRun end(Path in, Path states) throws IOException, InterruptedException {
        try (ProgramProcess process = ProgramProcess.start(folder, words(in, states))) {
            CommandRun run = process.end();
            if (run.status() != 0) {
                throw new IllegalStateException("training ended with " + run.status() + ":\n" + run.err());
            }
            return run;
        }
    }

    private static Path history(Path states) {
        return states.resolveSibling(states.getFileName() + ".csv");
    }

    private static String out(Path states) {
        return states + ".h5ad";
    }

    /// Whether the process was still there to be killed.
    private boolean runAndKill(Path in, Path states) throws IOException, InterruptedException {
        try (ProgramProcess process = ProgramProcess.start(folder, words(in, states))) {
            // Half of them before anything is trained, half of them in the midst of it.
            String mark = random.nextBoolean() ? "cellwright: KL warm-up" : model + "  ";
            if (!process.reaches(mark) || process.endsWithin(random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS)) {
                return false;
            }
            process.kill();
            return true;
        }
    }

    private static Stream<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList().stream();
        }
    }

    private static List<String> differences(CommandRun reference, CommandRun end, Path whole, Path killed)
            throws IOException {
        List<String> differences = new ArrayList<>();
        for (String what : List.of("weights_sha256", "metrics", "steps", "epochs", "stopped")) {
            if (!reference.json().get(what).equals(end.json().get(what))) {
                differences.add(what + ": " + reference.json().get(what) + " and " + end.json().get(what));
            }
        }
        String last = files(whole).filter(name -> name.startsWith("step-")).sorted().reduce((a, b) -> b).orElseThrow();
        if (Files.mismatch(whole.resolve(last), killed.resolve(last)) >= 0) {
            differences.add("the bytes of " + last);
        }
        if (Files.mismatch(history(whole), history(killed)) >= 0) {
            differences.add("the history file");
        }
        return differences;
    }
}
