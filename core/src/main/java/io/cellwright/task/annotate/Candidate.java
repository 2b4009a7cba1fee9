package io.cellwright.task.annotate;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What can give the labels, the plainest first.
public enum Candidate {
    /// Multinomial logistic regression on log-normalized counts ({@link io.cellwright.task.baseline.LogisticRegression}).
    LOGISTIC("logistic", "logistic_regression"),
    /// The network `mlp_classifier` on log-normalized counts, with scDLKit's settings.
    CLASSIFIER("classifier", "mlp_classifier"),
    /// scANVI with the default preset: the one that learns of unlabelled cells too.
    SCANVI("scanvi", "scanvi");

    private final String label;
    private final String model;

    Candidate(String label, String model) {
        this.label = label;
        this.model = model;
    }

    /// As the command line and files say it.
    public String label() {
        return label;
    }

    /// The candidate of that name, or of the name that its model has where models are trained.
    ///
    /// @throws IllegalArgumentException if there is none, with the labels that there are
    public static Candidate of(String name) {
        return Arrays.stream(values()).filter(candidate -> candidate.label.equals(name) || candidate.model.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("candidates must be of "
                        + Arrays.stream(values()).map(Candidate::label).collect(Collectors.joining(", ")) + " but was '"
                        + name + "'"));
    }
}
