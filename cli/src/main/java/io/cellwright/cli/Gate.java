package io.cellwright.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cellwright.data.Nearest;
import io.cellwright.task.estimator.Score;

/// What a score must be for a pipeline to go on: `macro_f1>=0.8`.
///
/// @param score name of the score
/// @param bound how it is compared
/// @param value with what
record Gate(String score, Bound bound, double value) {
    private static final Pattern FORM = Pattern.compile("\\s*([A-Za-z][A-Za-z0-9_-]*)\\s*(>=|<=|>|<)\\s*(\\S+)\\s*");

    /// How a score is compared.
    enum Bound {
        AT_LEAST(">="),
        AT_MOST("<="),
        ABOVE(">"),
        BELOW("<");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }

        boolean holds(double score, double value) {
            return switch (this) {
                case AT_LEAST -> score >= value;
                case AT_MOST -> score <= value;
                case ABOVE -> score > value;
                case BELOW -> score < value;
            };
        }
    }

    /// Reads a gate.
    ///
    /// @throws IllegalArgumentException if it is none
    static Gate parse(String text) {
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            try {
                Bound bound = Arrays.stream(Bound.values()).filter(b -> b.sign.equals(form.group(2))).findFirst()
                        .orElseThrow();
                return new Gate(form.group(1).toLowerCase(Locale.ROOT).replace('-', '_'), bound,
                        Double.parseDouble(form.group(3)));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(wrong(text), e);
            }
        }
        throw new IllegalArgumentException(wrong(text));
    }

    private static String wrong(String text) {
        return "--gate must be a score, one of >=, >, <=, < and a number, such as 'macro_f1>=0.8', but was '" + text + "'";
    }

    /// Whether the score passes; one that is not a number does not.
    ///
    /// @throws IllegalArgumentException if there is no such score
    boolean passes(List<Score> scores) {
        return bound.holds(value(scores), value);
    }

    double value(List<Score> scores) {
        return scores.stream().filter(s -> s.name().equals(score)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--gate names '" + score + "', which is no score here. "
                        + Nearest.hint(score, scores.stream().map(Score::name).toList()))).value();
    }

    @Override
    public String toString() {
        return score + bound.sign + Numbers.significant(value, 6);
    }
}
