package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.train.Callback;
import io.cellwright.train.TrainEvent;

/// Takes the time of the parts of a run, one after the other: the file is read, the virtual machine warmed up, the cells
/// are made ready, before that or after it or both, then epochs, each with its validation, or one fit without epochs.
final class RunClock implements Callback {
    private final LongSupplier nanoTime;
    private final long start;
    private final List<Double> epochs = new ArrayList<>();
    private long last;
    private double reading;
    private double warming;
    private double preparing;
    private OptionalDouble fitting = OptionalDouble.empty();

    /// Begins now.
    RunClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.last = start;
    }

    /// The file is read.
    void read() {
        reading = lap();
    }

    /// Something is made ready.
    void prepared() {
        preparing += lap();
    }

    /// The virtual machine is warm, or need not be.
    void warmedUp() {
        warming = lap();
    }

    /// A fit without epochs is done.
    void fitted() {
        fitting = OptionalDouble.of(lap());
    }

    @Override
    public void on(TrainEvent event) {
        if (event instanceof TrainEvent.Started) {
            prepared();
        } else if (event instanceof TrainEvent.EpochDone) {
            epochs.add(lap());
        }
    }

    /// Since the beginning.
    double seconds() {
        return (nanoTime.getAsLong() - start) / 1e9;
    }

    /// Adds the parts; of a model that is not fitted here, the reading alone.
    void addTo(JsonObject json) {
        json.addProperty("read_seconds", reading);
        if (!epochs.isEmpty()) {
            json.addProperty("warm_up_seconds", warming);
            json.addProperty("prepare_seconds", preparing);
            JsonArray each = new JsonArray();
            epochs.forEach(each::add);
            json.add("epoch_seconds", each);
        } else if (fitting.isPresent()) {
            json.addProperty("prepare_seconds", preparing);
            json.addProperty("fit_seconds", fitting.getAsDouble());
        }
    }

    private double lap() {
        long now = nanoTime.getAsLong();
        double seconds = (now - last) / 1e9;
        last = now;
        return seconds;
    }
}
