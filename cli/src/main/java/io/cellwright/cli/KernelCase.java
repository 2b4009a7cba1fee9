package io.cellwright.cli;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.cellwright.kernel.Memory;

/// A kernel with its numbers, ready to be run again and again.
///
/// @param title what the table calls it
/// @param work what it cannot do without
/// @param restore puts back what the last run has overwritten; not measured
/// @param run the kernel
/// @param results where its results are
record KernelCase(String title, Work work, Runnable restore, Runnable run, List<Span> results) {
    /// Some floats.
    ///
    /// @param address of the first
    /// @param count how many
    record Span(long address, long count) {}

    /// SHA-256 of the results of the last run.
    String checksum() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Span span : results) {
                ByteBuffer bytes = Memory.at(span.address(), 4 * span.count()).asByteBuffer();
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
