package io.cellwright.kernel;

import java.util.function.DoubleSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// Gradients by central differences, in double.
final class FiniteDifference {
    private static final double STEP = 1e-5;

    private FiniteDifference() {}

    /// The gradient of `loss` with respect to the doubles at `address` is `gradient`.
    static void assertGradient(String what, DoubleSupplier loss, long address, double... gradient) {
        for (int i = 0; i < gradient.length; i++) {
            double at = Element.FLOAT64.get(address, i);
            Element.FLOAT64.set(address, i, at + STEP);
            double above = loss.getAsDouble();
            Element.FLOAT64.set(address, i, at - STEP);
            double below = loss.getAsDouble();
            Element.FLOAT64.set(address, i, at);
            assertThat(gradient[i]).as("%s, number %d", what, i)
                    .isCloseTo((above - below) / (2 * STEP), within(1e-6 * Math.max(1, Math.abs(gradient[i]))));
        }
    }

    /// The weighted sum that turns outputs into a loss whose gradient is `weights`.
    static double dot(double[] outputs, double... weights) {
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            sum += outputs[i] * weights[i];
        }
        return sum;
    }
}
