package io.cellwright.cli;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Every option of a command with the value it had, under its name, as JSON. Given back with `--config`, it runs the
/// same again: JSON is YAML.
final class ConfigEcho {
    private static final Set<String> LEFT_OUT = Set.of("--help", "--config", "--json", "--output", "--in-place", "--save",
            "--checkpoints", "--checkpoint-every", "--keep-checkpoints", "--resume", "--history", "--tensorboard", "--lr-find",
            "--svg");

    private ConfigEcho() {}

    /// The options that decide on the result.
    static JsonObject of(CommandSpec command) {
        JsonObject echo = new JsonObject();
        for (OptionSpec option : command.options()) {
            if (!LEFT_OUT.contains(option.longestName())) {
                echo.add(option.longestName().substring(2), json(option.getValue()));
            }
        }
        return echo;
    }

    private static JsonElement json(@Nullable Object value) {
        return switch (value) {
            case null -> JsonNull.INSTANCE;
            case Optional<?> optional -> json(optional.orElse(null));
            case Number number -> new JsonPrimitive(number);
            case Boolean truth -> new JsonPrimitive(truth);
            case Enum<?> word -> new JsonPrimitive(Choice.word(word));
            case Collection<?> list -> {
                JsonArray array = new JsonArray();
                list.forEach(element -> array.add(json(element)));
                yield array;
            }
            default -> new JsonPrimitive(value.toString());
        };
    }
}
