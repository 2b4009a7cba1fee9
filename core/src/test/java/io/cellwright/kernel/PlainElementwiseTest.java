package io.cellwright.kernel;

import java.util.Arrays;

import io.cellwright.kernel.Elementwise.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

class PlainElementwiseTest extends ElementwiseContractTest {
    @Override
    Elementwise underTest(WorkerPool pool) {
        return new PlainElementwise(Element.FLOAT32, pool);
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAreThoseOfTheFunctions(Function f) {
        double[] x = f == Function.LOG ? positives(50, 3, 1) : normals(50, 3, 1);
        if (f == Function.RELU) {
            // Away from the corner.
            Arrays.setAll(x, i -> x[i] + Math.signum(x[i]) * 0.01);
        }
        checkGradient(f.toString(), (k, at) -> k.apply(f, at[0], at[1], 50),
                (k, at) -> k.gradient(f, at[0], at[1], at[2], at[3], 50, false), 0, 50, 2, x);
    }

    /// From a table of 20 digits, computed with mpmath.
    @Test
    void geluIsTheExactForm() {
        double[] x = {-12, -3, -0.75, 0.1, 1, 6, 40};
        double[] y = run(oracle(), Element.FLOAT64, (k, at) -> k.apply(Function.GELU, at[0], at[0], 7), x)[0];
        double[] expected = {-2.1317785344932147e-32, -0.0040496940948902835, -0.16997051428265114,
                0.053982783727702904, 0.8413447460685429, 5.999999994080474, 40.0};
        for (int i = 0; i < x.length; i++) {
            double bound = 2e-16 * (5 + x[i] * x[i]) * Math.abs(expected[i]);
            assertThat(y[i]).as("gelu(%s)", x[i]).isCloseTo(expected[i], offset(bound));
        }
    }
}
