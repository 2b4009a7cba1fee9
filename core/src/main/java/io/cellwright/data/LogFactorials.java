package io.cellwright.data;

/// `lgamma(x + 1)` and `log(1 + x)` of counts: a table for small whole numbers, series for the rest.
final class LogFactorials {
    private static final int TABLE = 4096;
    private static final int PIECE = 256;

    private final double[] logFactorial = new double[TABLE];
    private final float[] log1p = new float[TABLE];

    LogFactorials() {
        for (int i = 1; i < TABLE; i++) {
            logFactorial[i] = logFactorial[i - 1] + Math.log(i);
            log1p[i] = (float) Math.log1p(i);
        }
    }

    /// `log(1 + x)` of `length` numbers from `from` on, computed in double and rounded. In pieces: where all of one are
    /// small counts, loops without branches find that out and look them up, twice as fast as one by one.
    void log1p(float[] x, int from, int length, float[] into) {
        int[] whole = new int[PIECE];
        for (int done = 0; done < length; done += PIECE) {
            int count = Math.min(PIECE, length - done);
            truncate(x, from + done, count, whole);
            if (largestRest(x, from + done, count, whole) == 0 && areInTable(whole, count)) {
                lookUp(whole, count, into, done);
            } else {
                for (int i = done; i < done + count; i++) {
                    into[i] = log1p(x[from + i]);
                }
            }
        }
    }

    private static void truncate(float[] x, int from, int count, int[] whole) {
        for (int i = 0; i < count; i++) {
            whole[i] = (int) x[from + i];
        }
    }

    /// NaN where there is one.
    private static float largestRest(float[] x, int from, int count, int[] whole) {
        float largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(x[from + i] - whole[i]));
        }
        return largest;
    }

    private static boolean areInTable(int[] whole, int count) {
        int bits = 0;
        for (int i = 0; i < count; i++) {
            bits |= whole[i];
        }
        return bits >= 0 && bits < TABLE;
    }

    private void lookUp(int[] whole, int count, float[] into, int at) {
        for (int i = 0; i < count; i++) {
            into[at + i] = log1p[whole[i]];
        }
    }

    private float log1p(float x) {
        int whole = (int) x;
        return whole == x && whole < TABLE && whole >= 0 ? log1p[whole] : (float) Math.log1p(x);
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
