package io.cellwright.kernel;

import io.cellwright.kernel.LinearNorm.Size;
import io.cellwright.kernel.LinearNorm.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainLinearNormTest extends LinearNormContractTest {
    private static final Size SIZE = new Size(4, 3, 2, 5);
    private static final long FOLDED_WEIGHTS = 8 * 10;

    @Override
    LinearNorm underTest(WorkerPool pool) {
        return new PlainLinearNorm(Element.FLOAT32);
    }

    /// Inputs 0 to 5: x, weights, labels, bias, gamma, beta.
    @ParameterizedTest
    @CsvSource({"true,0", "true,1", "true,2", "true,3", "true,4", "true,5", "false,1", "false,2", "false,3", "false,4",
            "false,5"})
    void gradientsAreThoseOfTheNormalisedMap(boolean training, int input) {
        checkGradient("normalised map, training " + training + ", input " + input,
                (k, at) -> inRoom(k.roomBytes(SIZE), room -> forward(k, training, at, room)),
                (k, at) -> inRoom(k.roomBytes(SIZE), room -> inRoom(8 * 6 * 60, others -> {
                    forward(k, training, at, room);
                    long[] to = new long[6];
                    for (int i = 0; i < 6; i++) {
                        to[i] = i == input ? at[10] : others + 8L * 60 * i;
                    }
                    k.gradient(training, at[9], at[9] + FOLDED_WEIGHTS, at[0], weights(at), room, to[0], false,
                            new Weights(to[1], to[2], to[3], to[4], to[5]), false, SIZE);
                })), input, 25, 101, normals(24, 1, 102), normals(10, 1, 103), normals(15, 1, 104),
                normals(5, 1, 105), normals(5, 1, 106), normals(5, 1, 107), normals(5, 1, 108), positives(5, 2, 109));
    }

    private static Weights weights(long[] at) {
        return new Weights(at[1], at[2], at[3], at[4], at[5]);
    }

    private static void forward(LinearNorm k, boolean training, long[] at, long room) {
        if (training) {
            k.train(at[0], weights(at), 0, 0, MOMENTUM, EPSILON, room, at[8], at[8] + FOLDED_WEIGHTS, SIZE);
        } else {
            k.evaluate(weights(at), at[6], at[7], EPSILON, room, at[8], at[8] + FOLDED_WEIGHTS, SIZE);
        }
    }
}
