package io.cellwright.cli;

import java.io.PrintStream;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/// What `--json` prints: one object on standard output.
final class Json {
    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

    private Json() {}

    /// Prints the object.
    static void print(PrintStream out, JsonObject object) {
        out.println(PRETTY.toJson(object));
    }

    /// A number, or null where it is none: JSON knows neither NaN nor infinity.
    static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
    }
}
