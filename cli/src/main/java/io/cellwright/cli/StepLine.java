package io.cellwright.cli;

import java.util.Optional;
import java.util.OptionalDouble;

import com.google.gson.JsonObject;

/// One line of `bench step`: a model on some threads, and what these threads can do at most.
///
/// @param what was trained
/// @param threads that trained it
/// @param measured its steps
/// @param products floating-point operations of all products of a step, where they are known
/// @param parts of its steps, where they were asked for
/// @param peak operations a second of multiply-adds in registers: the best of short bursts between the steps
record StepLine(StepCase what, int threads, StepWatch.Measured measured, OptionalDouble products,
        Optional<StepParts> parts, double peak) {
    private static final double MILLION = 1e6;

    double cellsPerSecond() {
        return what.batch() * 1e3 / measured.quantile(0.5);
    }

    /// The least time for the products over the time of the step.
    OptionalDouble shareOfLimit() {
        return products.isEmpty() ? products
                : OptionalDouble.of(products.getAsDouble() / peak / (measured.quantile(0.5) / 1e3));
    }

    /// The time of a step, told by what the same threads do of nothing but multiply-adds in that time, in millions of
    /// operations: about the same on a machine of another clock. Of the steps it takes the one that a tenth are not
    /// slower than, because the best of the bursts is as little disturbed.
    double referenceMegaflop() {
        return measured.quantile(0.1) / 1e3 * peak / MILLION;
    }

    JsonObject json() {
        JsonObject result = new JsonObject();
        result.addProperty("model", what.title());
        result.addProperty("threads", threads);
        result.addProperty("ms_median", measured.quantile(0.5));
        result.addProperty("ms_p10", measured.quantile(0.1));
        result.addProperty("ms_p90", measured.quantile(0.9));
        result.addProperty("cells_per_second", cellsPerSecond());
        result.add("product_flop", Json.number(products.orElse(Double.NaN)));
        result.addProperty("peak_gigaflops", peak / 1e9);
        result.add("share_of_limit", Json.number(shareOfLimit().orElse(Double.NaN)));
        result.addProperty("reference_megaflop", referenceMegaflop());
        measured.memory().addTo(result);
        parts.ifPresent(all -> result.add("parts", all.json()));
        parts.ifPresent(all -> result.add("limits", all.limits().json()));
        result.add("loss", Json.number(measured.loss()));
        result.addProperty("weights_sha256", measured.weights());
        return result;
    }
}
