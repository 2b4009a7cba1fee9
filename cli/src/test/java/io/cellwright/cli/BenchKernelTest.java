package io.cellwright.cli;

import java.nio.file.Path;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// That `bench kernel` measures all that it says and adds up; how fast is not for a unit test.
class BenchKernelTest {
    private static final String[] SMALL = {"bench", "kernel", "--cells", "8", "--genes", "48", "--rounds", "1",
        "--warm-up", "0", "--threads", "2", "--buffer", "1"};

    @TempDir
    Path folder;

    private CommandRun run(String... more) {
        String[] words = new String[SMALL.length + more.length];
        System.arraycopy(SMALL, 0, words, 0, SMALL.length);
        System.arraycopy(more, 0, words, SMALL.length, more.length);
        return CommandRun.of(folder, words);
    }

    @Test
    void eachKernelHasOneChecksumForAllThreadsAndItsShareFollowsFromTheLimits() {
        CommandRun run = run("--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonArray limits = run.json().getAsJsonArray("limits");
        assertThat(limits).hasSize(2);
        JsonArray results = run.json().getAsJsonArray("results");
        assertThat(results).hasSize(26);
        for (int i = 0; i < 13; i++) {
            JsonObject one = results.get(i).getAsJsonObject();
            JsonObject two = results.get(i + 13).getAsJsonObject();
            assertThat(two.get("kernel")).isEqualTo(one.get("kernel"));
            assertThat(two.get("result_sha256")).isEqualTo(one.get("result_sha256"));
            assertThat(one.get("threads").getAsInt()).isEqualTo(1);
            assertThat(two.get("threads").getAsInt()).isEqualTo(2);
            checkShare(limits.get(0).getAsJsonObject(), one);
            checkShare(limits.get(1).getAsJsonObject(), two);
        }
    }

    private static void checkShare(JsonObject limit, JsonObject result) {
        double seconds = result.get("us_median").getAsDouble() / 1e6;
        assertThat(result.get("us_p90").getAsDouble()).isGreaterThanOrEqualTo(result.get("us_p10").getAsDouble());
        assertThat(result.get("gigaflops").getAsDouble() * 1e9 * seconds).isEqualTo(result.get("flop").getAsDouble(),
                within(1.0));
        double share = result.get("share_of_limit").getAsDouble();
        if (result.get("bound").getAsString().equals("FLOP")) {
            assertThat(share).isEqualTo(result.get("gigaflops").getAsDouble() / limit.get("gigaflops").getAsDouble(),
                    within(1e-9));
        }
        assertThat(share).isPositive();
    }

    @Test
    void operationsFollowFromTheSizes() {
        JsonArray results = run("--json").json().getAsJsonArray("results");
        for (JsonElement each : results) {
            JsonObject one = each.getAsJsonObject();
            double flop = one.get("flop").getAsDouble();
            switch (one.get("kernel").getAsString()) {
                case "decoder forward", "decoder weight gradient", "decoder input gradient" ->
                    assertThat(flop).isEqualTo(2.0 * 8 * 48 * 128);
                case "nb loss and gradients" -> assertThat(flop).isEqualTo(66.0 * 8 * 48);
                case "zinb loss and gradients" -> assertThat(flop).isEqualTo(129.0 * 8 * 48);
                case "Adam" -> assertThat(one.get("bytes").getAsDouble())
                        .isEqualTo(28.0 * (2 * 48 * 128 + 2 * 48 + 3 * 128 * 10));
                default -> assertThat(flop).isPositive();
            }
        }
    }

    @Test
    void theTableNamesLimitsAndKernels() {
        CommandRun run = run();
        assertThat(run.out()).contains("multiply-adds", "memory", "decoder input gradient", "share", "Adam");
        // A line of figures is as long as they are, and where nothing is compiled yet they may be anything.
        assertThat(run.out().lines().filter(line -> line.startsWith("kernel") || line.startsWith("limit")))
                .hasSize(2).allMatch(line -> line.length() <= 120);
    }

    @Test
    void impossibleSizesAreRefused() {
        CommandRun run = CommandRun.of(folder, "bench", "kernel", "--rounds", "0");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--rounds");
    }
}
