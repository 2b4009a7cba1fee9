package io.cellwright.metric;

/// The argument checks that several metrics share.
final class Check {
    private Check() {}

    static void sameLength(String first, int firstLength, String second, int secondLength) {
        if (firstLength != secondLength) {
            throw new IllegalArgumentException(first + " and " + second + " must be of one length but have "
                    + firstLength + " and " + secondLength);
        }
    }

    static void someCells(int cells) {
        if (cells == 0) {
            throw new IllegalArgumentException("cells must be 1 or more but were 0");
        }
    }

    static void labels(String name, int[] label, int classes) {
        for (int i = 0; i < label.length; i++) {
            if (label[i] < 0 || label[i] >= classes) {
                throw new IllegalArgumentException(name + " must hold labels from 0 to " + (classes - 1)
                        + " but cell " + i + " has " + label[i]);
            }
        }
    }

    static void probabilities(DenseMatrix p_nc) {
        for (int i = 0; i < p_nc.rows(); i++) {
            for (int c = 0; c < p_nc.columns(); c++) {
                if (!(p_nc.at(i, c) >= 0 && p_nc.at(i, c) <= 1)) {
                    throw new IllegalArgumentException("probabilities must be from 0 to 1 but cell " + i + " has "
                            + p_nc.at(i, c) + " for class " + c);
                }
            }
        }
    }
}
