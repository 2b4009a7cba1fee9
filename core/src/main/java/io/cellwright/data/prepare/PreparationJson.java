package io.cellwright.data.prepare;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.cellwright.tensor.safetensors.SafeTensorsReader;
import org.jspecify.annotations.Nullable;

/// A preparation as JSON, but for its arrays. Numbers are written with all their digits.
final class PreparationJson {
    private static final int VERSION = 1;

    private PreparationJson() {}

    static String write(Preparation preparation) {
        JsonObject json = new JsonObject();
        json.addProperty("version", VERSION);
        json.add("config", config(preparation.config()));
        json.addProperty("cells", preparation.cells());
        json.add("target_sum", optional(preparation.targetSum()));
        JsonArray chosen = new JsonArray();
        IntStream.of(preparation.chosen()).forEach(chosen::add);
        json.add("chosen", chosen);
        json.add("genes", texts(preparation.inputs()));
        return json.toString();
    }

    static Preparation read(String text, @Nullable SafeTensorsReader arrays, String prefix) throws IOException {
        try {
            JsonObject json = JsonParser.parseString(text).getAsJsonObject();
            if (member(json, "version").getAsInt() != VERSION) {
                throw new IllegalArgumentException("its version is " + json.get("version") + ", not " + VERSION);
            }
            PreparationConfig config = config(member(json, "config").getAsJsonObject());
            boolean scaled = config.scaling() instanceof Scaling.Standard;
            return new Preparation(config, member(json, "cells").getAsInt(), optional(member(json, "target_sum")),
                    texts(member(json, "genes")), ints(member(json, "chosen")),
                    scaled ? array(arrays, prefix + "mean") : new double[0],
                    scaled ? array(arrays, prefix + "deviation") : new double[0]);
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | ClassCastException
                | IllegalArgumentException e) {
            throw new IllegalArgumentException("this is no preparation that was written here: " + e.getMessage(), e);
        }
    }

    private static double[] array(@Nullable SafeTensorsReader arrays, String name) throws IOException {
        if (arrays == null) {
            throw new IllegalArgumentException("its array " + name + " is missing");
        }
        return arrays.doubles(name);
    }

    private static JsonObject config(PreparationConfig config) {
        JsonObject json = new JsonObject();
        json.add("target_sum", switch (config.targetSum()) {
            case TargetSum.None none -> JsonNull.INSTANCE;
            case TargetSum.Median median -> new JsonPrimitive("median");
            case TargetSum.Fixed fixed -> new JsonPrimitive(fixed.sum());
        });
        json.addProperty("log1p", config.log1p());
        json.add("genes", switch (config.genes()) {
            case GeneSelection.All all -> JsonNull.INSTANCE;
            case GeneSelection.Named named -> texts(named.names());
            case GeneSelection.HighlyVariable variable -> variable(variable);
        });
        json.add("scale", switch (config.scaling()) {
            case Scaling.None none -> JsonNull.INSTANCE;
            case Scaling.Standard standard -> standard(standard);
        });
        return json;
    }

    private static JsonObject variable(GeneSelection.HighlyVariable variable) {
        JsonObject json = new JsonObject();
        json.addProperty("flavor", name(variable.flavor()));
        json.addProperty("n_top_genes", variable.topGenes());
        json.addProperty("batch_key", variable.batchKey().orElse(null));
        return json;
    }

    private static JsonObject standard(Scaling.Standard standard) {
        JsonObject json = new JsonObject();
        json.addProperty("zero_center", standard.zeroCenter());
        json.add("max_value", optional(standard.maxValue()));
        return json;
    }

    private static PreparationConfig config(JsonObject json) {
        JsonElement sum = member(json, "target_sum");
        TargetSum target = sum.isJsonNull() ? new TargetSum.None()
                : sum.getAsString().equals("median") ? new TargetSum.Median() : new TargetSum.Fixed(sum.getAsDouble());
        JsonElement kept = member(json, "genes");
        GeneSelection genes = kept.isJsonNull() ? new GeneSelection.All()
                : kept.isJsonArray() ? new GeneSelection.Named(texts(kept)) : variable(kept.getAsJsonObject());
        JsonElement scale = member(json, "scale");
        Scaling scaling = scale.isJsonNull() ? new Scaling.None() : standard(scale.getAsJsonObject());
        return new PreparationConfig(target, member(json, "log1p").getAsBoolean(), genes, scaling);
    }

    private static GeneSelection variable(JsonObject json) {
        String name = member(json, "flavor").getAsString();
        GeneSelection.Flavor flavor = Arrays.stream(GeneSelection.Flavor.values()).filter(f -> name(f).equals(name))
                .findFirst().orElseThrow(() -> new IllegalArgumentException("flavor must be one of "
                        + Arrays.stream(GeneSelection.Flavor.values()).map(PreparationJson::name).toList() + " but was "
                        + name));
        JsonElement key = member(json, "batch_key");
        return new GeneSelection.HighlyVariable(flavor, member(json, "n_top_genes").getAsInt(),
                key.isJsonNull() ? Optional.empty() : Optional.of(key.getAsString()));
    }

    private static Scaling standard(JsonObject json) {
        return new Scaling.Standard(member(json, "zero_center").getAsBoolean(), optional(member(json, "max_value")));
    }

    private static String name(GeneSelection.Flavor flavor) {
        return flavor.name().toLowerCase(Locale.ROOT);
    }

    private static JsonElement optional(OptionalDouble number) {
        return number.isEmpty() ? JsonNull.INSTANCE
                : Double.isFinite(number.getAsDouble()) ? new JsonPrimitive(number.getAsDouble())
                        : new JsonPrimitive(Double.toString(number.getAsDouble()));
    }

    private static OptionalDouble optional(JsonElement number) {
        return number.isJsonNull() ? OptionalDouble.empty() : OptionalDouble.of(number.getAsDouble());
    }

    private static JsonArray texts(List<String> texts) {
        JsonArray json = new JsonArray(texts.size());
        texts.forEach(json::add);
        return json;
    }

    private static List<String> texts(JsonElement json) {
        return json.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
    }

    private static int[] ints(JsonElement json) {
        return json.getAsJsonArray().asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    }

    private static JsonElement member(JsonObject json, String name) {
        if (!json.has(name)) {
            throw new IllegalArgumentException("there is no " + name);
        }
        return json.get(name);
    }
}
