package io.cellwright.data;

/// `lgamma(x + 1)` and `log(1 + x)` of counts: a table for small whole numbers, series for the rest.
final class LogFactorials {
    private static final int TABLE = 4096;

    private final double[] logFactorial = new double[TABLE];
    private final float[] log1p = new float[TABLE];

    LogFactorials() {
        for (int i = 1; i < TABLE; i++) {
            logFactorial[i] = logFactorial[i - 1] + Math.log(i);
            log1p[i] = (float) Math.log1p(i);
        }
    }

    /// `log(1 + x)`, computed in double and rounded.
    float log1p(float x) {
        int whole = (int) x;
        return whole == x && whole < TABLE && whole >= 0 ? log1p[whole] : (float) Math.log1p(x);
    }

    /// `lgamma(x + 1)` for x >= 0.
    double at(double x) {
        int whole = (int) x;
        return whole == x && whole < TABLE && whole >= 0 ? logFactorial[whole] : series(x + 1);
    }

    /// Stirling's series for z >= 8 after shifting; relative error below 1e-14.
    private static double series(double z) {
        double y = z;
        double product = 1;
        while (y < 8) {
            product *= y++;
        }
        double r = 1 / (y * y);
        double tail = (1.0 / 12 + r * (-1.0 / 360 + r * (1.0 / 1260 + r * (-1.0 / 1680 + r / 1188)))) / y;
        return (y - 0.5) * Math.log(y) - y + 0.9189385332046727 + tail - Math.log(product);
    }
}
