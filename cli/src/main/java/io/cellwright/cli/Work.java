package io.cellwright.cli;

/// What a piece of work cannot do without, by formula.
///
/// @param flop floating-point operations; a fused multiply-add is two
/// @param bytes read once and written once, as if all that is needed again stayed in registers
record Work(double flop, double bytes) {
    /// Bytes of so many floats.
    static double floats(double count) {
        return 4 * count;
    }

    /// Bytes of so many floats.
    static double floats(long count) {
        return 4.0 * count;
    }
}
