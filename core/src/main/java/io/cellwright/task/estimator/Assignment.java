package io.cellwright.task.estimator;

import java.util.function.BooleanSupplier;

import io.cellwright.model.Task;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;

/// What a model is given to learn.
///
/// @param data the cells, split, with all that was made ready of them
/// @param task what it is to learn
/// @param seed of everything random
/// @param device where it computes; it must not change the result
/// @param interrupted asked often; when it says yes the result will not be used
/// @param callback who watches
public record Assignment(SplitCells data, Task task, long seed, Device device, BooleanSupplier interrupted,
        Callback callback) {
    /// On all cores, with nobody watching.
    public static Assignment of(SplitCells data, Task task, long seed) {
        return new Assignment(data, task, seed, Device.cpu(), () -> false, Callback.NONE);
    }
}
