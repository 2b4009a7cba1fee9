package io.cellwright.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// How often class r was taken for class p, and every score of predicted labels that follows from it.
///
/// Definitions are scikit-learn's with `zero_division=0`. A class counts in an average iff it occurs in the truth or
/// among the predictions.
///
/// @param count_cc cells of true class r (first index) predicted as class p (second index)
public record ConfusionMatrix(int[][] count_cc) {
    /// Checks the shape.
    ///
    /// @throws IllegalArgumentException if it is not square
    public ConfusionMatrix {
        for (int[] row : count_cc) {
            if (row.length != count_cc.length) {
                throw new IllegalArgumentException("a confusion matrix must be square but has " + count_cc.length
                        + " rows and a row of " + row.length);
            }
        }
    }

    /// Counts labels.
    ///
    /// @param truth true class of each cell, 0 until `classes`
    /// @param predicted predicted class of each cell, 0 until `classes`
    /// @throws IllegalArgumentException if lengths differ, there is no cell or a label is out of range
    public static ConfusionMatrix of(int[] truth, int[] predicted, int classes) {
        Check.sameLength("truth", truth.length, "predicted", predicted.length);
        Check.someCells(truth.length);
        Check.labels("truth", truth, classes);
        Check.labels("predicted", predicted, classes);
        int[][] count_cc = new int[classes][classes];
        for (int i = 0; i < truth.length; i++) {
            count_cc[truth[i]][predicted[i]]++;
        }
        return new ConfusionMatrix(count_cc);
    }

    /// Number of classes, those that never occur included.
    public int classes() {
        return count_cc.length;
    }

    /// Number of cells.
    public int cells() {
        int sum = 0;
        for (int c = 0; c < classes(); c++) {
            sum += support(c);
        }
        return sum;
    }

    /// Cells that are of class `c`.
    public int support(int c) {
        int sum = 0;
        for (int count : count_cc[c]) {
            sum += count;
        }
        return sum;
    }

    /// Cells predicted as class `c`.
    public int predicted(int c) {
        int sum = 0;
        for (int[] row : count_cc) {
            sum += row[c];
        }
        return sum;
    }

    /// Share of cells that were predicted right, 0 to 1. The micro averages of precision, recall and F1 are the same
    /// number.
    public double accuracy() {
        return (double) right() / cells();
    }

    /// Mean recall over the classes that occur in the truth, 0 to 1.
    public double balancedAccuracy() {
        double sum = 0;
        int seen = 0;
        for (ClassScore score : perClass()) {
            if (score.support() > 0) {
                sum += score.recall();
                seen++;
            }
        }
        return sum / seen;
    }

    /// The per-class table: one row for each class that occurs in the truth or among the predictions, in rising order.
    public List<ClassScore> perClass() {
        List<ClassScore> table = new ArrayList<>();
        for (int c = 0; c < classes(); c++) {
            ClassScore score = ClassScore.of(c, count_cc[c][c], support(c), predicted(c));
            if (score.support() + score.predicted() > 0) {
                table.add(score);
            }
        }
        return table;
    }

    /// Precision, recall and F1 over all classes.
    public AveragedScore averaged(Average average) {
        return switch (average) {
            case MICRO -> new AveragedScore(accuracy(), accuracy(), accuracy());
            case MACRO -> averaged(score -> 1);
            case WEIGHTED -> averaged(ClassScore::support);
        };
    }

    /// The macro F1, 0 to 1: the number that tells whether rare cell types are found.
    public double macroF1() {
        return averaged(Average.MACRO).f1();
    }

    /// Cohen's kappa: agreement beyond chance, `(accuracy - expected) / (1 - expected)`, at most 1. NaN where truth and
    /// predictions all are one same class: then chance alone agrees fully.
    public double kappa() {
        double cells = cells();
        double expected = 0;
        for (int c = 0; c < classes(); c++) {
            expected += support(c) / cells * (predicted(c) / cells);
        }
        return (accuracy() - expected) / (1 - expected);
    }

    /// Matthews correlation coefficient of several classes (Gorodkin 2004), -1 to 1; 0 where truth or predictions hold
    /// a single class.
    public double mcc() {
        double cells = cells();
        double both = 0;
        double truths = 0;
        double predictions = 0;
        for (int c = 0; c < classes(); c++) {
            both += (double) support(c) * predicted(c);
            truths += (double) support(c) * support(c);
            predictions += (double) predicted(c) * predicted(c);
        }
        double spread = (cells * cells - truths) * (cells * cells - predictions);
        return spread == 0 ? 0 : (right() * cells - both) / Math.sqrt(spread);
    }

    private int right() {
        int sum = 0;
        for (int c = 0; c < classes(); c++) {
            sum += count_cc[c][c];
        }
        return sum;
    }

    private AveragedScore averaged(ToDoubleFunction<ClassScore> weight) {
        double precision = 0;
        double recall = 0;
        double f1 = 0;
        double total = 0;
        for (ClassScore score : perClass()) {
            double w = weight.applyAsDouble(score);
            precision += w * score.precision();
            recall += w * score.recall();
            f1 += w * score.f1();
            total += w;
        }
        return new AveragedScore(precision / total, recall / total, f1 / total);
    }
}
