package io.cellwright.task.catalog;

import java.util.List;

import io.cellwright.model.Task;
import io.cellwright.model.constant.MostCommonClass;
import io.cellwright.model.logistic.LogisticClassifier;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.network.NetworkEstimator;

/// The plain classifiers, on the prepared cells: logistic regression, as the network {@link LogisticClassifier}, and
/// the most common class, as {@link MostCommonClass}.
///
/// @param name what it is called
/// @param method how it learns
public record LinearEstimator(String name, Method method) implements Estimator {
    /// How it learns.
    public enum Method {
        /// {@link io.cellwright.task.baseline.LogisticRegression} with C = 1.
        LOGISTIC,
        /// {@link io.cellwright.task.baseline.MajorityClass}.
        MAJORITY
    }

    /// Logistic regression.
    public static LinearEstimator logistic() {
        return new LinearEstimator(LogisticClassifier.NAME, Method.LOGISTIC);
    }

    /// The most common class.
    public static LinearEstimator majority() {
        return new LinearEstimator(MostCommonClass.NAME, Method.MAJORITY);
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
        return NetworkEstimator.bundled(switch (method) {
            case LOGISTIC -> LogisticClassifier.NAME;
            case MAJORITY -> MostCommonClass.NAME;
        }).fit(assignment);
    }
}
