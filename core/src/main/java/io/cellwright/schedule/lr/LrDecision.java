package io.cellwright.schedule.lr;

import java.math.BigDecimal;
import java.math.MathContext;

/// A change of the rate that a metric was the reason for.
///
/// @param group whose rate it is
/// @param from the rate before
/// @param to the rate from now on
/// @param reason such as `elbo_validation has not improved for 31 epochs`
public record LrDecision(int group, double from, double to, String reason) {
    /// As one line: `lr 1e-3 -> 6e-4: elbo_validation has not improved for 31 epochs`.
    public String text() {
        return "lr " + brief(from) + " -> " + brief(to) + ": " + reason;
    }

    /// Four digits are enough to tell rates apart.
    private static String brief(double rate) {
        if (rate == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(rate).round(new MathContext(4))
                .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return exponent < -2 || exponent > 3 ? rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent
                : rounded.toPlainString();
    }
}
