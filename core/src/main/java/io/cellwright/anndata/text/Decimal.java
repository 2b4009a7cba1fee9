package io.cellwright.anndata.text;

import java.nio.charset.StandardCharsets;

/// Reads counts from text, numbers of 0 and more, as float32, and writes them.
final class Decimal {
    /// Whole numbers up to here are exact as float32.
    private static final long EXACT_FLOAT = 1L << 24;
    /// Digits of a number that is read without looking twice.
    private static final int FEW = 9;
    private static final int MOST_SHOWN = 40;

    private boolean whole = true;

    /// A number as it is written: the shortest text that is that number as float32.
    static String text(float value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) <= EXACT_FLOAT;
        return whole ? Integer.toString((int) value) : Float.toString(value);
    }

    /// What a text is that is no count.
    static final class NoCountException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String found;
        private final String remedy;

        NoCountException(String found, String remedy) {
            super(found);
            this.found = found;
            this.remedy = remedy;
        }

        String found() {
            return found;
        }

        String remedy() {
            return remedy;
        }
    }

    /// Whether all numbers that were read were whole.
    boolean allWhole() {
        return whole;
    }

    /// The number in bytes `from` until `to`.
    ///
    /// @throws NoCountException if it is no number, negative, or a whole number that float32 does not hold
    float count(byte[] bytes, int from, int to) throws NoCountException {
        if (from < to && to - from <= FEW) {
            int number = 0;
            int i = from;
            while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
                number = 10 * number + bytes[i++] - '0';
            }
            if (i == to && number <= EXACT_FLOAT) {
                return number;
            }
        }
        return parsed(new String(bytes, from, to - from, StandardCharsets.UTF_8).strip());
    }

    private float parsed(String text) throws NoCountException {
        double number = number(text);
        if (number < 0) {
            throw new NoCountException("is " + text + ", which is negative",
                    "Counts are 0 or more: give raw counts, not scaled values");
        }
        float narrow = (float) number;
        if (Float.isInfinite(narrow)) {
            throw new NoCountException("is " + shown(text) + ", which is beyond float32",
                    "Check whether these are counts");
        }
        if (number == Math.rint(number)) {
            if (narrow != number) {
                throw new NoCountException("is " + shown(text) + ", a whole number that float32 cannot hold exactly",
                        "Numbers are kept as float32, exact up to 2^24: check whether these are counts");
            }
        } else {
            whole = false;
        }
        return narrow;
    }

    /// Java also reads hexadecimal numbers, NaN, and letters behind a number; these are none here.
    private static double number(String text) throws NoCountException {
        if (text.isEmpty()) {
            throw new NoCountException("is empty, where a number should be", "Write 0 where nothing was counted");
        }
        if (text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0)) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                // Told below.
            }
        }
        throw new NoCountException("is '" + shown(text) + "', where a number should be",
                "Only names and counts may be in the table");
    }

    /// Whether a text is a number, of whatever size.
    static boolean isNumber(String text) {
        try {
            number(text.strip());
            return true;
        } catch (NoCountException e) {
            return false;
        }
    }

    private static String shown(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
