package io.cellwright.task.catalog;

import java.util.List;

import io.cellwright.model.Task;
import io.cellwright.model.constant.MeanExpression;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.network.NetworkEstimator;

/// Gives each cell the mean expression of the training cells: what every reconstruction has to beat. The network is
/// {@link MeanExpression}.
///
/// @param name what it is called
public record MeanExpressionEstimator(String name) implements Estimator {
    /// Under its own name.
    public static MeanExpressionEstimator usual() {
        return new MeanExpressionEstimator(MeanExpression.NAME);
    }

    @Override
    public List<Task> tasks() {
        return List.of(Task.RECONSTRUCTION);
    }

    @Override
    public String settings() {
        return "";
    }

    @Override
    public Fitted fit(Assignment assignment) {
        return NetworkEstimator.bundled(MeanExpression.NAME).fit(assignment);
    }
}
