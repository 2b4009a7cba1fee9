package io.cellwright.task.catalog;

import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.model.Task;
import io.cellwright.task.baseline.CellClassifier;
import io.cellwright.task.baseline.LogisticRegression;
import io.cellwright.task.baseline.MajorityClass;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.tensor.Device;

/// The plain classifiers: logistic regression on the prepared cells, and the most common class.
///
/// @param name what it is called
/// @param method how it learns
public record LinearEstimator(String name, Method method) implements Estimator {
    /// How it learns.
    public enum Method {
        /// {@link LogisticRegression} with C = 1.
        LOGISTIC,
        /// {@link MajorityClass}.
        MAJORITY
    }

    /// Logistic regression.
    public static LinearEstimator logistic() {
        return new LinearEstimator("logistic_regression", Method.LOGISTIC);
    }

    /// The most common class.
    public static LinearEstimator majority() {
        return new LinearEstimator("most_common_class", Method.MAJORITY);
    }

    @Override
    public List<Task> tasks() {
        return List.of(Task.CLASSIFICATION);
    }

    @Override
    public String settings() {
        return method.name();
    }

    @Override
    public Fitted fit(Assignment assignment) {
        SplitCells data = assignment.data();
        int[] train = data.split().train();
        int[] label_n = data.labelsOf(train);
        int[] known = IntStream.range(0, train.length).filter(i -> label_n[i] >= 0).toArray();
        CsrMatrix x_ng = data.expression(IntStream.of(known).map(i -> train[i]).toArray());
        List<String> classes = data.requiredLabels().names();
        int[] label = IntStream.of(known).map(i -> label_n[i]).toArray();
        return new Classifier(name, learn(x_ng, label, classes.size(), assignment.device()), classes, data);
    }

    private CellClassifier learn(CsrMatrix x_ng, int[] label, int classes, Device device) {
        return switch (method) {
            case LOGISTIC -> LogisticRegression.fit(x_ng, label, classes, device);
            case MAJORITY -> MajorityClass.fit(label, classes);
        };
    }

    private record Classifier(String name, CellClassifier learnt, List<String> classes, SplitCells data)
            implements Fitted {
        @Override
        public Predicted predict(CellTable cells) {
            return Predicted.of(learnt.probabilities(data.preparation().apply(cells).matrix()), classes);
        }
    }
}
