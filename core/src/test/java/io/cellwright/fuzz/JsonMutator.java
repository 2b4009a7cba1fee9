package io.cellwright.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;

/// Changes values of JSON: to other numbers, texts and kinds, to what is no JSON, to none at all.
public final class JsonMutator {
    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
    private static final String RAW = "@raw@";
    /// As they stand, JSON or not.
    private static final List<String> VALUES = List.of("null", "true", "false", "0", "-1", "1", "2", "3", "1.5",
            "65536", "16777217", "2147483647", "2147483648", "4294967296", "9007199254740993", "9223372036854775807",
            "9223372036854775808", "-9223372036854775808", "1e18", "1e400", "1e999999999", "1" + "0".repeat(500),
            "NaN", "Infinity", "[]", "{}", "\"\"", "[0]", "[-1,2]", "[2147483647,2147483647]", "{\"a\":1,\"a\":2}",
            "[".repeat(3000), "[".repeat(3000) + "]".repeat(3000), "{\"a\":".repeat(200) + "1" + "}".repeat(200),
            "\"..\"", "\"../../x\"", "\"/etc/passwd\"", "\"a/b\"", "\"\\u0000\"", "\"\\ud800\"", "\"|O\"", "\"<f4\"",
            "\"<i8\"", "\">u2\"", "\"<U7\"", "\"<U9999999\"", "\"|S1048576\"", "\"|b1\"", "\"int64\"", "\"uint8\"",
            "\"float16\"", "\"string\"", "\"blosc\"", "\"zstd\"", "\"gzip\"", "\"zlib\"", "\"lz4\"", "\"pickle\"",
            "\"shuffle\"", "\"crc32c\"", "\"vlen-utf8\"", "\"csr_matrix\"", "\"csc_matrix\"", "\"array\"",
            "\"dataframe\"", "\"categorical\"", "\"F\"", "\".\"", "\"/\"", "\"" + "x".repeat(100_000) + "\"");

    private final Random random;
    private final List<Runnable> changes = new ArrayList<>();

    private JsonMutator(Random random) {
        this.random = random;
    }

    /// The text with one value changed, or that of a text that is no JSON with one byte changed.
    public static byte[] mutant(byte[] text, Random random) {
        JsonElement json = JsonParser.parseString(new String(text, StandardCharsets.UTF_8));
        JsonMutator mutator = new JsonMutator(random);
        mutator.collect(json);
        if (mutator.changes.isEmpty()) {
            return "[]".getBytes(StandardCharsets.US_ASCII);
        }
        mutator.changes.get(random.nextInt(mutator.changes.size())).run();
        String changed = GSON.toJson(json);
        int at = changed.indexOf("\"" + RAW);
        if (at >= 0) {
            int end = changed.indexOf('"', at + 1);
            int value = Integer.parseInt(changed.substring(at + 1 + RAW.length(), end));
            changed = changed.substring(0, at) + VALUES.get(value) + changed.substring(end + 1);
        }
        return changed.getBytes(StandardCharsets.UTF_8);
    }

    private void collect(JsonElement json) {
        if (json instanceof JsonObject object) {
            for (String name : List.copyOf(object.keySet())) {
                changes.add(() -> object.remove(name));
                changes.add(() -> object.add(name, value(object.get(name))));
                changes.add(() -> object.add(name, value(object.get(name))));
                changes.add(() -> object.add(name + "x", object.get(name)));
                collect(object.get(name));
            }
        } else if (json instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                changes.add(() -> array.remove(at));
                changes.add(() -> array.set(at, value(array.get(at))));
                changes.add(() -> array.set(at, value(array.get(at))));
                changes.add(() -> array.add(array.get(at)));
                collect(array.get(at));
            }
        }
    }

    private JsonElement value(JsonElement before) {
        if (before instanceof JsonPrimitive number && number.isNumber() && random.nextBoolean()) {
            long now = number.getAsLong();
            return new JsonPrimitive(switch (random.nextInt(5)) {
                case 0 -> now + 1;
                case 1 -> now - 1;
                case 2 -> now * 2;
                case 3 -> now * 1000;
                default -> now ^ (1L << random.nextInt(63));
            });
        }
        return new JsonPrimitive(RAW + random.nextInt(VALUES.size()));
    }
}
