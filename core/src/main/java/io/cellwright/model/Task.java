package io.cellwright.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a network is trained for.
public enum Task {
    /// To give the expression of cells again.
    RECONSTRUCTION(Reconstructs.class),
    /// To place cells in latent space.
    REPRESENTATION(Represents.class),
    /// To tell the class of cells.
    CLASSIFICATION(Classifies.class);

    private final Class<? extends CellNetwork> ability;

    Task(Class<? extends CellNetwork> ability) {
        this.ability = ability;
    }

    /// Its name: `reconstruction`, `representation`, `classification`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The task of that name.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists what there is
    public static Task of(String name) {
        return Arrays.stream(values()).filter(task -> task.label().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown task '" + name + "'. Available tasks: "
                        + Arrays.stream(values()).map(Task::label).collect(Collectors.joining(", "))));
    }

    /// What a network can be trained for.
    public static List<Task> of(CellNetwork network) {
        return Arrays.stream(values()).filter(task -> task.ability.isInstance(network)).toList();
    }

    /// Refuses a network that cannot be trained for this task. In Java the types say so; this is for those who come with
    /// names.
    ///
    /// @throws IllegalArgumentException naming what the network supports
    public void require(CellNetwork network) {
        if (!ability.isInstance(network)) {
            throw new IllegalArgumentException("Model '" + network.name() + "' does not support task '" + label()
                    + "'; " + supported(network));
        }
    }

    private static String supported(CellNetwork network) {
        List<Task> all = of(network);
        return all.isEmpty() ? "it is inference-only: it predicts, and cannot be trained"
                : "it supports " + all.stream().map(Task::label).collect(Collectors.joining(", "));
    }
}
