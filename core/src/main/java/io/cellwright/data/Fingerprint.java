package io.cellwright.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of a sequence of numbers and texts. Numbers go in with their bits, so that it is the same iff they are.
public final class Fingerprint {
    private static final int CHUNK = 1 << 16;

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK);

    /// Of nothing yet.
    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Takes a whole number.
    public Fingerprint add(long value) {
        room().putLong(value);
        return this;
    }

    /// Takes an integer.
    public Fingerprint add(int value) {
        room().putInt(value);
        return this;
    }

    /// Takes a number.
    public Fingerprint add(double value) {
        return add(Double.doubleToRawLongBits(value));
    }

    /// Takes a number of single precision.
    public Fingerprint add(float value) {
        return add(Float.floatToRawIntBits(value));
    }

    /// Takes a text, with its length, so that two texts differ from one that is both.
    public Fingerprint add(String text) {
        add(text.length());
        text.chars().forEach(c -> room().putChar((char) c));
        return this;
    }

    private ByteBuffer room() {
        if (buffer.remaining() < Long.BYTES) {
            drain();
        }
        return buffer;
    }

    private void drain() {
        digest.update(buffer.flip());
        buffer.clear();
    }

    /// The sum of all that was taken, 64 hexadecimal digits. Nothing can be added after it.
    public String sha256() {
        drain();
        return HexFormat.of().formatHex(digest.digest());
    }
}
