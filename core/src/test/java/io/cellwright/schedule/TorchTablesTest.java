package io.cellwright.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.schedule.formula.LambdaLR;
import io.cellwright.schedule.formula.MultiplicativeLR;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.text.ScheduleText;
import io.cellwright.schedule.warmup.WarmUp;
import io.cellwright.schedule.warmup.WarmUpFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// Every table of rates that torch and celldetection made, for two parameter groups with base rates 0.05 and 0.5, rates
/// and momentum, at 1e-9. The tables are not part of the project; a selection is in {@link ScheduleTablesTest}.
///
/// The schedules are made by the grammar from torch's own arguments. Where a table holds a defect our own value is
/// asserted instead, and that the table differs as it is said to.
class TorchTablesTest {
    private static final Path FILE = Path.of("../../shared/reference/torch_schedulers.json");
    private static final double[] BASES = {0.05, 0.5};
    private static final double TOLERANCE = 1e-9;

    @TestFactory
    Stream<DynamicTest> everyTableOfTorch() throws IOException {
        List<JsonObject> tables = tables("tables");
        assertThat(tables).hasSize(49);
        return tables.stream().map(table -> DynamicTest.dynamicTest(name(table), () -> torch(table)));
    }

    @TestFactory
    Stream<DynamicTest> everyTableOfCelldetection() throws IOException {
        List<JsonObject> tables = tables("celldetection_tables");
        assertThat(tables).hasSize(17);
        return tables.stream().map(table -> DynamicTest.dynamicTest(name(table), () -> celldetection(table)));
    }

    private static List<JsonObject> tables(String key) throws IOException {
        Assumptions.assumeTrue(Files.exists(FILE), () -> "needs " + FILE + ", which is not here");
        JsonObject all = JsonParser.parseString(Files.readString(FILE)).getAsJsonObject();
        return all.getAsJsonArray(key).asList().stream().map(JsonElement::getAsJsonObject).toList();
    }

    private static String name(JsonObject table) {
        return table.get("name").getAsString();
    }

