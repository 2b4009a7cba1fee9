package io.cellwright.train;

import java.math.BigDecimal;
import java.math.MathContext;

/// Learning rates in words.
final class Rate {
    private static final MathContext DIGITS = new MathContext(4);
    private static final double SMALL = 0.01;
    private static final double LARGE = 1e6;

    private Rate() {}

    /// As one would write it: `0.02`, `6e-4`, `1.296e-4`.
    static String text(double rate) {
        if (rate == 0 || !Double.isFinite(rate)) {
            return Double.toString(rate);
        }
        BigDecimal rounded = new BigDecimal(rate).round(DIGITS).stripTrailingZeros();
        if (Math.abs(rate) >= SMALL && Math.abs(rate) < LARGE) {
            return rounded.toPlainString();
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
