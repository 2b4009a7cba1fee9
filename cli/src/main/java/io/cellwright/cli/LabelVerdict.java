package io.cellwright.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;
import io.cellwright.data.preprocess.Normalization;
import io.cellwright.metric.Calibration;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.report.html.Classified;
import io.cellwright.report.html.Section;
import io.cellwright.report.html.Verdict;
import io.cellwright.task.baseline.LogisticRegression;
import io.cellwright.task.baseline.MajorityClass;

/// How cell types were named in cells whose label the model did not see, beside what learns from the same labels and is
/// simpler.
///
/// @param names of the types
/// @param answers of each method, the model first
/// @param calibration of the model's confidence
record LabelVerdict(List<String> names, List<Answer> answers, Calibration calibration) {
    /// What a method answered.
    record Answer(String method, ConfusionMatrix confusion) {}

    /// Labels of cells.
    ///
    /// @param names of the types
    /// @param told_n type of the cells whose label was learnt from; -1 for others
    /// @param hidden_n type of the cells that judge; -1 for others
    record Labels(List<String> names, int[] told_n, int[] hidden_n) {}

    /// Judges a model.
    ///
    /// @param method name of the model
    /// @param counts of all cells
    /// @param p_nc what the model says of all cells
    static LabelVerdict of(String method, CsrMatrix counts, Labels labels, DenseMatrix p_nc) {
        int classes = labels.names.size();
        CsrMatrix x_ng = Normalization.log1p(Normalization.normalizeTotal(counts, Normalization.CP10K));
        int[] told = cells(labels.told_n);
        int[] hidden = cells(labels.hidden_n);
        int[] known = pick(labels.told_n, told);
        int[] truth = pick(labels.hidden_n, hidden);
        CsrMatrix asked = x_ng.selectRows(hidden);
        DenseMatrix said = p_nc.selectRows(hidden);
        return new LabelVerdict(labels.names, List.of(
                new Answer(method, ConfusionMatrix.of(truth, said.argMax(), classes)),
                new Answer("logistic regression", ConfusionMatrix.of(truth,
                        LogisticRegression.fit(x_ng.selectRows(told), known, classes).predict(asked), classes)),
                new Answer("most common type", ConfusionMatrix.of(truth,
                        MajorityClass.fit(known, classes).predict(asked), classes))),
                Calibration.of(said, truth));
    }

    List<Section> sections() {
        Classified classified = Classified.of(names, answers.getFirst().confusion);
        List<Verdict.Baseline> baselines = answers.stream().skip(1).map(answer -> new Verdict.Baseline(
                answer.method.startsWith("most") ? "always naming the most common type" : answer.method,
                answer.confusion.accuracy(), answer.confusion.macroF1())).toList();
        return List.of(Verdict.ofClassification(classified, baselines), classified, new Section.Calibrated(calibration));
    }

    private static int[] cells(int[] label_n) {
        return IntStream.range(0, label_n.length).filter(i -> label_n[i] >= 0).toArray();
    }

    private static int[] pick(int[] from, int[] at) {
        return Arrays.stream(at).map(i -> from[i]).toArray();
    }
}
