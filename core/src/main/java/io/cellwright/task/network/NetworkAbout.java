package io.cellwright.task.network;

import java.util.Optional;

import io.cellwright.data.prepare.Preparation;
import io.cellwright.data.split.Split;
import io.cellwright.model.NetworkSettings;
import io.cellwright.model.Task;
import io.cellwright.task.estimator.Levels;

/// What a trained network is beside its weights: enough to make any raw counts ready for it and to say what it means.
///
/// @param model its name
/// @param task what it was trained for
/// @param settings what it was made with
/// @param preparation how cells are made ready
/// @param labels its classes
/// @param batches the experimental batches that it knows
/// @param split which cells trained, watched and judge it
public record NetworkAbout(String model, Task task, NetworkSettings settings, Preparation preparation,
        Optional<Levels> labels, Optional<Levels> batches, Split split) {}
