package io.cellwright.nn;

import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Normalisation;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.Tensor;

/// What layer normalisation of h features learns, and torch's epsilon of 1e-5. It begins as the identity behind the
/// normalisation.
final class LayerNorm {
    private static final double EPSILON = 1e-5;

    private final Tensor gamma_h;
    private final Tensor beta_h;

    /// Declares `name.weight` and `name.bias`.
    LayerNorm(Parameters parameters, String name, int h) {
        this.gamma_h = parameters.parameter(name + ".weight", Shape.of(h), Initializer.constant(1));
        this.beta_h = parameters.parameter(name + ".bias", Shape.of(h), Initializer.constant(0));
    }

    /// The normalised sum of x and what dropout leaves of the branch, which is used up.
    Tensor residual(Tensor x_nh, Tensor branch_nh, double dropout, long key) {
        return Normalisation.residual(x_nh, branch_nh, dropout, key, gamma_h, beta_h, EPSILON);
    }
}
