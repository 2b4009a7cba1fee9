package io.cellwright.checkpoint;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.cellwright.optim.Optimizer;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.PlateauState;
import io.cellwright.train.Best;
import io.cellwright.train.History;
import io.cellwright.train.Observation;
import io.cellwright.train.RunState;
import io.cellwright.train.TrainState;

/// The part of a checkpoint that is no array, as JSON. Numbers are written with all their digits, and NaN and the
/// infinities, which JSON does not know, as texts: what is read has the bits of what was written.
final class StateJson {
    private static final String FORMAT = "cellwright-checkpoint";
    private static final int VERSION = 1;

    private StateJson() {}

    static String write(Checkpoint checkpoint) {
        RunState run = checkpoint.state();
        JsonObject json = new JsonObject();
        json.addProperty("format", FORMAT);
        json.addProperty("format_version", VERSION);
        json.addProperty("byte_order", ByteOrder.nativeOrder().toString());
        json.add("data", settings(checkpoint.identity().data()));
        json.add("settings", settings(checkpoint.identity().settings()));
        add(json, run);
        json.add("decisions", decisions(run.history()));
        run.good().ifPresent(good -> {
            JsonObject back = new JsonObject();
            add(back, good);
            // What it had measured and decided then, this state has too.
            back.addProperty("rows", good.history().size());
            json.add("good", back);
        });
        return json.toString();
    }

    private static void add(JsonObject json, RunState run) {
        TrainState state = run.state();
        json.add("progress", progress(state.progress()));
        json.addProperty("minibatch", state.minibatch());
        JsonArray rates = new JsonArray();
        state.learningRates().forEach(rate -> rates.add(plateaus(rate.state())));
        json.add("rates", rates);
        json.add("stopping", best(state.stopping()));
        json.add("kept", best(state.kept()));
        json.addProperty("retries", state.retries());
        JsonArray metrics = new JsonArray();
        run.metrics().forEach(observation -> add(metrics, observation));
        json.add("metrics", metrics);
        JsonObject updates = new JsonObject();
        run.updates().forEach(u -> updates.addProperty(u.parameter(), u.count()));
        json.add("updates", updates);
    }

    /// @throws IllegalArgumentException if it is of another kind, version or machine
    static JsonObject parse(String text) {
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        if (!json.has("format") || !member(json, "format").getAsString().equals(FORMAT)) {
            throw new IllegalArgumentException("its format is not " + FORMAT);
        }
        if (member(json, "format_version").getAsInt() != VERSION) {
            throw new IllegalArgumentException("its version is " + member(json, "format_version") + ", not " + VERSION);
        }
        String order = member(json, "byte_order").getAsString();
        if (!order.equals(ByteOrder.nativeOrder().toString())) {
            throw new IllegalArgumentException("it was written on a machine with byte order " + order);
        }
        return json;
    }

