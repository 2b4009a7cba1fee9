package io.cellwright.data;

/// `lgamma(x + 1)` and `log(1 + x)` of counts: a table for small whole numbers, series for the rest.
final class LogFactorials {
    private static final int TABLE = 4096;
    private static final int PIECE = 256;

    /// Bits of 1 as float32. The numbers that follow it in steps of 2^14 have ten binary digits; all counts up to 1,024 are
    /// among them, and their logarithms are at hand.
    private static final int ONE = 0x3f80_0000;
    private static final int STEP = 14;
    private static final float[] LOG1P = new float[1 << 13];

    static {
        for (int k = 0; k < LOG1P.length; k++) {
            LOG1P[k] = (float) Math.log1p(Float.intBitsToFloat(ONE + (k << STEP)));
        }
    }

    private final double[] logFactorial = new double[TABLE];

    LogFactorials() {
        for (int i = 1; i < TABLE; i++) {
            logFactorial[i] = logFactorial[i - 1] + Math.log(i);
        }
    }

    /// `log(1 + x)` of `length` numbers from `from` on, computed in double and rounded. In pieces: where all of one are at
    /// hand, a loop without branches looks them up and finds that out.
    void log1p(float[] x, int from, int length, float[] into) {
        for (int done = 0; done < length; done += PIECE) {
            int count = Math.min(PIECE, length - done);
            if (!lookUp(x, from + done, count, into, done)) {
                for (int i = done; i < done + count; i++) {
                    into[i] = log1p(x[from + i]);
                }
            }
        }
    }

    /// Which logarithm is that of `x`, if it is between 0 and their number. What is odd in `x` is in the high bits.
    private static int place(float x) {
        return Integer.rotateRight(Float.floatToRawIntBits(x) - ONE, STEP);
    }

    /// Whether all were at hand.
    private static boolean lookUp(float[] x, int from, int count, float[] into, int at) {
        int bits = 0;
        for (int i = 0; i < count; i++) {
            int place = place(x[from + i]);
            bits |= place;
            into[at + i] = LOG1P[place & LOG1P.length - 1];
        }
        return bits >= 0 && bits < LOG1P.length;
    }

    private static float log1p(float x) {
        int place = place(x);
        return place >= 0 && place < LOG1P.length ? LOG1P[place] : (float) Math.log1p(x);
    }

    /// `lgamma(x + 1)` for x >= 0; NaN for what is no count.
    double at(double x) {
        int whole = (int) x;
        return whole == x && whole < TABLE && whole >= 0 ? logFactorial[whole] : x < 0 ? Double.NaN : series(x + 1);
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
