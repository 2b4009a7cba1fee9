package io.cellwright.anndata.store;

import java.nio.ByteBuffer;

import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.ElementType.Real;
import io.cellwright.anndata.store.ElementType.Whole;

/// Turns stored numbers into Java's. Every method takes `count` elements from byte `from` of `bytes` and puts them at
/// `at` and after.
public final class Numerals {
    /// Whole numbers up to here are exact as float32.
    private static final long EXACT_FLOAT = 1L << 24;

    private Numerals() {}

    /// What a number is that its target cannot hold.
    public static final class Inexact extends Exception {
        private static final long serialVersionUID = 1L;

        Inexact(String found) {
            super(found);
        }
    }

    /// As float32. Floating point is rounded to the nearest float32; a whole number must be exact.
    ///
    /// @throws Inexact if a whole number is not exact as float32, or if a finite number is beyond float32
    public static void floats(Numeric type, byte[] bytes, int from, int count, float[] into, int at) throws Inexact {
        ByteBuffer b = slice(type, bytes, from, count);
        switch (type) {
            case Real(int size, _) when size == 4 -> b.asFloatBuffer().get(into, at, count);
            case Real(int size, _) when size == 2 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Float.float16ToFloat(b.getShort(2 * i));
                }
            }
            case Real _ -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = narrow(b.getDouble(8 * i));
                }
            }
            case Whole whole -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = exact(whole(whole, b, i));
                }
            }
        }
    }

    /// As float64. Whole numbers beyond 2^53 are rounded; [#longs] keeps them.
    public static void doubles(Numeric type, byte[] bytes, int from, int count, double[] into, int at)
            throws Inexact {
        ByteBuffer b = slice(type, bytes, from, count);
        for (int i = 0; i < count; i++) {
            into[at + i] = switch (type) {
                case Real(int size, _) -> size == 8 ? b.getDouble(8 * i)
                        : size == 4 ? b.getFloat(4 * i) : Float.float16ToFloat(b.getShort(2 * i));
                case Whole whole -> whole(whole, b, i);
            };
        }
    }

    /// As int64.
    ///
    /// @throws Inexact if an unsigned number is beyond int64
    public static void longs(Whole type, byte[] bytes, int from, int count, long[] into, int at) throws Inexact {
        ByteBuffer b = slice(type, bytes, from, count);
        for (int i = 0; i < count; i++) {
            into[at + i] = whole(type, b, i);
        }
    }

    /// As int32.
    ///
    /// @throws Inexact if a number is beyond int32
    public static void ints(Whole type, byte[] bytes, int from, int count, int[] into, int at) throws Inexact {
        ByteBuffer b = slice(type, bytes, from, count);
        if (type.size() == 4 && type.signed()) {
            b.asIntBuffer().get(into, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            long value = whole(type, b, i);
            if (value != (int) value) {
                throw new Inexact(value + ", which is beyond int32");
            }
            into[at + i] = (int) value;
        }
    }

    private static ByteBuffer slice(ElementType type, byte[] bytes, int from, int count) {
        Numeric numeric = (Numeric) type;
        return ByteBuffer.wrap(bytes, from, count * type.size()).slice().order(numeric.order());
    }

    private static long whole(Whole type, ByteBuffer b, int i) throws Inexact {
        boolean signed = type.signed();
        return switch (type.size()) {
            case 1 -> signed ? b.get(i) : b.get(i) & 0xff;
            case 2 -> signed ? b.getShort(2 * i) : b.getShort(2 * i) & 0xffff;
            case 4 -> signed ? b.getInt(4 * i) : b.getInt(4 * i) & 0xffffffffL;
            default -> wide(b.getLong(8 * i), signed);
        };
    }

    private static long wide(long value, boolean signed) throws Inexact {
        if (value < 0 && !signed) {
            throw new Inexact(Long.toUnsignedString(value) + ", which is beyond int64");
        }
        return value;
    }

    private static float exact(long value) throws Inexact {
        if ((value > EXACT_FLOAT || value < -EXACT_FLOAT) && (long) (float) value != value) {
            throw new Inexact(value + ", a whole number that float32 cannot hold exactly");
        }
        return value;
    }

    private static float narrow(double value) throws Inexact {
        float narrow = (float) value;
        if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
            throw new Inexact(value + ", which is beyond float32");
        }
        return narrow;
    }
}
