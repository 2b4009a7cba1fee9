package io.cellwright.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.cellwright.tensor.Parameters;

/// A fingerprint of a model's weights.
final class Weights {
    private Weights() {}

    /// SHA-256 over all parameters and buffers in the order of the model: name, a zero byte, then the numbers as
    /// little-endian float32.
    static String sha256(Parameters parameters) {
        MessageDigest digest = digest();
        for (Parameters.Entry entry : parameters.entries()) {
            digest.update(entry.name().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            double[] values = entry.tensor().toArray();
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, values.length))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (double value : values) {
                bytes.putFloat((float) value);
            }
            digest.update(bytes.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
