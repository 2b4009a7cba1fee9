package io.cellwright.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.train.LrFinder;
import io.cellwright.train.LrFinder.Point;
import picocli.CommandLine.Option;

/// A test of learning rates in place of a training.
final class RateTestOptions {
    @Option(names = "--lr-find",
            description = "Train nothing: make a few steps while the learning rate grows from 1e-6 to 1, show the loss, "
                    + "and suggest a rate for --lr. -o is not needed.")
    private boolean asked;

    @Option(names = "--svg", paramLabel = "FILE.svg", description = "With --lr-find: also draw the loss into this file.")
    private Optional<Path> svg = Optional.empty();

    /// Whether it is asked for, checked.
    boolean isAsked() {
        if (svg.isPresent() && !asked) {
            throw new IllegalArgumentException("--svg is the picture of a test of learning rates: give --lr-find too");
        }
        svg.ifPresent(OutputFile::requireFile);
        return asked;
    }

    LrFinder test(long seed) {
        return new LrFinder(LrFinder.DEFAULT.from(), LrFinder.DEFAULT.to(), LrFinder.DEFAULT.steps(), seed);
    }

    /// Prints what came of it.
    void tell(LrFinder.Result result, Screen screen, boolean json) {
        if (svg.isPresent() && !result.curve().isEmpty()) {
            draw(svg.get(), result);
        }
        if (json) {
            Json.print(screen.out(), json(result));
            return;
        }
        if (!result.curve().isEmpty()) {
            new LinePlot(chart(result)).lines().forEach(screen.out()::println);
        }
        screen.out().println(words(result));
    }

    private static void draw(Path file, LrFinder.Result result) {
        try {
            Files.writeString(file, LineFigure.svg(chart(result), words(result)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String words(LrFinder.Result result) {
        return result.suggestion().isPresent()
                ? "suggestion: --lr " + Numbers.significant(result.suggestion().getAsDouble(), 2)
                : "no suggestion: the loss never fell";
    }

    /// Rates grow by the same factor, so they lie evenly on a logarithmic axis.
    private static LineChart chart(LrFinder.Result result) {
        List<Point> curve = result.curve();
        double[] losses = curve.stream().mapToDouble(Point::smoothed).toArray();
        double factor = curve.size() > 1 ? curve.get(1).rate() / curve.getFirst().rate() : 2;
        return new LineChart(List.of(losses), new Axis("learning rate", curve.getFirst().rate(),
                curve.getLast().rate() * factor, Axis.Scale.LOG), Axis.over("loss", losses));
    }

    private static JsonObject json(LrFinder.Result result) {
        JsonObject object = new JsonObject();
        result.suggestion().ifPresent(rate -> object.addProperty("suggestion", rate));
        JsonArray lr = new JsonArray();
        JsonArray loss = new JsonArray();
        JsonArray smoothed = new JsonArray();
        for (Point point : result.curve()) {
            lr.add(point.rate());
            loss.add(Json.number(point.loss()));
            smoothed.add(Json.number(point.smoothed()));
        }
        object.add("lr", lr);
        object.add("loss", loss);
        object.add("smoothed_loss", smoothed);
        return object;
    }
}