    private static void torch(JsonObject table) {
        LrSchedule schedule = switch (table.get("scheduler").getAsString()) {
            case "LambdaLR" -> new LambdaLR(PerGroup.of(t -> 1 / (1 + 0.1 * t), t -> Math.pow(0.9, (double) t)),
                    Span.Unit.STEPS);
            case "MultiplicativeLR" -> new MultiplicativeLR(PerGroup.of(t -> 0.95, t -> 1 - 0.01 * t),
                    Span.Unit.STEPS);
            case "SequentialLR", "ChainedScheduler" -> ScheduleText.parse(together(table));
            default -> ScheduleText.parse(call(table.get("scheduler").getAsString(), table.getAsJsonObject("args")));
        };
        double[][] golden = numbers(table.get("lr"));
        double[][] ours = switch (name(table)) {
            // torch lets the rate bounce back up once, then fails; ours stays at the end.
            case "OneCycleLR, stepped past its end" -> {
                assertThat(golden[0][10]).isGreaterThan(40 * golden[0][9]);
                yield each(golden, (group, t) -> golden[group][Math.min(t, 9)]);
            }
            // torch applies one gamma too many to a chain that is the first segment of a sequence.
            case "ChainedScheduler inside SequentialLR" ->
                    each(golden, (group, t) -> t < 6 ? golden[group][t] / 0.9 : golden[group][t]);
            // torch takes worse values for better ones below 0; ours lowers the rate each time three calls were worse.
            case "ReduceLROnPlateau, rel with negative metrics, min",
                    "ReduceLROnPlateau, rel with negative metrics, max" -> {
                assertThat(golden[0][4]).isEqualTo(BASES[0]);
                yield each(golden, (group, t) -> BASES[group] * Math.pow(0.5, Math.max(0, (t - 1) / 3)));
            }
            default -> golden;
        };
        if (name(table).equals("ReduceLROnPlateau, NaN metrics")) {
            assertThatThrownBy(() -> rates(schedule, metrics(table), 40, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be a finite number").hasMessageContaining("was NaN");
            return;
        }
        assertClose(rates(schedule, metrics(table), golden[0].length, false), ours);
        for (String momentum : List.of("momentum", "beta1")) {
            if (table.has(momentum)) {
                double[][] expected = numbers(table.get(momentum));
                double[][] clamped = name(table).equals("OneCycleLR, stepped past its end")
                        ? each(expected, (group, t) -> expected[group][Math.min(t, 9)]) : expected;
                assertClose(rates(schedule, metrics(table), golden[0].length, true), clamped);
            }
        }
    }

    private static void celldetection(JsonObject table) {
        double[][] golden = numbers(table.get("lr"));
        JsonObject args = table.getAsJsonObject("args");
        String name = name(table);
        if (name.startsWith("celldetection WarmUp")) {
            PerGroup<WarmUpFunction> functions = switch (name) {
                case "celldetection WarmUp" -> PerGroup.none();
                case "celldetection WarmUp, a lambda for each group" ->
                        PerGroup.of((t, steps) -> Math.min((double) t / steps, 1),
                                (t, steps) -> Math.min((double) (t * t) / (steps * steps), 1));
                default -> PerGroup.all((t, steps) -> 0.1 + 0.2 * t);
            };
            assertClose(rates(new WarmUp(Span.steps(4), functions, true), new double[0], 40, false), golden);
            // As documented, from 1 to steps: the rates come one update earlier, the first one at 0 not at all.
            assertClose(rates(new WarmUp(Span.steps(4), functions, false), new double[0], 39, false),
                    each(golden, 39, (group, t) -> golden[group][t + 1]));
        } else if (name.contains("ReduceLROnPlateau]")) {
            afterWarmUp(args, golden, metrics(table));
        } else if (args.has("schedulers")) {
            String text = together(table).replaceAll("WarmUp\\(steps=4\\)", "WarmUp(steps=4, from_zero=true)");
            assertClose(rates(ScheduleText.parse(text), new double[0], 40, false), golden);
        } else {
            assertClose(rates(ScheduleText.parse(call("ReduceLROnPlateau", args)), metrics(table), 40, false), golden);
        }
    }

    /// celldetection's plateau behind a warm-up never reaches the base rate, and is first fed a metric of 0, which its
    /// own warm-up of 1 is there to swallow. Ours begins from the base and is fed nothing: with a warm-up shorter by 1
    /// it lowers the rate where the original does.
    private static void afterWarmUp(JsonObject args, double[][] golden, double[] metrics) {
        String plateau = args.getAsJsonArray("schedulers").get(1).getAsString();
        int warmup = Integer.parseInt(plateau.replaceAll(".*warmup=(\\d).*", "$1"));
        String ours = plateau.replaceAll("warmup=\\d", "warmup=" + Math.max(0, warmup - 1));
        double[][] rates = rates(ScheduleText.parse("WarmUp(4, from_zero=true) then " + ours), metrics, 40, false);
        for (int group = 0; group < 2; group++) {
            assertThat(golden[group][4]).as("the original stays at 3/4").isEqualTo(0.75 * BASES[group]);
            for (int t = 0; t < 4; t++) {
                assertThat(rates[group][t]).isEqualTo(BASES[group] * t / 4);
            }
        }
        if (warmup > 0) {
            assertClose(rates, each(golden, (group, t) -> t < 4 ? golden[group][t] : golden[group][t] / 0.75));
            return;
        }
        // Here the made-up 0 was taken for the best: nothing ever improves, and the rate collapses.
        assertThat(golden[0][39]).isLessThan(1e-4);
        assertThat(rates[0][4]).isEqualTo(BASES[0]);
        boolean improving = metrics[10] < metrics[9];
        assertThat(rates[0][39]).isEqualTo(BASES[0] * (improving ? 1 : Math.pow(0.5, reductions(metrics))));
    }

    /// By hand, for patience 2: three epochs in a row without a new least value, from the fifth epoch on.
    private static int reductions(double[] metrics) {
        int reductions = 0;
        double best = Double.POSITIVE_INFINITY;
        int bad = 0;
        for (int epoch = 4; epoch < metrics.length; epoch++) {
            bad = metrics[epoch] < best * (1 - 1e-4) ? 0 : bad + 1;
            best = Math.min(best, metrics[epoch]);
            if (bad == 3) {
                reductions++;
                bad = 0;
            }
        }
        return reductions;
    }

    /// The rates, or momenta, of both groups, where each step is an epoch.
    private static double[][] rates(LrSchedule schedule, double[] metrics, int count, boolean momentum) {
        double[][] rates = new double[2][count];
        LrScheduler scheduler = schedule.start(BASES);
        Progress now = Progress.START;
        for (int t = 0; t < count; t++) {
            for (int group = 0; group < 2; group++) {
                rates[group][t] = momentum ? scheduler.momentum(now, group).orElseThrow() : scheduler.lr(now, group);
            }
            now = now.afterStep(1).afterEpoch();
            double metric = t < metrics.length ? metrics[t] : 0;
            scheduler = scheduler.after(key -> metrics.length > 0 ? OptionalDouble.of(metric) : OptionalDouble.empty(),
                    now);
        }
        return rates;
    }

    private static void assertClose(double[][] actual, double[][] expected) {
        for (int group = 0; group < 2; group++) {
            assertThat(actual[group]).hasSameSizeAs(expected[group]);
            for (int t = 0; t < actual[group].length; t++) {
                double size = Math.max(1, Math.abs(expected[group][t]));
                assertThat(actual[group][t]).as("group %d, t = %d", group, t).isCloseTo(expected[group][t],
                        within(TOLERANCE * size));
                if (expected[group][t] > 1e-6) {
                    assertThat(actual[group][t] / expected[group][t]).as("group %d, t = %d, relative", group, t)
                            .isCloseTo(1, within(TOLERANCE));
                }
            }
        }
    }

    private interface Value {
        double of(int group, int t);
    }

    private static double[][] each(double[][] like, Value value) {
        return each(like, like[0].length, value);
    }

    private static double[][] each(double[][] like, int count, Value value) {
        double[][] all = new double[like.length][count];
        for (int group = 0; group < like.length; group++) {
            int of = group;
            IntToDoubleFunction at = t -> value.of(of, t);
            Arrays.setAll(all[group], at);
        }
        return all;
    }

    /// A call from torch's arguments.
    private static String call(String name, JsonObject args) {
        List<String> written = new ArrayList<>();
        args.entrySet().forEach(entry -> {
            if (!entry.getValue().isJsonNull()) {
                written.add(entry.getKey() + "=" + entry.getValue());
            }
        });
        return name + "(" + String.join(", ", written) + ")";
    }

    /// Schedules put together, each of which the table writes as a call.
    private static String together(JsonObject table) {
        JsonObject args = table.getAsJsonObject("args");
        List<String> parts = args.getAsJsonArray("schedulers").asList().stream().map(part -> part.getAsString()
                .replace("torch ", "").replaceAll("ChainedScheduler\\[(.*)\\]", "ChainedScheduler($1)")).toList();
        return args.has("milestones")
                ? "SequentialLR([" + String.join(", ", parts) + "], milestones=" + args.get("milestones") + ")"
                : "ChainedScheduler([" + String.join(", ", parts) + "])";
    }

    private static double[] metrics(JsonObject table) {
        if (!table.has("metrics")) {
            return new double[0];
        }
        return table.getAsJsonArray("metrics").asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    }

    private static double[][] numbers(JsonElement element) {
        JsonArray groups = element.getAsJsonArray();
        double[][] all = new double[groups.size()][];
        for (int group = 0; group < all.length; group++) {
            all[group] = groups.get(group).getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble)
                    .toArray();
        }
        return all;
    }
}