    private static JsonElement member(JsonObject json, String name) {
        JsonElement member = json.get(name);
        if (member == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return member;
    }

    static RunIdentity identity(JsonObject json, int[] train, int[] validation) {
        return new RunIdentity(settings(member(json, "settings").getAsJsonObject()),
                settings(member(json, "data").getAsJsonObject()), train, validation);
    }

    static Progress progress(JsonObject json) {
        return progress(member(json, "progress").getAsJsonArray());
    }

    private static JsonArray progress(Progress progress) {
        return numbers(List.of(progress.epoch(), progress.step(), progress.cells()));
    }

    private static Progress progress(JsonArray json) {
        return new Progress(json.get(0).getAsInt(), json.get(1).getAsLong(), json.get(2).getAsLong());
    }

    /// @param fresh the schedulers of the same run when it began
    static RunState state(JsonObject json, List<LrScheduler> fresh, StoredCheckpoint.Arrays arrays,
            HistoryArrays rows, Optional<StoredCheckpoint.Arrays> back) {
        History history = rows.history(decisions(member(json, "decisions").getAsJsonArray()));
        Optional<RunState> good = back.map(a -> {
            JsonObject then = member(json, "good").getAsJsonObject();
            return state(then, fresh, a, history.first(member(then, "rows").getAsInt()), Optional.empty());
        });
        return state(json, fresh, arrays, history, good);
    }

    private static RunState state(JsonObject json, List<LrScheduler> fresh, StoredCheckpoint.Arrays arrays,
            History history, Optional<RunState> good) {
        JsonArray rates = member(json, "rates").getAsJsonArray();
        if (rates.size() != fresh.size()) {
            throw new IllegalArgumentException("it has " + rates.size() + " learning rates but the run has "
                    + fresh.size());
        }
        List<LrScheduler> schedulers = new ArrayList<>();
        for (int i = 0; i < fresh.size(); i++) {
            schedulers.add(new LrScheduler(fresh.get(i).schedule(), fresh.get(i).bases(),
                    plateaus(rates.get(i).getAsJsonArray())));
        }
        TrainState state = new TrainState(progress(json), member(json, "minibatch").getAsInt(), schedulers,
                best(member(json, "stopping").getAsJsonArray()),
                best(member(json, "kept").getAsJsonArray()), member(json, "retries").getAsInt());
        List<Optimizer.Updates> updates = member(json, "updates").getAsJsonObject().entrySet().stream()
                .map(e -> new Optimizer.Updates(e.getKey(), e.getValue().getAsLong())).toList();
        List<Observation> metrics = new ArrayList<>(member(json, "metrics").getAsJsonArray().asList().stream()
                .map(e -> observation(e.getAsJsonObject())).toList());
        metrics.addAll(arrays.classified());
        return new RunState(state, metrics, history, updates, arrays.weights(), arrays.moments(), arrays.average(),
                arrays.best(), good);
    }

    private static JsonObject settings(List<Setting> settings) {
        JsonObject json = new JsonObject();
        settings.forEach(s -> json.addProperty(s.name(), s.value()));
        return json;
    }

    private static List<Setting> settings(JsonObject json) {
        return json.entrySet().stream().map(e -> new Setting(e.getKey(), e.getValue().getAsString())).toList();
    }

    private static JsonArray plateaus(List<PlateauState> states) {
        JsonArray json = new JsonArray();
        for (PlateauState state : states) {
            JsonObject one = new JsonObject();
            state.best().ifPresent(best -> one.add("best", number(best)));
            one.addProperty("bad", state.bad());
            one.addProperty("cooldown", state.cooldown());
            one.addProperty("warmup", state.warmup());
            one.add("rates", numbers(state.rates()));
            json.add(one);
        }
        return json;
    }

    private static List<PlateauState> plateaus(JsonArray json) {
        return json.asList().stream().map(JsonElement::getAsJsonObject).map(one -> new PlateauState(
                one.has("best") ? OptionalDouble.of(member(one, "best").getAsDouble()) : OptionalDouble.empty(),
                member(one, "bad").getAsInt(), member(one, "cooldown").getAsInt(), member(one, "warmup").getAsInt(),
                doubles(member(one, "rates").getAsJsonArray()))).toList();
    }

    private static JsonArray best(Best best) {
        JsonArray json = new JsonArray();
        json.add(number(best.value()));
        json.add(progress(best.when()));
        json.add(best.waited());
        return json;
    }

    private static Best best(JsonArray json) {
        return new Best(json.get(0).getAsDouble(), progress(json.get(1).getAsJsonArray()), json.get(2).getAsInt());
    }

    /// Classified cells are arrays, see {@link ClassifiedArrays}.
    private static void add(JsonArray metrics, Observation observation) {
        JsonObject json = new JsonObject();
        switch (observation) {
            case Observation.Mean mean -> {
                json.addProperty("mean", mean.key());
                json.add("sum", number(mean.sum()));
                json.add("weight", number(mean.weight()));
            }
            case Observation.Last last -> {
                json.addProperty("last", last.key());
                json.add("value", number(last.value()));
            }
            case Observation.Checked checked -> {
                json.addProperty("checked", checked.key());
                json.add("value", number(checked.value()));
            }
            case Observation.Classified cells -> {
                return;
            }
        }
        metrics.add(json);
    }

    private static Observation observation(JsonObject json) {
        if (json.has("mean")) {
            return new Observation.Mean(member(json, "mean").getAsString(), member(json, "sum").getAsDouble(),
                    member(json, "weight").getAsDouble());
        }
        double value = member(json, "value").getAsDouble();
        return json.has("last") ? new Observation.Last(member(json, "last").getAsString(), value)
                : new Observation.Checked(member(json, "checked").getAsString(), value);
    }

    private static JsonArray decisions(History history) {
        JsonArray json = new JsonArray();
        for (History.Decision decision : history.decisions()) {
            JsonObject one = new JsonObject();
            one.add("progress", progress(decision.progress()));
            one.addProperty("what", decision.what());
            json.add(one);
        }
        return json;
    }

    private static List<History.Decision> decisions(JsonArray json) {
        return json.asList().stream().map(JsonElement::getAsJsonObject).map(one -> new History.Decision(
                progress(member(one, "progress").getAsJsonArray()), member(one, "what").getAsString())).toList();
    }

    private static JsonArray numbers(List<? extends Number> numbers) {
        JsonArray json = new JsonArray();
        numbers.forEach(n -> json.add(n instanceof Double d ? number(d) : new JsonPrimitive(n)));
        return json;
    }

    private static JsonPrimitive number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(value) : new JsonPrimitive(Double.toString(value));
    }

    private static List<Double> doubles(JsonArray json) {
        return json.asList().stream().map(JsonElement::getAsDouble).toList();
    }
}
