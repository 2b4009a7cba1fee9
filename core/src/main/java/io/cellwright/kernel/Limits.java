package io.cellwright.kernel;

/// What the machine can do at most, as loops that do one thing only: multiply and add in registers, read, read and
/// write. No model uses them. Benchmarks measure them beside kernels, to say what share of the limit a kernel reaches.
///
/// All workers do the same amount, each on its own part, so that the limit of a team is measured by that team.
public sealed interface Limits permits VectorLimits, PlainLimits {
    /// The loops that belong to these kernels: those of a team of the Vector API, or plain ones.
    static Limits of(Kernels kernels) {
        return switch (kernels.matmul()) {
            case VectorMatmul _ -> new VectorLimits(kernels.pool());
            case PlainMatmul _ -> new PlainLimits(kernels.element(), kernels.pool());
        };
    }

    /// Fused multiply-adds in registers: more chains than a core needs to be busy, `turns` links each, on each worker.
    ///
    /// @return floating-point operations that were done, two for each multiply-add
    long multiplyAdds(long turns);

    /// Reads `count` numbers at `x`, each worker its part, `times` times over.
    ///
    /// @return the sum of all that was read, in no fixed order
    double read(long x, long count, int times);

    /// `a = b + factor c` for `count` numbers, each worker its part, `times` times over: two reads and a write.
    void triad(long a, long b, long c, double factor, long count, int times);
}
