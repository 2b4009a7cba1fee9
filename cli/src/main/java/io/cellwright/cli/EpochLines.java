package io.cellwright.cli;

import java.util.List;
import java.util.function.LongSupplier;

import io.cellwright.train.Callback;
import io.cellwright.train.TrainEvent;
import org.jspecify.annotations.Nullable;

/// Shows how far training is.
final class EpochLines implements Callback, AutoCloseable {
    private static final List<String> SHOWN = List.of("elbo_train", "train_accuracy", "elbo_validation",
            "validation_accuracy");

    private final Screen screen;
    private final LongSupplier nanoTime;
    private final String title;
    private final List<String> shown;
    private @Nullable ProgressBar bar;
    private String note = "";

    EpochLines(Screen screen, LongSupplier nanoTime, String title) {
        this(screen, nanoTime, title, SHOWN);
    }

    /// @param shown keys of the metrics that are shown, in this order
    EpochLines(Screen screen, LongSupplier nanoTime, String title, List<String> shown) {
        this.shown = shown;
        this.screen = screen;
        this.nanoTime = nanoTime;
        this.title = title;
    }

    @Override
    public void on(TrainEvent event) {
        switch (event) {
            case TrainEvent.Started started ->
                bar = new ProgressBar(screen, nanoTime, title, "epochs", 0, started.length().count());
            case TrainEvent.StepDone step -> show(step.progress().epoch());
            case TrainEvent.Validated validated -> note = note(validated.metrics());
            case TrainEvent.EpochDone epoch -> {
                note = note(epoch.metrics());
                if (bar != null) {
                    bar.log(epoch.progress().epoch(), note);
                }
            }
            case TrainEvent.WentBack back -> { }
            case TrainEvent.Decided decided -> screen.message("cellwright: " + decided.what());
            case TrainEvent.Finished finished -> close();
        }
    }

    private void show(int epochs) {
        if (bar != null) {
            bar.update(epochs, note);
        }
    }

    private String note(List<TrainEvent.Metric> metrics) {
        StringBuilder note = new StringBuilder();
        for (String key : shown) {
            metrics.stream().filter(metric -> metric.key().equals(key)).findFirst().ifPresent(metric -> note
                    .append(note.isEmpty() ? "" : "  ").append(key).append(' ')
                    .append(Numbers.significant(metric.value(), 5)));
        }
        return note.toString();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
