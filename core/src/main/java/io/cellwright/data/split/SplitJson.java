package io.cellwright.data.split;

import java.util.stream.IntStream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/// A split as JSON.
final class SplitJson {
    private SplitJson() {}

    static String write(Split split) {
        JsonObject json = new JsonObject();
        json.add("rule", rule(split.rule()));
        JsonArray notes = new JsonArray();
        split.notes().forEach(notes::add);
        json.add("notes", notes);
        json.add("train", rows(split.train()));
        json.add("validation", rows(split.validation()));
        json.add("test", rows(split.test()));
        return json.toString();
    }

    static Split read(String text) {
        try {
            JsonObject json = JsonParser.parseString(text).getAsJsonObject();
            return new Split(rows(member(json, "train")), rows(member(json, "validation")), rows(member(json, "test")),
                    rule(member(json, "rule").getAsJsonObject()),
                    member(json, "notes").getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList());
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | ClassCastException
                | IllegalArgumentException e) {
            throw new IllegalArgumentException("this is no split that was written here: " + e.getMessage(), e);
        }
    }

    private static JsonObject rule(SplitRule rule) {
        JsonObject json = new JsonObject();
        switch (rule) {
            case SplitRule.Holdout holdout -> {
                json.addProperty("kind", "holdout");
                add(json, holdout.spread());
                json.addProperty("validation", holdout.sizes().validation());
                json.addProperty("test", holdout.sizes().test());
                json.addProperty("seed", holdout.seed());
            }
            case SplitRule.Fold fold -> {
                json.addProperty("kind", "fold");
                add(json, fold.spread());
                json.addProperty("folds", fold.folds());
                json.addProperty("number", fold.number());
                json.addProperty("validation", fold.validation());
                json.addProperty("seed", fold.seed());
            }
            case SplitRule.Given given -> {
                json.addProperty("kind", "given");
                json.addProperty("column", given.column());
            }
        }
        return json;
    }

    private static void add(JsonObject json, Spread spread) {
        switch (spread) {
            case Spread.Freely freely -> json.addProperty("spread", "freely");
            case Spread.ByLabel label -> {
                json.addProperty("spread", "by-label");
                json.addProperty("column", label.column());
            }
            case Spread.ByGroup group -> {
                json.addProperty("spread", "by-group");
                json.addProperty("column", group.column());
            }
        }
    }

    private static SplitRule rule(JsonObject json) {
        String kind = member(json, "kind").getAsString();
        return switch (kind) {
            case "holdout" -> new SplitRule.Holdout(spread(json), new Sizes(member(json, "validation").getAsDouble(),
                    member(json, "test").getAsDouble()), member(json, "seed").getAsLong());
            case "fold" -> new SplitRule.Fold(spread(json), member(json, "folds").getAsInt(),
                    member(json, "number").getAsInt(), member(json, "validation").getAsDouble(),
                    member(json, "seed").getAsLong());
            case "given" -> new SplitRule.Given(member(json, "column").getAsString());
            default -> throw new IllegalArgumentException("kind must be holdout, fold or given but was " + kind);
        };
    }

    private static Spread spread(JsonObject json) {
        String spread = member(json, "spread").getAsString();
        return switch (spread) {
            case "freely" -> new Spread.Freely();
            case "by-label" -> new Spread.ByLabel(member(json, "column").getAsString());
            case "by-group" -> new Spread.ByGroup(member(json, "column").getAsString());
            default -> throw new IllegalArgumentException("spread must be freely, by-label or by-group but was "
                    + spread);
        };
    }

    private static JsonElement member(JsonObject json, String name) {
        if (!json.has(name)) {
            throw new IllegalArgumentException("there is no " + name);
        }
        return json.get(name);
    }

    private static JsonArray rows(int[] rows) {
        JsonArray json = new JsonArray(rows.length);
        IntStream.of(rows).forEach(json::add);
        return json;
    }

    private static int[] rows(JsonElement json) {
        return json.getAsJsonArray().asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    }
}
