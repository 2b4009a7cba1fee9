package io.cellwright.anndata.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.ElementType.Real;
import io.cellwright.anndata.store.ElementType.Whole;
import io.cellwright.anndata.store.Numerals.Inexact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NumeralsTest {
    private static byte[] longs(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    }

    private static float single(Numeric type, byte[] bytes) throws Inexact {
        float[] into = new float[1];
        Numerals.floats(type, bytes, 0, 1, into, 0);
        return into[0];
    }

    private static final Whole INT64 = new Whole(8, true, ByteOrder.LITTLE_ENDIAN);
    private static final Whole UINT64 = new Whole(8, false, ByteOrder.LITTLE_ENDIAN);
    private static final Real FLOAT64 = new Real(8, ByteOrder.LITTLE_ENDIAN);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 1L << 24, (1L << 24) + 2, -(1L << 24), 1L << 40, Long.MIN_VALUE})
    void wholeNumbersThatFloat32HoldsStayExact(long value) throws Inexact {
        assertThat((long) single(INT64, longs(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(longs = {(1L << 24) + 1, -(1L << 24) - 1, (1L << 40) + 1, Long.MAX_VALUE - 1})
    void wholeNumbersThatFloat32DoesNotHoldAreRefused(long value) {
        assertThatThrownBy(() -> single(INT64, longs(value))).isInstanceOf(Inexact.class)
                .hasMessageContaining(value + ", a whole number that float32 cannot hold exactly");
    }

    @Test
    void unsignedNumbersBeyondInt64AreRefused() {
        assertThatThrownBy(() -> single(UINT64, longs(-1))).isInstanceOf(Inexact.class)
                .hasMessageContaining("18446744073709551615");
        assertThatThrownBy(() -> Numerals.longs(UINT64, longs(-1), 0, 1, new long[1], 0)).isInstanceOf(Inexact.class);
    }

    @Test
    void indicesBeyondInt32AreRefused() throws Inexact {
        int[] into = new int[1];
        Numerals.ints(UINT64, longs(Integer.MAX_VALUE), 0, 1, into, 0);
        assertThat(into[0]).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> Numerals.ints(UINT64, longs(1L << 31), 0, 1, into, 0)).isInstanceOf(Inexact.class);
        Whole uint32 = new Whole(4, false, ByteOrder.LITTLE_ENDIAN);
        byte[] minusOne = {-1, -1, -1, -1};
        assertThatThrownBy(() -> Numerals.ints(uint32, minusOne, 0, 1, into, 0)).isInstanceOf(Inexact.class)
                .hasMessageContaining("4294967295");
    }

    @Test
    void realNumbersAreRoundedButNeverBecomeInfinite() throws Inexact {
        assertThat(single(FLOAT64, longs(Double.doubleToLongBits(0.1)))).isEqualTo(0.1f);
        assertThat(single(FLOAT64, longs(Double.doubleToLongBits(Double.NaN)))).isNaN();
        assertThat(single(FLOAT64, longs(Double.doubleToLongBits(Double.NEGATIVE_INFINITY))))
                .isEqualTo(Float.NEGATIVE_INFINITY);
        assertThatThrownBy(() -> single(FLOAT64, longs(Double.doubleToLongBits(1e39)))).isInstanceOf(Inexact.class)
                .hasMessageContaining("beyond float32");
    }
}
