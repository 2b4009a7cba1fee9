package io.cellwright.model;

import java.util.List;
import java.util.function.Supplier;

import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import io.cellwright.tensor.Workspace.Seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// Compares the gradients of a network's loss with differences of the loss, number by number, in double.
public final class GradientCheck {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-6;

    private GradientCheck() {}

    /// Checks all parameters.
    ///
    /// @param loss makes the loss on the workspace, the same each time
    public static void check(Workspace home, Parameters parameters, Supplier<List<LossTerm>> loss) {
        home.begin(true);
        List<LossTerm> terms = loss.get();
        home.backward(terms.stream().map(t -> new Seed(t.values_n(), t.weight() / t.values_n().count())).toList());
        List<double[]> gradients = parameters.entries().stream()
                .map(entry -> entry.tensor().gradientToArray()).toList();
        for (int p = 0; p < gradients.size(); p++) {
            Tensor tensor = parameters.entries().get(p).tensor();
            for (int i = 0; i < tensor.count(); i++) {
                double value = tensor.get(i);
                tensor.set(i, value + STEP);
                double above = value(home, loss);
                tensor.set(i, value - STEP);
                double below = value(home, loss);
                tensor.set(i, value);
                assertThat(gradients.get(p)[i]).as("%s[%d]", parameters.entries().get(p).name(), i)
                        .isCloseTo((above - below) / (2 * STEP), within(TOLERANCE));
            }
        }
    }

    private static double value(Workspace home, Supplier<List<LossTerm>> loss) {
        home.begin(false);
        return loss.get().stream().mapToDouble(t -> t.weight() * t.values_n().sum() / t.values_n().count()).sum();
    }
}
