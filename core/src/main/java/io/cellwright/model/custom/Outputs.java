package io.cellwright.model.custom;

import io.cellwright.tensor.Shape;
import io.cellwright.tensor.Tensor;

/// Checks what functions of users give.
final class Outputs {
    private Outputs() {}

    static Tensor require(Tensor output, int n, int columns, String model, String what) {
        Shape wanted = Shape.of(n, columns);
        if (!output.shape().equals(wanted)) {
            throw new IllegalArgumentException("model '" + model + "': " + what + " must have shape " + wanted
                    + " but has " + output.shape());
        }
        return output;
    }
}
