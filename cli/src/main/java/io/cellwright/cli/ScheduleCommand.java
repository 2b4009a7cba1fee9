package io.cellwright.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.text.ScheduleText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cellwright schedule`.
@Command(
        name = "schedule",
        header = "Draw how a learning rate moves.",
        description = {
            "A schedule is written as it is for training, for instance",
            "  \"warmup(512) then cosine(T_max=512, eta_min=1e-5)\"",
            "  \"steplr(5, gamma=.99) * warmup(512)\"",
            "  \"warmup(4) then plateau(patience=2)\"",
            "A bare number counts optimizer steps, 20ep epochs. Names and arguments are torch's own, or short."
        })
final class ScheduleCommand implements Callable<Integer> {
    private static final int TABLE_ROWS = 25;

    private final Screen screen;

    @Parameters(paramLabel = "SCHEDULE", description = "The schedule, in quotes.")
    private String text = "";

    @Option(names = "--lr", paramLabel = "X", split = ",",
            description = "Base rate; several, with commas, for as many parameter groups. Default: 1e-3.")
    private double[] lr = {1e-3};

    @Option(names = "--steps", paramLabel = "N",
            description = "How many optimizer steps. Default: to the end of the schedule, or until it has settled.")
    private Optional<Long> steps = Optional.empty();

    @Option(names = "--epochs", paramLabel = "N", description = "How many epochs, instead of steps.")
    private Optional<Long> epochs = Optional.empty();

    @Option(names = "--steps-per-epoch", paramLabel = "N", description = "Steps of an epoch. Default: 1.")
    private Optional<Long> stepsPerEpoch = Optional.empty();

    @Option(names = "--metric", paramLabel = "flat|X,X,...",
            description = "What plateaus see after each epoch: flat never improves; or one number for each epoch, of "
                    + "which the last one stays. Default: flat.")
    private String metric = "flat";

    @Option(names = "--table", description = "Print numbers instead of the picture.")
    private boolean table;

    @Option(names = "--json", description = "Print one JSON object with the rate of every step.")
    private boolean json;

    @Option(names = "--svg", paramLabel = "FILE.svg", description = "Also draw it into this file.")
    private Optional<Path> svg = Optional.empty();

    ScheduleCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        if (steps.isPresent() && epochs.isPresent()) {
            throw new IllegalArgumentException("--steps and --epochs cannot both be given");
        }
        LrSchedule schedule = ScheduleText.parse(text);
        svg.ifPresent(OutputFile::requireFile);
        RateCourse course = RateCourse.of(schedule, new RateCourse.Request(bases(schedule), positive("--steps", steps),
                positive("--epochs", epochs), positive("--steps-per-epoch", stepsPerEpoch), metrics()));
        tellWhatWasAssumed(course);
        if (svg.isPresent()) {
            Files.writeString(svg.get(), LineFigure.svg(course.chart(), schedule.text()), StandardCharsets.UTF_8);
        }
        if (json) {
            Json.print(screen.out(), json(course));
        } else {
            screen.out().println(Screen.printable(schedule.text()));
            (table ? table(course) : new LinePlot(course.chart()).lines()).forEach(screen.out()::println);
            course.decisions().forEach(line -> screen.out().println(Screen.printable(line)));
        }
        return ExitStatus.DONE.code();
    }

    /// One rate stands for all groups.
    private double[] bases(LrSchedule schedule) {
        if (lr.length == 1 && schedule.groups() > 1) {
            double[] all = new double[schedule.groups()];
            Arrays.fill(all, lr[0]);
            return all;
        }
        return lr;
    }

    private static OptionalLong positive(String option, Optional<Long> value) {
        value.filter(count -> count < 1).ifPresent(count -> {
            throw new IllegalArgumentException(option + " must be at least 1 but was " + count);
        });
        return value.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private double[] metrics() {
        if (metric.equalsIgnoreCase("flat")) {
            return new double[] {1};
        }
        try {
            double[] all = Arrays.stream(metric.split(",")).map(String::strip).mapToDouble(Double::parseDouble)
                    .toArray();
            if (all.length > 0) {
                return all;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--metric must be flat, or numbers with commas, but was " + metric, e);
        }
        throw new IllegalArgumentException("--metric must be flat, or numbers with commas, but was " + metric);
    }

    private void tellWhatWasAssumed(RateCourse course) {
        if (!course.schedule().plateaus().isEmpty() && metric.equalsIgnoreCase("flat")) {
            screen.message("cellwright: the metric is made up: " + course.schedule().plateaus().getFirst().metric()
                    + " never improves (--metric)");
        }
        if (course.mixesClocks() && stepsPerEpoch.isEmpty()) {
            screen.message("cellwright: an epoch has one step here; a schedule in steps and epochs looks otherwise with"
                    + " more (--steps-per-epoch)");
        }
    }

    private static List<String> table(RateCourse course) {
        TextTable table = course.momentum().length > 0
                ? new TextTable(TextTable.Column.right("step"), TextTable.Column.right("epoch"),
                        TextTable.Column.right("lr"), TextTable.Column.right("momentum"))
                : new TextTable(TextTable.Column.right("step"), TextTable.Column.right("epoch"),
                        TextTable.Column.right("lr"));
        int rows = course.steps() <= 2 * TABLE_ROWS ? course.steps() : TABLE_ROWS;
        for (int row = 0; row < rows; row++) {
            int t = rows == 1 ? 0 : (int) ((long) row * (course.steps() - 1) / (rows - 1));
            String epoch = Numbers.count(t / course.stepsPerEpoch());
            String rate = String.join(", ", course.rates().stream().map(r -> Numbers.significant(r[t], 6)).toList());
            if (course.momentum().length > 0) {
                table.row(Numbers.count(t), epoch, rate, Numbers.significant(course.momentum()[t], 6));
            } else {
                table.row(Numbers.count(t), epoch, rate);
            }
        }
        return table.lines();
    }

    private JsonObject json(RateCourse course) {
        JsonObject object = new JsonObject();
        object.addProperty("schedule", course.schedule().text());
        object.addProperty("steps_per_epoch", course.stepsPerEpoch());
        object.addProperty("metric", metric);
        JsonArray groups = new JsonArray();
        course.rates().forEach(rates -> groups.add(numbers(rates)));
        object.add("lr", groups);
        if (course.momentum().length > 0) {
            object.add("momentum", numbers(course.momentum()));
        }
        JsonArray decisions = new JsonArray();
        course.decisions().forEach(decisions::add);
        object.add("decisions", decisions);
        return object;
    }

    private static JsonArray numbers(double[] values) {
        JsonArray numbers = new JsonArray(values.length);
        for (double value : values) {
            numbers.add(Json.number(value));
        }
        return numbers;
    }
}
