package io.cellwright.task.estimator;

import java.util.List;
import java.util.stream.Collectors;

import io.cellwright.model.Task;

/// A model with its settings, before it has seen a cell. Implement it to have a model of your own compared with the
/// bundled ones.
public interface Estimator {
    /// What it is called in tables and messages. No two models of a comparison have the same name.
    String name();

    /// What it can be fitted for.
    List<Task> tasks();

    /// Its settings as a text that is another one whenever the same cells and seed could give another result: results
    /// that are kept are used again only where it is the same.
    String settings();

    /// Learns from the training cells; those for validation may say when to stop. The cells for testing are seen only by
    /// who judges.
    ///
    /// @throws IllegalArgumentException if the cells lack what it needs, such as labels
    Fitted fit(Assignment assignment);

    /// Refuses a task that it is not made for.
    ///
    /// @throws IllegalArgumentException naming what it supports
    default void requireTask(Task task) {
        if (!tasks().contains(task)) {
            throw new IllegalArgumentException("Model '" + name() + "' does not support task '" + task.label()
                    + "'; it supports " + tasks().stream().map(Task::label).collect(Collectors.joining(", ")));
        }
    }
}
