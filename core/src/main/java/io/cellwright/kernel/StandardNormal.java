package io.cellwright.kernel;

/// The standard normal distribution in double, for the plain kernels.
final class StandardNormal {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double INV_SQRT_PI = 1 / Math.sqrt(Math.PI);
    private static final double INV_SQRT_2PI = 1 / Math.sqrt(2 * Math.PI);

    // Coefficients from the highest power down.
    private static final double[] ERF_P = {0.18577770618460315, 3.1611237438705655, 113.86415415105016,
            377.485237685302, 3209.3775891384694};
    private static final double[] ERF_Q = {1, 23.601290952344122, 244.02463793444417, 1282.6165260773723,
            2844.236833439171};
    private static final double[] ERFC_P = {2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377,
            66.11919063714163, 298.6351381974001, 881.952221241769, 1712.0476126340707,
            2051.0783778260716, 1230.3393547979972};
    private static final double[] ERFC_Q = {1, 15.744926110709835, 117.6939508913125, 537.1811018620099,
            1621.3895745666903, 3290.7992357334597, 4362.619090143247, 3439.3676741437216,
            1230.3393548037495};
    private static final double[] FAR_P = {0.016315387137302097, 0.30532663496123236, 0.36034489994980445,
            0.12578172611122926, 0.016083785148742275, 0.0006587491615298378};
    private static final double[] FAR_Q = {1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285,
            0.06051834131244132, 0.0023352049762686918};
    private static final double[] MIDDLE_P = {2509.0809287301227, 33430.57558358813, 67265.7709270087,
            45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438,
            3.3871328727963665};
    private static final double[] MIDDLE_Q = {5226.495278852854, 28729.085735721943, 39307.89580009271,
            21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1};
    private static final double[] TAIL_P = {0.0007745450142783414, 0.022723844989269184, 0.2417807251774506,
            1.2704582524523684, 3.6478483247632045, 5.769497221460691, 4.630337846156546,
            1.4234371107496835};
    private static final double[] TAIL_Q = {1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457,
            0.14810397642748008, 0.6897673349851, 1.6763848301838038, 2.053191626637759, 1};

    private StandardNormal() {}

    /// Probability of a number below `x`; its relative error is below `2e-16 (5 + x^2)`.
    static double cumulative(double x) {
        return 0.5 * erfc(-x * SQRT_HALF);
    }

    /// `exp(-x^2 / 2) / sqrt(2 pi)`.
    static double density(double x) {
        return INV_SQRT_2PI * Math.exp(-0.5 * x * x);
    }

    /// The number below which a share `u` lies, for u and 1 - u from 1e-10 on; relative error about 1e-16.
    /// Source: M. J. Wichura, algorithm AS 241, Applied Statistics 37 (1988), without its branch for farther tails.
    static double quantile(double u) {
        double q = u - 0.5;
        if (Math.abs(q) <= 0.425) {
            double r = 0.180625 - q * q;
            return q * polynomial(MIDDLE_P, r) / polynomial(MIDDLE_Q, r);
        }
        double r = Math.sqrt(-Math.log(q < 0 ? u : 1 - u)) - 1.6;
        double x = polynomial(TAIL_P, r) / polynomial(TAIL_Q, r);
        return q < 0 ? -x : x;
    }

    /// Source: W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969).
    private static double erfc(double x) {
        double y = Math.abs(x);
        if (y <= 0.46875) {
            return 1 - x * polynomial(ERF_P, y * y) / polynomial(ERF_Q, y * y);
        }
        double positive = y > 27 ? 0 : gauss(y) * scaledErfc(y);
        if (Double.isNaN(x)) {
            return x;
        }
        return x < 0 ? 2 - positive : positive;
    }

    /// `exp(y^2) erfc(y)` for y > 0.46875.
    private static double scaledErfc(double y) {
        if (y <= 4) {
            return polynomial(ERFC_P, y) / polynomial(ERFC_Q, y);
        }
        double z = 1 / (y * y);
        return (INV_SQRT_PI - z * polynomial(FAR_P, z) / polynomial(FAR_Q, z)) / y;
    }

    /// `exp(-y^2)`, with y split so that squaring loses no digits.
    private static double gauss(double y) {
        double head = (int) (16 * y) / 16.0;
        return Math.exp(-head * head) * Math.exp(-(y - head) * (y + head));
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (double c : coefficients) {
            sum = sum * x + c;
        }
        return sum;
    }
}
