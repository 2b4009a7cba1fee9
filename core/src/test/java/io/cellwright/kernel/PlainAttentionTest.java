package io.cellwright.kernel;

import io.cellwright.kernel.Attention.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

class PlainAttentionTest extends AttentionContractTest {
    @Override
    Attention underTest(WorkerPool pool) {
        return new PlainAttention(Element.FLOAT32, pool);
    }

    /// It has some arrays for each cell and head, and for each token.
    @Override
    long bound(Size size) {
        return 8L * size.units() * size.t() * (3L * size.t() + 3L * size.w() + 20);
    }

    @Test
    void isTheFormula() {
        // Two tokens of one number: q = 1, 2; k = 1, 3; v = 5, 7.
        double[] out = run(oracle(), Element.FLOAT64, (k, at) -> k.forward(at[0], Dropout.NONE, 0, at[1],
                new Size(1, 2, 1, 1)), new double[] {1, 1, 5, 2, 3, 7}, blank(2))[1];
        assertThat(out[0]).isCloseTo((5 * Math.exp(1) + 7 * Math.exp(3)) / (Math.exp(1) + Math.exp(3)), offset(1e-14));
        assertThat(out[1]).isCloseTo((5 * Math.exp(2) + 7 * Math.exp(6)) / (Math.exp(2) + Math.exp(6)), offset(1e-14));
    }

    @Test
    void gradientsAreThoseOfDifferences() {
        Size size = new Size(2, 3, 2, 2);
        for (Dropout dropout : new Dropout[] {Dropout.NONE, SOME}) {
            checkGradient("attention, " + dropout, (k, at) -> k.forward(at[0], dropout, 0, at[1], size), (k, at) -> {
                Memory.copy(at[0], at[3], 8L * 6 * 12);
                k.gradient(at[2], at[1], dropout, 0, at[3], size);
            }, 0, 6 * 4, 38, normals(6 * 12, 1, 38));
        }
    }
}
