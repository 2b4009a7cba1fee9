package io.cellwright.tensor;

import java.util.List;
import java.util.function.Function;

import io.cellwright.tensor.Workspace.Seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// Compares the gradients of an operation with central finite differences, in double.
final class GradientCheck {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-6;

    private GradientCheck() {}

    /// Checks all elements of all inputs. The loss is a fixed uneven weighting of the result's elements.
    ///
    /// @param inputs parameters, already allocated
    /// @param operation from the workspace to the result; called anew for each evaluation
    static void check(Workspace home, List<Tensor> inputs, Function<Workspace, Tensor> operation) {
        home.begin(true);
        Tensor result = weighted(home, operation.apply(home));
        home.backward(List.of(new Seed(result, 1)));
        double[][] gradients = inputs.stream().map(Tensor::gradientToArray).toArray(double[][]::new);
        assertThat(inputs).as("all inputs are reached").allMatch(Tensor::hasGradient);
        for (int p = 0; p < inputs.size(); p++) {
            Tensor input = inputs.get(p);
            for (int i = 0; i < input.count(); i++) {
                double held = input.get(i);
                input.set(i, held + STEP);
                double above = loss(home, operation);
                input.set(i, held - STEP);
                double below = loss(home, operation);
                input.set(i, held);
                double slope = (above - below) / (2 * STEP);
                assertThat(gradients[p][i]).as("gradient of element %d of input %d", i, p).isCloseTo(slope,
                        within(TOLERANCE * Math.max(1, Math.abs(slope))));
            }
        }
    }

    private static double loss(Workspace home, Function<Workspace, Tensor> operation) {
        home.begin(false);
        return weighted(home, operation.apply(home)).sum();
    }

    private static Tensor weighted(Workspace home, Tensor result) {
        Tensor weights = home.tensor(result.shape());
        for (int i = 0; i < weights.count(); i++) {
            weights.set(i, 0.3 + Math.sin(1.7 * i));
        }
        return result.times(weights);
    }

    /// Parameters with uneven values, none near zero.
    static Tensor parameter(Parameters parameters, String name, int... axes) {
        return parameters.parameter(name, Shape.of(axes), (key, i) -> {
            double x = Math.sin(0.7 + 1.3 * i + name.length());
            return x + Math.copySign(0.2, x);
        });
    }
}
