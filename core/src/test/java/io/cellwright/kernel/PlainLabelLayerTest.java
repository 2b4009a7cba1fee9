package io.cellwright.kernel;

import io.cellwright.kernel.LabelLayer.Size;
import io.cellwright.kernel.LabelLayer.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainLabelLayerTest extends LabelLayerContractTest {
    private static final Size SIZE = new Size(4, 3, 2, 5, 3);

    @Override
    LabelLayer underTest(WorkerPool pool) {
        return new PlainLabelLayer(Element.FLOAT32, pool);
    }

    /// Inputs 0 to 4: x, weights, labels, output weights, bias.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void gradientsAreThoseOfTheLayer(int input) {
        checkGradient("layer, input " + input,
                (k, at) -> k.forward(at[0], new Weights(at[1], at[2], at[3], at[4]), at[5], SIZE),
                (k, at) -> inRoom(k.roomBytes(SIZE), room -> inRoom(8 * 5 * 60, others -> {
                    long[] to = new long[5];
                    for (int i = 0; i < 5; i++) {
                        to[i] = i == input ? at[7] : others + 8L * 60 * i;
                    }
                    k.gradient(at[6], at[0], new Weights(at[1], at[2], at[3], at[4]), room, to[0], false,
                            new Weights(to[1], to[2], to[3], to[4]), false, SIZE);
                })), input, 36, 71, normals(24, 1, 72), normals(10, 1, 73), normals(15, 1, 74), normals(15, 1, 75),
                normals(3, 1, 76));
    }
}
