package io.cellwright.anndata.zarr;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.FixedText;
import io.cellwright.anndata.store.ElementType.HeapText;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.ElementType.Real;
import io.cellwright.anndata.store.ElementType.Truth;
import io.cellwright.anndata.store.ElementType.Whole;
import org.jspecify.annotations.Nullable;

/// What elements are whose chunk was never written.
///
/// @param bytes one element; nothing where its value is not understood, which only counts where a chunk is missing
/// @param text the same as a text, for texts
record Fill(Optional<byte[]> bytes, String text) {
    /// Reads a value; none is zero.
    static Fill of(ElementType type, @Nullable JsonElement json) {
        if (type instanceof HeapText) {
            String text = json instanceof JsonPrimitive value && value.isString() ? value.getAsString() : "";
            return new Fill(Optional.of(new byte[type.size()]), text);
        }
        if (json == null) {
            return new Fill(Optional.of(new byte[type.size()]), "");
        }
        try {
            return new Fill(json instanceof JsonPrimitive value ? bytes(type, value) : Optional.empty(), "");
        } catch (NumberFormatException | ArithmeticException e) {
            return new Fill(Optional.empty(), "");
        }
    }

    private static Optional<byte[]> bytes(ElementType type, JsonPrimitive value) {
        return switch (type) {
            case Truth _ -> value.isBoolean() ? Optional.of(new byte[] {(byte) (value.getAsBoolean() ? 1 : 0)})
                    : Optional.empty();
            case Whole whole -> value.isNumber() ? Optional.of(bytes(whole,
                    value.getAsBigDecimal().toBigIntegerExact().longValue())) : Optional.empty();
            case Real real -> Optional.of(bytes(real, bits(real.size(), value)));
            case FixedText _ -> value.isString() ? padded(type.size(), value.getAsString()) : Optional.empty();
            default -> zeros(type.size(), value);
        };
    }

    private static byte[] bytes(Numeric type, long bits) {
        byte[] bytes = new byte[type.size()];
        for (int i = 0; i < bytes.length; i++) {
            int place = type.order().equals(ByteOrder.LITTLE_ENDIAN) ? i : bytes.length - 1 - i;
            bytes[place] = (byte) (bits >>> (Byte.SIZE * i));
        }
        return bytes;
    }

    /// A number, one of the three texts for what JSON has no number for, or the bits in hexadecimal digits.
    private static long bits(int size, JsonPrimitive value) {
        String text = value.getAsString();
        if (value.isString() && text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16).longValueExact();
        }
        double number = switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
        return switch (size) {
            case 2 -> Float.floatToFloat16((float) number);
            case 4 -> Float.floatToIntBits((float) number);
            default -> Double.doubleToLongBits(number);
        };
    }

    private static Optional<byte[]> padded(int size, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= size ? Optional.of(Arrays.copyOf(bytes, size)) : zeros(size, new JsonPrimitive(text));
    }

    /// Other values are base64 of the bytes. Only zeros are taken from it.
    private static Optional<byte[]> zeros(int size, JsonPrimitive value) {
        if (value.isNumber() && value.getAsBigDecimal().signum() == 0) {
            return Optional.of(new byte[size]);
        }
        try {
            byte[] zeros = new byte[size];
            return Arrays.equals(Base64.getDecoder().decode(value.getAsString()), zeros) ? Optional.of(zeros)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
