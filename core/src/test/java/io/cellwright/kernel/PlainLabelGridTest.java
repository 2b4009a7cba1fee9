package io.cellwright.kernel;

import io.cellwright.kernel.LabelGrid.Size;
import io.cellwright.kernel.Norm.Then;
import org.junit.jupiter.api.Test;

class PlainLabelGridTest extends LabelGridContractTest {
    private static final Size SIZE = new Size(4, 5, 3);

    @Override
    LabelGrid underTest(WorkerPool pool) {
        return new PlainLabelGrid(Element.FLOAT32);
    }

    @Test
    void gradientsAreThoseOfTheGrid() {
        double[] u = normals(12, 1, 5);
        double[] v = normals(15, 1, 6);
        for (Then then : new Then[]{Then.NOTHING, new Then(true, 0.25, 7)}) {
            Call<LabelGrid> value = (k, at) -> k.make(at[0], at[1], then, at[2], SIZE);
            checkGradient("grid by cells, " + then, value,
                    (k, at) -> k.makeGradient(at[3], at[2], then, 0, at[4], false, 0, false, SIZE), 0, 60, 7, u, v);
            checkGradient("grid by labels, " + then, value,
                    (k, at) -> k.makeGradient(at[3], at[2], then, 0, 0, false, at[4], false, SIZE), 1, 60, 7, u, v);
        }
    }
}
