package io.cellwright.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import io.cellwright.metric.ClassScore;

/// What came out, in a few sentences of plain words.
///
/// @param sentences whole sentences, the most important first
public record Verdict(List<String> sentences) implements Section {
    private static final int HUNDRED = 100;

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if there is none
    public Verdict {
        sentences = List.copyOf(sentences);
        if (sentences.isEmpty()) {
            throw new IllegalArgumentException("sentences must be at least one but were none; leave the verdict out");
        }
    }

    /// What something simpler reached on the same cells.
    ///
    /// @param name inside a sentence, such as `logistic regression` or `the always-most-common answer`
    /// @param accuracy 0 to 1
    /// @param macroF1 0 to 1
    public record Baseline(String name, double accuracy, double macroF1) {
        /// @throws IllegalArgumentException if a score is not from 0 to 1
        public Baseline {
            if (!(accuracy >= 0 && accuracy <= 1 && macroF1 >= 0 && macroF1 <= 1)) {
                throw new IllegalArgumentException("accuracy and macroF1 of " + name + " must be from 0 to 1 but were "
                        + accuracy + " and " + macroF1);
            }
        }
    }

    /// The verdict on a classification: right answers of a hundred beside those of the baselines, then every type
    /// counted alike, then the rare type of which the least was found. A model that is not better is said not to be.
    ///
    /// @param model what the model answered on cells whose label it had not seen
    /// @param baselines what simpler ways answered on the same cells; may be empty, and the verdict says so
    public static Verdict ofClassification(Classified model, List<Baseline> baselines) {
        List<String> sentences = new ArrayList<>();
        double accuracy = model.matrix().accuracy();
        sentences.add("On " + Numbers.grouped(model.matrix().cells()) + " cells whose label it had not seen, the model "
                + "named the right cell type for " + ofHundred(accuracy) + " of 100.");
        sentences.add(beside(accuracy, baselines));
        sentences.add(alike(model.matrix().macroF1(), baselines));
        rarest(model).ifPresent(sentences::add);
        return new Verdict(sentences);
    }

    private static String beside(double accuracy, List<Baseline> baselines) {
        if (baselines.isEmpty()) {
            return "There is no baseline to compare it with.";
        }
        String others = baselines.stream().map(b -> b.name() + " " + (b.equals(baselines.getFirst()) ? "got " : "")
                + ofHundred(b.accuracy())).collect(Collectors.joining(", "));
        Baseline best = baselines.stream().max(Comparator.comparingDouble(Baseline::accuracy)).orElseThrow();
        double points = Math.rint(10 * HUNDRED * (accuracy - best.accuracy())) / 10;
        String compared = points > 0 ? "the model is " + points + " points above " + best.name()
                : points < 0 ? "the model is " + -points + " points below " + best.name()
                : "the model is no better than " + best.name();
        return capital(others) + ": " + compared + ".";
    }

    private static String alike(double macroF1, List<Baseline> baselines) {
        String others = baselines.stream().map(b -> b.name() + " " + Numbers.fixed(b.macroF1(), 2))
                .collect(Collectors.joining(", "));
        return "With every type counted alike, rare ones too (macro F1, 0 to 1), the model reaches "
                + Numbers.fixed(macroF1, 2) + (others.isEmpty() ? "." : ", " + others + ".");
    }

    private static Optional<String> rarest(Classified model) {
        List<ClassScore> rare = model.rows().stream().filter(row -> model.rare(row.label())).toList();
        return rare.stream().min(Comparator.comparingDouble(ClassScore::recall)).map(row -> {
            int right = model.matrix().count_cc()[row.label()][row.label()];
            String which = rare.size() == 1 ? "The one rare type is " + model.name(row) + ", of which it found "
                    : "Of the " + rare.size() + " rare types it found least of " + model.name(row) + ": ";
            return which + Numbers.grouped(right) + " of " + Numbers.grouped(row.support()) + " cells.";
        });
    }

    /// Rounds, but never to all or to nothing where that is not so.
    private static String ofHundred(double share) {
        long rounded = Math.round(HUNDRED * share);
        if (rounded == HUNDRED && share < 1) {
            return "more than 99";
        }
        return rounded == 0 && share > 0 ? "fewer than 1" : Long.toString(rounded);
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
