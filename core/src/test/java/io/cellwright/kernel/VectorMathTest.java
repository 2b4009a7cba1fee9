package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VectorMathTest {
    /// A prime, so that all mantissas and all exponents are met.
    private static final int STRIDE = 4099;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private interface VectorFunction {
        FloatVector apply(FloatVector x);
    }

    @Test
    void expIsRightToTheLastDigitsForAllFloats() {
        checkWholeRange(VectorMath::exp, Math::exp, -INFINITY, INFINITY, 1.3);
        assertThat(apply(VectorMath::exp, INFINITY)).isEqualTo(INFINITY);
        assertThat(apply(VectorMath::exp, -INFINITY)).isZero();
        assertThat(apply(VectorMath::exp, 88.72284f)).isEqualTo(INFINITY);
        assertThat(apply(VectorMath::exp, 0f)).isEqualTo(1f);
    }

    @Test
    void expOfNonPositiveIsRightAndZeroWhereItWouldBeDenormal() {
        checkWholeRange(VectorMath::expNonPositive, Math::exp, -87.3365f, 88f, 1.3);
        checkWholeRange(VectorMath::expNonPositive, x -> 0, -INFINITY, -87.34f, 0);
    }

    @Test
    void logIsRightToTheLastDigitsForAllFloats() {
        checkWholeRange(VectorMath::log, Math::log, -INFINITY, INFINITY, 0.85);
        assertThat(apply(VectorMath::log, 0f)).isEqualTo(-INFINITY);
        assertThat(apply(VectorMath::log, -0f)).isEqualTo(-INFINITY);
        assertThat(apply(VectorMath::log, INFINITY)).isEqualTo(INFINITY);
        assertThat(apply(VectorMath::log, -INFINITY)).isNaN();
        assertThat(apply(VectorMath::log, -1f)).isNaN();
        assertThat(apply(VectorMath::log, Float.MIN_VALUE)).isEqualTo((float) Math.log(Float.MIN_VALUE));
        assertThat(apply(VectorMath::log, 1f)).isZero();
    }

    @Test
    void logOfNormalNumbersIsRight() {
        checkWholeRange(VectorMath::logNormal, Math::log, Float.MIN_NORMAL, Float.MAX_VALUE, 0.85);
    }

    @Test
    void log1pIsRightToTheLastDigitsForAllFloats() {
        checkWholeRange(VectorMath::log1p, Math::log1p, -INFINITY, INFINITY, 1.6);
        assertThat(apply(VectorMath::log1p, -1f)).isEqualTo(-INFINITY);
        assertThat(apply(VectorMath::log1p, INFINITY)).isEqualTo(INFINITY);
        assertThat(apply(VectorMath::log1p, -1.5f)).isNaN();
        assertThat(apply(VectorMath::log1p, 0f)).isZero();
    }

    @Test
    void log1pOfTheUnitIntervalIsRight() {
        checkWholeRange(VectorMath::log1pUnit, Math::log1p, 0f, 1f, 2.0);
    }

    @Test
    void softplusIsRight() {
        DoubleUnaryOperator exact = x -> x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
        checkWholeRange(VectorMath::softplus, exact, -87f, INFINITY, 2.6);
        assertThat(apply(VectorMath::softplus, -INFINITY)).isZero();
        assertThat(apply(VectorMath::softplus, INFINITY)).isEqualTo(INFINITY);
    }

    @Test
    void notANumberStaysNotANumberWhateverItsBits() {
        for (int payload : new int[] {0x7fc00000, 0xffc00000, 0x7fc00001, 0x7fffffff, 0xffc000ff}) {
            float nan = Float.intBitsToFloat(payload);
            assertThat(apply(VectorMath::exp, nan)).isNaN();
            assertThat(apply(VectorMath::expNonPositive, nan)).isNaN();
            assertThat(apply(VectorMath::log, nan)).isNaN();
            assertThat(apply(VectorMath::log1p, nan)).isNaN();
            assertThat(apply(VectorMath::log1pUnit, nan)).isNaN();
            assertThat(apply(VectorMath::softplus, nan)).isNaN();
        }
    }

    @Test
    void maskedLoadsAndStoresTouchOnlyTheirLanes() {
        try (Arena arena = Arena.ofConfined()) {
            long from = Memory.allocate(arena, 2L * VectorMath.BYTES).address();
            long to = Memory.allocate(arena, 2L * VectorMath.BYTES).address();
            for (int count = 0; count <= VectorMath.LANES; count++) {
                for (int i = 0; i < VectorMath.LANES; i++) {
                    Memory.float32(from + 4L * i, i + 1f);
                    Memory.float32(to + 4L * i, -1f);
                }
                FloatVector x = VectorMath.load(from, VectorMath.firstLanes(count));
                VectorMath.store(x.add(1f), to, VectorMath.firstLanes(count));
                for (int i = 0; i < VectorMath.LANES; i++) {
                    assertThat(x.lane(i)).isEqualTo(i < count ? i + 1f : 0f);
                    assertThat(Memory.float32(to + 4L * i)).isEqualTo(i < count ? i + 2f : -1f);
                }
            }
        }
    }

    @Test
    void aLaneDoesNotDependOnItsPlaceOrItsNeighbours() {
        float x = -3.7f;
        for (VectorFunction f : new VectorFunction[] {VectorMath::exp, VectorMath::log1p, VectorMath::softplus,
                VectorMath::log, VectorMath::expNonPositive}) {
            float alone = apply(f, x);
            for (int lane = 0; lane < VectorMath.LANES; lane++) {
                float[] mixed = new float[VectorMath.LANES];
                Arrays.fill(mixed, 1e30f);
                mixed[lane] = x;
                FloatVector y = f.apply(FloatVector.fromArray(VectorMath.FLOATS, mixed, 0));
                assertThat(Float.floatToRawIntBits(y.lane(lane))).isEqualTo(Float.floatToRawIntBits(alone));
            }
        }
    }

    private static float apply(VectorFunction f, float x) {
        return f.apply(VectorMath.broadcast(x)).lane(VectorMath.LANES - 1);
    }

    /// Compares every `STRIDE`th float between `from` and `to` with the function in double.
    private static void checkWholeRange(VectorFunction f, DoubleUnaryOperator exact, float from, float to, double ulps) {
        float[] x = new float[VectorMath.LANES];
        double worst = 0;
        float worstAt = 0;
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += (long) STRIDE * VectorMath.LANES) {
            for (int i = 0; i < VectorMath.LANES; i++) {
                float v = Float.intBitsToFloat((int) (bits + (long) STRIDE * i));
                x[i] = v >= from && v <= to ? v : Math.clamp(1f, from, to);
            }
            FloatVector y = f.apply(FloatVector.fromArray(VectorMath.FLOATS, x, 0));
            for (int i = 0; i < VectorMath.LANES; i++) {
                double error = ulps(y.lane(i), exact.applyAsDouble(x[i]));
                if (!(error <= worst)) {
                    worst = error;
                    worstAt = x[i];
                }
            }
        }
        assertThat(worst).as("ulps at %s", worstAt).isLessThanOrEqualTo(ulps);
    }

    private static double ulps(float got, double exact) {
        if (Double.isNaN(exact) || Float.isInfinite((float) exact)) {
            return Float.compare(got, (float) exact) == 0 ? 0 : INFINITY;
        }
        return Math.abs(got - exact) / Math.ulp((float) exact);
    }
}
