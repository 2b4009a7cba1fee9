package io.cellwright.cli;

import com.google.gson.JsonObject;
import io.cellwright.tensor.Parameters;

/// Memory outside of Java's heap that a model and its training step take.
///
/// @param weights values, gradients and both moments of Adam
/// @param step the minibatch and all that is computed from it, with gradients: the room that is used again by each step
record StepMemory(long weights, long step) {
    private static final int FLOAT_BYTES = 4;
    /// A value, its gradient and two moments.
    private static final int SLICES = 4;

    /// Of a model that has trained.
    static StepMemory of(Parameters parameters) {
        return new StepMemory(SLICES * FLOAT_BYTES * parameters.trainedCount(), parameters.workspace().bytes());
    }

    /// Number of weights.
    long count() {
        return weights / (SLICES * FLOAT_BYTES);
    }

    void addTo(JsonObject json) {
        json.addProperty("weight_bytes", weights);
        json.addProperty("step_bytes", step);
    }
}
