package io.cellwright.task.catalog;

import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.model.Task;
import io.cellwright.model.logistic.LogisticClassifier;
import io.cellwright.task.baseline.MajorityClass;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.task.network.NetworkEstimator;

/// The plain classifiers: logistic regression on the prepared cells, as the network {@link LogisticClassifier}, and the most
/// common class.
///
/// @param name what it is called
/// @param method how it learns
public record LinearEstimator(String name, Method method) implements Estimator {
    /// How it learns.
    public enum Method {
        /// {@link io.cellwright.task.baseline.LogisticRegression} with C = 1.
        LOGISTIC,
        /// {@link MajorityClass}.
        MAJORITY
    }

    /// Logistic regression.
    public static LinearEstimator logistic() {
        return new LinearEstimator(LogisticClassifier.NAME, Method.LOGISTIC);
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
        return switch (method) {
            case LOGISTIC -> NetworkEstimator.bundled(LogisticClassifier.NAME).fit(assignment);
            case MAJORITY -> majority(assignment.data());
        };
    }

    private Fitted majority(SplitCells data) {
        List<String> classes = data.requiredLabels().names();
        int[] known = IntStream.of(data.labelsOf(data.split().train())).filter(label -> label >= 0).toArray();
        return new Majority(name, MajorityClass.fit(known, classes.size()), classes);
    }

    private record Majority(String name, MajorityClass learnt, List<String> classes) implements Fitted {
        @Override
        public Predicted predict(CellTable cells) {
            return Predicted.of(learnt.probabilities(cells.counts()), classes);
        }
    }
}
